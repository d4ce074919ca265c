/** Chance that is the same each time for the same seed. */
export type Rng = {
  /** From 0 up to, but without, 1. */
  readonly next: () => number;
  readonly below: (limit: number) => number;
  readonly between: (least: number, most: number) => number;
  readonly chance: (part: number) => boolean;
  readonly pick: <T>(items: readonly T[]) => T;
  /** A stream of its own, whatever has been drawn here before. */
  readonly fork: (name: string) => Rng;
};

const hashed = (text: string): number => {
  let hash = 2_166_136_261;
  for (const letter of text) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 16_777_619);
  return hash >>> 0;
};

export const createRng = (seed: string): Rng => {
  let state = hashed(seed);
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    next,
    below,
    between: (least, most) => least + below(most - least + 1),
    chance: (part) => next() < part,
    pick: <T>(items: readonly T[]): T => {
      if (items.length === 0) throw new Error('nothing to pick from');
      return items[below(items.length)] as T;
    },
    fork: (name) => createRng(`${seed}/${name}`),
  };
};
