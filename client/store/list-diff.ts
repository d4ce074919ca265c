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
