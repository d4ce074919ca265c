import { fold } from '#shared/fold.ts';

const rank = (title: string | null, words: string): number => {
  const at = title === null ? -1 : fold(title).indexOf(words);
  return at === 0 ? 0 : at > 0 ? 1 : 2;
};

/**
 * What is called so comes first: titles that begin with what was typed, titles that hold it, then what was found by
 * something else (a tag). Within each the order stays.
 */
export const byTitle = (
  ids: readonly string[],
  title: (id: string) => string | null,
  typed: string,
): readonly string[] => {
  const words = fold(typed.trim());
  if (words === '') return ids;
  return ids
    .map((id) => ({ id, rank: rank(title(id), words) }))
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ id }) => id);
};
