import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFairLine } from './fair-line.ts';

test('a person with one thing in the line does not wait for all that another has in it', () => {
  const line = createFairLine<string>();
  for (let n = 1; n <= 500; n++) line.add('Mal', `m${n}`);
  line.add('Ana', 'a1');
  assert.deepEqual(line.take(3), ['m1', 'm2', 'a1']);
  assert.equal(line.size(), 498);
  assert.equal(line.sizeOf('Ana'), 0);
});

test('everyone keeps their own order, and what fits is taken in the order in which it came', () => {
  const line = createFairLine<string>();
  for (const name of ['Ana', 'Ben', 'Ana', 'Cara', 'Ben']) line.add(name, `${name} ${line.sizeOf(name) + 1}`);
  assert.deepEqual(line.take(100), ['Ana 1', 'Ben 1', 'Ana 2', 'Cara 1', 'Ben 2']);
  assert.deepEqual(line.take(100), []);
});

test('turns go on where they were', () => {
  const line = createFairLine<string>();
  for (const name of ['a', 'b', 'c']) for (let n = 1; n <= 3; n++) line.add(name, `${name}${n}`);
  assert.deepEqual(
    [1, 2, 3, 4].map(() => line.take(1)[0]),
    ['a1', 'b1', 'c1', 'a2'],
  );
});

test('what does not fit stays first in its person’s turn, and all of theirs behind it', () => {
  const line = createFairLine<string>();
  for (const name of ['a1', 'a2', 'b1', 'c1', 'b2']) line.add(name.slice(0, 1), name);
  const fits = (item: string): boolean => item !== 'a1' && item !== 'b2';
  assert.deepEqual(line.take(100, fits), ['b1', 'c1']);
  assert.equal(line.size(), 3);
  line.add('d', 'd1');
  assert.deepEqual(line.take(1), ['a1']);
  assert.deepEqual(line.take(100), ['a2', 'b2', 'd1']);
});
