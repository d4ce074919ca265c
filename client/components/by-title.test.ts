import assert from 'node:assert/strict';
import { test } from 'node:test';
import { byTitle } from './by-title.ts';

const titles: Record<string, string> = {
  a: 'Peopleloop Software Pvt Ltd',
  b: 'Sri Velan Traders',
  c: 'Velan Hydro Systems',
  d: 'Velan Pumps',
  e: 'José Textiles',
};
const title = (id: string): string | null => titles[id] ?? null;

test('who types a name gets the record of that name before one that is only tagged so', () => {
  assert.deepEqual(byTitle(['a', 'b', 'c', 'd'], title, ' velan'), ['c', 'd', 'b', 'a']);
  assert.deepEqual(byTitle(['a', 'e'], title, 'jose'), ['e', 'a'], 'with or without its accent, as it is searched');
});

test('before anything is typed, and for what is not known yet, the order is the list’s own', () => {
  assert.deepEqual(byTitle(['a', 'c'], title, ''), ['a', 'c']);
  assert.deepEqual(byTitle(['x', 'a', 'c'], title, 'velan'), ['c', 'x', 'a']);
});
