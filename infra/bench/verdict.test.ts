import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judged } from './verdict.ts';

const about = { what: 'rate', unit: '×', digits: 2 };
const spread = (median: number) => ({ median, min: median - 1, max: median + 1 });

test('a floor is reached from above, a limit from below, and the aim is told from what must be', () => {
  const floor = { ...about, bar: { must: 2, aim: 2.5, isFloor: true as const } };
  const limit = { ...about, bar: { must: 0.4, aim: 0.3 } };
  const cases = [
    [floor, 1.99, false, false],
    [floor, 2, true, false],
    [floor, 2.6, true, true],
    [limit, 0.41, false, false],
    [limit, 0.4, true, false],
    [limit, 0.2, true, true],
    [limit, Number.NaN, false, false],
  ] as const;
  for (const [promise, median, met, aimMet] of cases) {
    const verdict = judged(promise, spread(median));
    assert.deepEqual([verdict.met, verdict.aimMet], [met, aimMet], `${median}`);
  }
  assert.equal(judged(floor, spread(2)).target, '≥ 2 ×');
  assert.equal(judged(floor, spread(2)).got, '2.00 (1.00 to 3.00) ×');
});
