import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Collection } from './collection.ts';
import { parseFilter, type Filter } from './filter.ts';
import { companies } from './modules/companies.ts';
import { leads } from './modules/leads.ts';

const definition = leads as unknown as Collection;
const texts: readonly Filter[] = [
  { field: 'name', op: 'contains', value: 'a' },
  { field: 'name', op: 'startsWith', value: 'a' },
  { search: 'a' },
];
const many = (count: number): Filter => ({ any: Array.from({ length: count }, (_, i) => texts[i % 3] as Filter) });

test('a filter looks through texts ten times at most, wherever in it they are', () => {
  assert.deepEqual(parseFilter(many(10), definition), many(10));
  for (const filter of [many(11), { all: [many(6), { not: many(5) }] }]) {
    assert.throws(() => parseFilter(filter, definition), {
      code: 'VALIDATION_ERROR',
      message: 'A filter looks through texts 10 times at most.',
    });
  }
  const plain = { any: Array.from({ length: 90 }, () => ({ field: 'name', op: 'eq', value: 'a' })) };
  assert.deepEqual(parseFilter(plain, definition), plain);
});

test('a filter takes any value of a field’s type, also one that the field could not hold', () => {
  const filter = { field: 'rating', op: 'lt', value: 500 };
  assert.deepEqual(parseFilter(filter, companies as unknown as Collection), filter);
  assert.throws(() => parseFilter({ ...filter, value: 'five' }, companies as unknown as Collection), {
    code: 'VALIDATION_ERROR',
  });
});

test('a filter names a thousand values at most, in all of its lists together', () => {
  const ages = (lists: number, each: number): Filter => ({
    any: Array.from({ length: lists }, () => ({
      field: 'age',
      op: 'in',
      value: Array.from({ length: each }, (_, i) => i),
    })),
  });
  assert.deepEqual(parseFilter(ages(10, 100), definition), ages(10, 100));
  for (const filter of [ages(90, 120), { all: [ages(5, 100), { not: ages(6, 100) }] }])
    assert.throws(() => parseFilter(filter, definition), {
      code: 'VALIDATION_ERROR',
      message: 'A filter names 1000 values at most. Send fewer at once.',
    });
});
