import { Refusal } from '#shared/refusal.ts';

type Waiting = { readonly begin: () => void };

/**
 * Lets a few work at once, first come, first served. Calling it waits for a turn and gives what ends it; throws
 * UNAVAILABLE when none comes within `waitTimeoutMs`. `places` is asked each time: it may change.
 */
export const createReadSlots = (places: () => number, waitTimeoutMs: number): (() => Promise<() => void>) => {
  const line = new Set<Waiting>();
  let taken = 0;

  const next = (): void => {
    for (const waiting of line) {
      if (taken >= places()) return;
      line.delete(waiting);
      taken += 1;
      waiting.begin();
    }
  };
  const end = (): void => {
    taken -= 1;
    next();
  };

  return async () => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiting = { begin: resolve };
    line.add(waiting);
    next();
    if (!line.has(waiting)) return end;
    const giveUp = setTimeout(() => {
      line.delete(waiting);
      reject(new Refusal('UNAVAILABLE', 'The server is busy. Try again in a moment.'));
    }, waitTimeoutMs);
    try {
      await promise;
      return end;
    } finally {
      clearTimeout(giveUp);
    }
  };
};
