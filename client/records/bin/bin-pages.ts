import type { BinEntry } from '#shared/bin.ts';

/** Some of what was deleted, the latest first, and where the next begin; null after the last. */
export type BinPage = { readonly entries: readonly BinEntry[]; readonly cursor: string | null };

/** As many as one page holds. */
const mostPerPage = 200;

/** The latest so many, page by page. Throws what `read` does. */
export const readLatest = async (
  read: (limit: number, cursor: string | null) => Promise<BinPage>,
  size: number,
): Promise<BinPage> => {
  const entries: BinEntry[] = [];
  let cursor: string | null = null;
  do {
    const page: BinPage = await read(Math.min(size - entries.length, mostPerPage), cursor);
    entries.push(...page.entries);
    ({ cursor } = page);
  } while (cursor !== null && entries.length < size);
  return { entries, cursor };
};

const isOlder = (a: BinEntry, b: BinEntry): boolean =>
  a.deletedAt === b.deletedAt ? a.record.id < b.record.id : a.deletedAt < b.deletedAt;

/** Whether an entry is in the bin no more. Of one that is older than all that was read that is not known. */
export const isMissing = ({ entries, cursor }: BinPage, entry: BinEntry): boolean => {
  const last = entries.at(-1);
  if (cursor !== null && last !== undefined && isOlder(entry, last)) return false;
  return !entries.some(({ record }) => record.id === entry.record.id);
};
