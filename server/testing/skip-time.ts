import type { TestContext } from 'node:test';

/**
 * Stops the clock that never goes back, in a test of what grows old: it goes on only by the milliseconds that are
 * skipped, however slow the machine is.
 */
export const skipTime = (t: TestContext): ((ms: number) => void) => {
  let now = performance.now();
  t.mock.method(performance, 'now', () => now);
  return (ms) => {
    now += ms;
  };
};
