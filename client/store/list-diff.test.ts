import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withOwn } from './list-diff.ts';

const none = new Set<string>();

test('in a list that stands still my own rows come in where they belong, and nothing else moves', () => {
  const shown = ['b', 'd', 'f'];
  const next = ['a', 'b', 'c', 'f', 'e', 'd', 'g'];
  assert.deepEqual(withOwn(shown, next, new Set(['a', 'c', 'g']), none), ['a', 'b', 'c', 'd', 'g', 'f']);
  assert.equal(withOwn(shown, next, none, none), shown, 'what colleagues did waits');
  assert.deepEqual(withOwn(shown, next, new Set(['b', 'x']), none), shown, 'shown already, or not in it');
});

test('what I deleted myself goes at once, and comes back to its place', () => {
  assert.deepEqual(withOwn(['a', 'b', 'c'], ['a', 'c'], none, new Set(['b'])), ['a', 'c']);
  assert.deepEqual(withOwn(['a', 'c'], ['a', 'b', 'c'], new Set(['b']), none), ['a', 'b', 'c']);
});
