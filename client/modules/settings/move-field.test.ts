import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AnyRecord } from '#shared/collection.ts';
import { moved } from './move-field.ts';

const field = (id: string, position: number | null, more: object = {}): AnyRecord =>
  ({ id, name: id, position, active: true, section: null, ...more }) as unknown as AnyRecord;

const after = (fields: readonly AnyRecord[], id: string, by: -1 | 1): string[] => {
  const changed = new Map(moved(fields, id, by).map((one) => [one.id, one.position]));
  const place = (one: AnyRecord): number => changed.get(one.id) ?? Number(one['position'] ?? 0);
  return fields.toSorted((a, b) => place(a) - place(b)).map((one) => one.id);
};

test('a field changes places with its neighbour, and nothing else is touched', () => {
  const fields = [field('a', 1), field('b', 2), field('c', 3)];
  assert.deepEqual(after(fields, 'c', -1), ['a', 'c', 'b']);
  assert.deepEqual(
    moved(fields, 'c', -1).map(({ id }) => id),
    ['c', 'b'],
  );
  assert.deepEqual(after(fields, 'a', 1), ['b', 'a', 'c']);
});

test('at either end it stays', () => {
  const fields = [field('a', 1), field('b', 2)];
  assert.deepEqual(moved(fields, 'a', -1), []);
  assert.deepEqual(moved(fields, 'b', 1), []);
});

test('its neighbour is the next one in use, in the same section', () => {
  const fields = [
    field('a', 1),
    field('gone', 2, { active: false }),
    field('else', 3, { section: 'Money' }),
    field('b', 4),
  ];
  const order = after(fields, 'b', -1);
  assert.ok(order.indexOf('b') < order.indexOf('a'));
  assert.deepEqual(moved(fields, 'else', 1), []);
});

test('fields that were never placed, or share a place, get places of their own', () => {
  const fields = [field('a', null), field('b', null), field('c', 1)];
  assert.deepEqual(after(fields, 'b', -1), ['b', 'a', 'c']);
});
