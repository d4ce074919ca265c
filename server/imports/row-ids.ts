import { createHash } from 'node:crypto';

/** Ids that follow from an import and a row of it. */
export type RowIds = { readonly of: (row: number) => string; readonly isOurs: (id: string) => boolean };

/**
 * Ids that follow from the import and the row: the same file taken up again asks for the same mutations, which are
 * answered and not done twice; and a record tells whether it came from this import.
 */
export const rowIds = (importId: string, purpose: 'record' | 'mutation' | 'undo'): RowIds => {
  const hash = createHash('sha256').update(`${purpose} ${importId}`).digest('hex');
  const variant = '89ab'[Number.parseInt(hash.slice(3, 4), 16) % 4];
  const head = `${importId.slice(0, 13)}-7${hash.slice(0, 3)}-${variant}${hash.slice(4, 7)}-${hash.slice(7, 11)}`;
  return { of: (row) => head + row.toString(16).padStart(8, '0'), isOurs: (id) => id.startsWith(head) };
};
