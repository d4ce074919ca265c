import { unguardCell } from '#shared/csv/cell.ts';
import { withoutMarks } from '#shared/written/marks.ts';

/**
 * What a cell says: without marks that no one sees, without the guards that this product's exports, and others' (`="0042"`),
 * put around what a spreadsheet would change.
 */
export const cleanCell = (text: string): string => {
  const seen = withoutMarks(text).trim();
  if (seen.startsWith("'")) return unguardCell(seen);
  const [, inFormula] = /^="([^"]*)"$/.exec(seen) ?? [];
  return inFormula === undefined ? seen : inFormula.trim();
};

/** Ads write what an id is of in front of it: `ag:1202110001`, `l:7001`. */
const idPrefix = /^(?:ag|as|[cflpz]):(?=\d{4,}$)/;

/** A long number that a spreadsheet took for one with a fraction: `1202110001.0`. */
const needlessFraction = /(?<=^\d{4,})\.0+$/;

export const cleanId = (text: string): string => text.replace(idPrefix, '').replace(needlessFraction, '');
