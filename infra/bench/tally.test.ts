import assert from 'node:assert/strict';
import { test } from 'node:test';
import { writers, type Frame } from './heard.ts';
import { createTally } from './tally.ts';

const listening = { round: 7, startAt: 0, from: 0, to: 1e9 };
const frame = (first: number, ...counts: readonly number[]): Frame => ({
  changes: counts.map((count) => ({ round: 7, lane: 0, count, sentAt: 10, committedAt: 30 })),
  first,
  last: first + counts.length - 1,
  ordered: true,
  bytes: 100,
});

test('what every socket heard once is neither lost nor doubled', () => {
  const tally = createTally(2, listening, writers);
  for (const socket of [0, 1]) tally.hear(socket, frame(1, 0, 1, 2), 100);
  assert.ok(tally.complete([3]));
  const { lost, doubled, stray, disordered } = tally.report([3]);
  assert.deepEqual({ lost, doubled, stray, disordered }, { lost: 0, doubled: 0, stray: 0, disordered: 0 });
});

test('each fault is told from the others', () => {
  const tally = createTally(2, listening, writers);
  tally.hear(0, frame(1, 0, 1, 2), 100);
  tally.hear(0, frame(3, 2), 100); // again, and its number goes back
  tally.hear(1, frame(1, 0, 5_000), 100); // 1 and 2 never came; number 5000 was not acknowledged
  tally.hear(1, { ...frame(9, 1), changes: [{ round: 6, lane: 0, count: 1, sentAt: 1, committedAt: 2 }] }, 100); // of another round
  assert.ok(!tally.complete([3]));
  const { lost, doubled, stray, disordered } = tally.report([3]);
  assert.deepEqual({ lost, doubled, stray, disordered }, { lost: 2, doubled: 1, stray: 1, disordered: 1 });
});
