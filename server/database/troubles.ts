import type { Log } from '#server/log.ts';
import { errorCode, troubleOf } from './errors.ts';

/** What keeps databases that answer from doing their work: full disks and the like. */
export type Troubles = {
  /** Told of each statement that fails. */
  readonly note: (error: unknown) => void;
  /** What is wrong, while it was seen a moment ago; null otherwise. */
  readonly current: () => string | null;
};

/** Without another such error for so long it counts as over, in milliseconds. */
const overMs = 10_000;

/** Each trouble is logged when it begins and when it is over, not with every statement that meets it. */
export const createTroubles = (log: Log, now: () => number = () => performance.now()): Troubles => {
  let last: { readonly what: string; readonly at: number } | null = null;

  const current = (): string | null => {
    if (last && now() - last.at > overMs) {
      log.warn({ was: last.what }, 'the database works again');
      last = null;
    }
    return last?.what ?? null;
  };

  return {
    current,
    note: (error) => {
      const what = troubleOf(error);
      if (what === undefined) return;
      if (current() !== what) log.error({ code: errorCode(error) }, `the database cannot do its work: ${what}`);
      last = { what, at: now() };
    },
  };
};
