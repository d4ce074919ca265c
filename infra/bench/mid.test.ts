import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isId } from '#shared/fields/id.ts';
import { midOf, sentOf } from './mid.ts';

test('a mid says which mutation it was and when it left, also where the clock wraps', () => {
  for (const at of [5, 123_456_789, 2 ** 40 - 1, 2 ** 40, 3 * 2 ** 40 + 17]) {
    const sent = { round: 201, writer: 199, count: 65_535, at };
    const mid = midOf(sent);
    assert.ok(isId(mid), mid);
    assert.deepEqual(sentOf(mid, at + 4_000), sent);
  }
});

test('a mid made just before the clock wraps is read right after', () => {
  const sent = { round: 0, writer: 0, count: 0, at: 2 ** 41 - 2 };
  assert.deepEqual(sentOf(midOf(sent), 2 ** 41 + 5), sent);
});
