const rank = (title: string | null, words: string): number => {
  const at = title?.toLowerCase().indexOf(words) ?? -1;
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
  const words = typed.trim().toLowerCase();
  return words === '' ? ids : ids.toSorted((a, b) => rank(title(a), words) - rank(title(b), words));
};
