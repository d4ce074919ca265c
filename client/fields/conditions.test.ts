import assert from 'node:assert/strict';
import { test } from 'node:test';
import { between, choosing, chosenIn, type Chosen } from './conditions.ts';

const chosen: readonly Chosen[] = [
  { values: [], none: false },
  { values: [], none: true },
  { values: ['a'], none: false },
  { values: ['a', 'b'], none: false },
  { values: ['a', 'b'], none: true },
];

for (const one of chosen) {
  for (const many of [false, true]) {
    test(`${JSON.stringify(one)} is read as it was chosen, ${many ? 'several' : 'one'} per record`, () => {
      assert.deepEqual(chosenIn(choosing('status', one, many)), one);
    });
  }
}

test('a range open on one side has one condition', () => {
  assert.deepEqual(between('rating', 3, null), [{ field: 'rating', op: 'gte', value: 3 }]);
  assert.deepEqual(between('rating', undefined, undefined), []);
});
