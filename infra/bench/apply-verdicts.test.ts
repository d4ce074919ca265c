import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytesOfDay, growthInAnHour } from './apply-verdicts.ts';

test('growth is the slope after the first changes, at the pace that was measured', () => {
  const heap = [0, 4_000, 8_000, 12_000, 16_000].map((changes) => ({ changes, bytes: 50e6 + changes * 2 }));
  const filled = heap.map((point, i) => (i === 0 ? { ...point, bytes: 10e6 } : point));
  assert.equal(Math.round(growthInAnHour({ heap: filled, changesPerSecond: 200 })), 200 * 3_600 * 2);
  const flat = heap.map((point) => ({ ...point, bytes: 50e6 }));
  assert.equal(growthInAnHour({ heap: flat, changesPerSecond: 200 }), 0);
});

test('a day is its opening, what comes in, and each return', () => {
  const phone = { opened: 1_000, openedAgain: 10, stretch: 600, frames: 30, seconds: 60 };
  assert.equal(bytesOfDay(phone), 1_000 + 300 + 9 * 3_600 * 10);
});
