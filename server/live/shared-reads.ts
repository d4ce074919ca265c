import type { Turn } from '#server/tenants/tenant.ts';

/**
 * Reads that many ask at once, made once. Those who hold the same scopes in a collection see the same of it, so a page
 * or a count that was read while nothing has changed since is good for all of them; and where something changes all the
 * time, a costly count is made at a bearable pace instead of once for each who asks. A read takes the first turn that
 * any of those who wait for it has.
 */
export type SharedReads<Reader> = <T>(
  key: string,
  pace: Pace,
  person: string,
  read: (reader: Reader) => Promise<T>,
) => Promise<T>;

/** `often`: as soon as the one before is done. `spaced`: rests ten times as long as it took, a second at most. */
export type Pace = 'often' | 'spaced';

type Shared = {
  /** Not begun yet: it begins after the present request, so it serves that one too. */
  readonly answer: Promise<unknown>;
  readonly join: (person: string) => void;
};

type Entry = {
  /** The last read that has begun, and the last change that was known then. */
  begun: { readonly at: number; readonly answer: Promise<unknown> } | null;
  next: Shared | null;
  notBefore: number;
};

/** Joins a line for these people; what waits in it is run in the first turn of any of them. */
type Reserve<Reader> = (people: Iterable<string>) => {
  readonly join: Turn['join'];
  readonly run: <T>(work: (reader: Reader) => Promise<T>) => Promise<T>;
};

const longestRest = 1_000;

/** An answer holds while `seq` gives the same number as when its reading began; the last `mostKept` of them stay. */
export const createSharedReads = <Reader>(
  seq: () => number,
  reserve: Reserve<Reader>,
  mostKept = 100,
): SharedReads<Reader> => {
  const entries = new Map<string, Entry>();

  const entryOf = (key: string): Entry => {
    const entry = entries.get(key) ?? { begun: null, next: null, notBefore: 0 };
    // Put last, so that the first is the one not asked for longest.
    entries.delete(key);
    entries.set(key, entry);
    for (const [old, { next }] of entries) {
      if (entries.size <= mostKept) break;
      if (!next && old !== key) entries.delete(old);
    }
    return entry;
  };

  const begin = <T>(entry: Entry, pace: Pace, read: () => Promise<T>): Promise<T> => {
    const started = performance.now();
    const answer = read();
    const begun = { at: seq(), answer };
    entry.begun = begun;
    const settle = (): void => {
      const took = performance.now() - started;
      entry.notBefore = pace === 'spaced' ? performance.now() + Math.min(took * 10, longestRest) : 0;
    };
    answer.then(settle, () => {
      // A failed read is an answer only for those who waited for it.
      if (entry.begun === begun) entry.begun = null;
      settle();
    });
    return answer;
  };

  return <T>(key: string, pace: Pace, person: string, read: (reader: Reader) => Promise<T>): Promise<T> => {
    const entry = entryOf(key);
    if (entry.begun?.at === seq()) return entry.begun.answer as Promise<T>;
    if (entry.next) {
      entry.next.join(person);
      return entry.next.answer as Promise<T>;
    }
    const people = new Set([person]);
    let turn: ReturnType<Reserve<Reader>> | null = null;
    const wait = async (): Promise<void> => {
      await entry.begun?.answer.catch(() => undefined);
      const rest = entry.notBefore - performance.now();
      if (rest > 0) await new Promise((resolve) => setTimeout(resolve, rest));
    };
    const take = async (): Promise<T> => {
      // Where nothing is to be waited for, the line is joined, or refused, at once.
      if (entry.begun || entry.notBefore > 0) await wait();
      turn = reserve(people);
      return turn.run((reader) => {
        entry.next = null;
        return begin(entry, pace, () => read(reader));
      });
    };
    const next: Shared = {
      answer: take(),
      join: (other) => {
        if (turn) turn.join(other);
        else people.add(other);
      },
    };
    const forget = (): void => {
      if (entry.next === next) entry.next = null;
    };
    entry.next = next;
    next.answer.catch(forget);
    return next.answer as Promise<T>;
  };
};
