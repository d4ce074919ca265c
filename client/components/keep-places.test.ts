import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keepPlaces } from './keep-places.ts';

const options = (...values: string[]): { value: string; label: string }[] =>
  values.map((value) => ({ value, label: value.toUpperCase() }));

test('what is offered no longer keeps its place and cannot be chosen; what is new comes last', () => {
  const opened = keepPlaces([], options('attempting', 'booked', 'lost'));
  assert.deepEqual(opened, options('attempting', 'booked', 'lost'));
  const moved = keepPlaces(opened, options('treated', 'booked', 'lost'));
  assert.deepEqual(
    moved.map(({ value, gone = false }) => [value, gone]),
    [
      ['attempting', true],
      ['booked', false],
      ['lost', false],
      ['treated', false],
    ],
  );
  const back = keepPlaces(moved, options('attempting', 'booked', 'lost'));
  assert.deepEqual(
    back.map(({ value, gone = false }) => [value, gone]),
    [
      ['attempting', false],
      ['booked', false],
      ['lost', false],
      ['treated', true],
    ],
  );
});
