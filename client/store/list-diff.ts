import type { ListDiff } from './types.ts';

export const noDiff: ListDiff = { added: 0, moved: 0, gone: 0 };

/** What would change if the list were no longer frozen: `moved` is the fewest rows that explain the new order. */
export const listDiff = (shown: readonly string[], next: readonly string[]): ListDiff => {
  const places = new Map(next.map((id, place) => [id, place]));
  const kept = shown.flatMap((id) => places.get(id) ?? []);
  const added = next.length - kept.length;
  const gone = shown.length - kept.length;
  return added === 0 && gone === 0 && shown.every((id, i) => id === next[i])
    ? noDiff
    : { added, gone, moved: kept.length - longestRise(kept) };
};

/** The length of the longest part that is in order already. */
const longestRise = (numbers: readonly number[]): number => {
  /** The smallest number that a rise of each length can end with. */
  const ends: number[] = [];
  for (const number of numbers) {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((ends[middle] ?? 0) < number) low = middle + 1;
      else high = middle;
    }
    ends[low] = number;
  }
  return ends.length;
};

/**
 * A list that stands still, with what I did myself: `own` rows of `next` are added, each after the row that it follows
 * there as far as that is shown; `taken` rows are left out. All others keep their places.
 */
export const withOwn = (
  shown: readonly string[],
  next: readonly string[],
  own: ReadonlySet<string>,
  taken: ReadonlySet<string>,
): readonly string[] => {
  if (own.size + taken.size === 0) return shown;
  const kept = shown.filter((id) => !taken.has(id));
  const known = new Set(kept);
  const added = new Map<string | null, string[]>();
  let before: string | null = null;
  for (const id of next) {
    if (known.has(id)) before = id;
    else if (own.has(id)) added.set(before, [...(added.get(before) ?? []), id]);
  }
  return [...(added.get(null) ?? []), ...kept.flatMap((id) => [id, ...(added.get(id) ?? [])])];
};
