/**
 * Reads that many ask at once, made once. Those who hold the same scopes in a collection see the same of it, so a page
 * or a count that was read while nothing has changed since is good for all of them; and where something changes all the
 * time, a costly count is made at a bearable pace instead of once for each who asks.
 */
export type SharedReads = <T>(key: string, pace: Pace, read: () => Promise<T>) => Promise<T>;

/** `often`: as soon as the one before is done. `spaced`: rests ten times as long as it took, a second at most. */
export type Pace = 'often' | 'spaced';

type Entry = {
  /** The last read that has begun, and the last change that was known then. */
  begun: { readonly at: number; readonly answer: Promise<unknown> } | null;
  /** Not begun yet: it begins after the present request, so it serves that one too. */
  next: Promise<unknown> | null;
  notBefore: number;
};

const mostKept = 100;
const longestRest = 1_000;

export const createSharedReads = (seq: () => number): SharedReads => {
  const entries = new Map<string, Entry>();

  const entryOf = (key: string): Entry => {
    const entry = entries.get(key) ?? { begun: null, next: null, notBefore: 0 };
    // Put last, so that the first is the one not asked for longest.
    entries.delete(key);
    entries.set(key, entry);
    const [oldest] = entries.keys();
    if (entries.size > mostKept && oldest !== undefined && !entries.get(oldest)?.next) entries.delete(oldest);
    return entry;
  };

  const begin = <T>(entry: Entry, pace: Pace, read: () => Promise<T>): Promise<T> => {
    const started = performance.now();
    const answer = read();
    entry.begun = { at: seq(), answer };
    const settle = (): void => {
      const took = performance.now() - started;
      entry.notBefore = pace === 'spaced' ? performance.now() + Math.min(took * 10, longestRest) : 0;
    };
    answer.then(settle, () => {
      // A failed read is an answer only for those who waited for it.
      entry.begun = null;
      settle();
    });
    return answer;
  };

  return <T>(key: string, pace: Pace, read: () => Promise<T>): Promise<T> => {
    const entry = entryOf(key);
    if (entry.begun?.at === seq()) return entry.begun.answer as Promise<T>;
    if (entry.next) return entry.next as Promise<T>;
    if (!entry.begun && entry.notBefore === 0) return begin(entry, pace, read);
    const next = (async (): Promise<T> => {
      await entry.begun?.answer.catch(() => undefined);
      const rest = entry.notBefore - performance.now();
      if (rest > 0) await new Promise((resolve) => setTimeout(resolve, rest));
      entry.next = null;
      return begin(entry, pace, read);
    })();
    entry.next = next;
    return next;
  };
};
