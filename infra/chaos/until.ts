import { setTimeout as pause } from 'node:timers/promises';

/** How much time, in milliseconds, may be taken here for what takes so long at most on a machine of its own. */
export type Allow = (ms: number) => number;

/** Waits until it is so; throws an error with these words when it is not within that many milliseconds. */
export const until = async (met: () => boolean, timeoutMs: number, what: () => string): Promise<void> => {
  const deadline = performance.now() + timeoutMs;
  while (!met()) {
    if (performance.now() > deadline) throw new Error(what());
    await pause(20);
  }
};
