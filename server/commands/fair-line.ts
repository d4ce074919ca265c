/** A line in which people take turns, however much each has in it. What one person has in it keeps its order. */
export type FairLine<T> = {
  readonly add: (person: string, item: T) => void;
  /**
   * The next few, one from each person in turn; in the order in which they came. Who is first with what does not fit keeps
   * their turn, and all that they have behind it.
   */
  readonly take: (most: number, fits?: (item: T) => boolean) => T[];
  readonly size: () => number;
  /** How many are in it for one person. */
  readonly sizeOf: (person: string) => number;
};

type Placed<T> = { readonly at: number; readonly item: T };

export const createFairLine = <T>(): FairLine<T> => {
  // In the order of their turns.
  const people = new Map<string, Placed<T>[]>();
  let size = 0;
  let added = 0;
  return {
    size: () => size,
    sizeOf: (person) => people.get(person)?.length ?? 0,
    add: (person, item) => {
      const own = people.get(person);
      const placed = { at: (added += 1), item };
      if (own) own.push(placed);
      else people.set(person, [placed]);
      size += 1;
    },
    take: (most, fits = () => true) => {
      const taken: Placed<T>[] = [];
      let left = 0;
      // What is put back at its end is walked too.
      for (const [person, own] of people) {
        const [first] = own;
        if (first && !fits(first.item)) {
          if ((left += 1) === most) break;
          continue;
        }
        if (first) taken.push(first);
        own.shift();
        people.delete(person);
        if (own.length > 0) people.set(person, own);
        if (taken.length === most) break;
      }
      size -= taken.length;
      return taken.toSorted((a, b) => a.at - b.at).map(({ item }) => item);
    },
  };
};
