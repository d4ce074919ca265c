import assert from 'node:assert/strict';
import { test } from 'node:test';
import { groupAudiences, type Audience } from './fan-out.ts';

const audience = (room: string, ...scopes: string[]): Audience => ({
  room,
  scopes: new Set(scopes),
  form: 1,
  members: 1,
  told: [],
});

const people = [
  audience('ana', 'leads:all', 'notifications:own:ana'),
  audience('bob', 'leads:all', 'notifications:own:bob'),
  audience('ben', 'leads:clinic:g', 'notifications:own:ben'),
  audience('dev', 'leads:clinic:g', 'leads:clinic:r', 'notifications:own:dev'),
];

const grouped = (...touched: string[]): [string[], string[]][] =>
  groupAudiences(people, new Set(touched)).map(({ rooms, scopes }) => [rooms, [...scopes]]);

test('people who differ in what is their own alone get one frame of a lead, and each their own of a notice', () => {
  assert.deepEqual(grouped('leads:clinic:g', 'leads:all'), [
    [['ana', 'bob'], ['leads:all']],
    [['ben', 'dev'], ['leads:clinic:g']],
  ]);
  assert.deepEqual(grouped('notifications:own:bob'), [[['bob'], ['notifications:own:bob']]]);
});

test('those who see more of what changed are apart from those who see a part of it', () => {
  assert.deepEqual(grouped('leads:clinic:g', 'leads:clinic:r', 'notifications:own:dev'), [
    [['ben'], ['leads:clinic:g']],
    [['dev'], ['leads:clinic:g', 'leads:clinic:r', 'notifications:own:dev']],
  ]);
  assert.deepEqual(grouped('companies:all'), []);
});
