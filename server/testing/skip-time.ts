import type { TestContext } from 'node:test';

/** Lets the clock that never goes back jump ahead, by milliseconds, in a test of what grows old. */
export const skipTime = (t: TestContext): ((ms: number) => void) => {
  const now = performance.now.bind(performance);
  let skipped = 0;
  t.mock.method(performance, 'now', () => now() + skipped);
  return (ms) => {
    skipped += ms;
  };
};
