import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Felt } from './colleague.ts';
import { judge, type Round } from './judge.ts';

const felt = (more: Partial<Felt> = {}): Felt => ({
  mutation: 20,
  page: 30,
  health: 5,
  samples: 100,
  failed: [],
  ...more,
});
const attacked = { sent: 100, answered: 10, refused: 90, took: 6 };
const round = (during: Partial<Felt>, more: Partial<Round> = {}): Round => ({
  quiet: felt(),
  felt: felt(during),
  memory: 100,
  left: 3,
  attacked,
  ...more,
});

test('a flood is judged by what it adds to the quiet moment before it', () => {
  assert.deepEqual(judge([round({ mutation: 260, page: 1_000, health: 90 })]), []);
  assert.deepEqual(judge([round({ mutation: 300 })]), ['mutation +280 ms']);
  assert.deepEqual(judge([round({ mutation: 300 }, { quiet: felt({ mutation: 90 }) })]), []);
  assert.deepEqual(judge([round({ page: 1_100, health: 200 }, { memory: 401, left: 51 })]), [
    'page +1070 ms',
    'health +195 ms',
    'memory +401 MB',
    'left +51 MB',
  ]);
});

test('one bad moment of three is the machine’s, two are the flood’s; so is what was refused twice', () => {
  const bad = round({ mutation: 900, failed: ['page: UNAVAILABLE'] });
  assert.deepEqual(judge([bad, round({}), round({})]), []);
  assert.deepEqual(judge([bad, round({}), bad]), ['mutation +880 ms', 'page: UNAVAILABLE']);
});
