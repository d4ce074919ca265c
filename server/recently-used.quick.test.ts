import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRecentlyUsed } from './recently-used.ts';

test('what was used longest ago makes room', () => {
  const recent = createRecentlyUsed<number>(2);
  assert.equal(recent.set('a', 1), undefined);
  assert.equal(recent.set('b', 2), undefined);
  assert.equal(recent.get('a'), 1);
  assert.equal(recent.set('c', 3), 'b');
  assert.equal(recent.get('b'), undefined);
  assert.equal(recent.set('a', 4), undefined);
  assert.deepEqual([recent.get('a'), recent.get('c')], [4, 3]);
});
