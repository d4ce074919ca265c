import { setImmediate as turn } from 'node:timers/promises';

/** Milliseconds of work in one go; people's own changes wait for no more than this. */
const longest = 8;

/** To be awaited between rows: lets others have their turn whenever that much time was worked since the last one. */
export const takingTurns = (): (() => Promise<void>) => {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < longest) return;
    await turn();
    since = performance.now();
  };
};
