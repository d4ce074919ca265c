import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pino } from 'pino';
import { createTroubles } from './troubles.ts';

const setUp = () => {
  const lines: { level: number; msg: string }[] = [];
  const log = pino({ base: null }, { write: (line: string) => void lines.push(JSON.parse(line)) });
  const clock = { at: 0 };
  return { lines, clock, troubles: createTroubles(log, () => clock.at) };
};

const full = Object.assign(new Error('could not extend file'), { code: '53100' });

test('a full disk is logged once, however many statements meet it, and when it is over', () => {
  const { lines, clock, troubles } = setUp();
  for (let n = 0; n < 200; n++) troubles.note(full);
  assert.equal(troubles.current(), 'its disk is full');
  clock.at = 9_000;
  troubles.note(full);
  clock.at = 18_000;
  assert.equal(troubles.current(), 'its disk is full');
  clock.at = 19_500;
  assert.equal(troubles.current(), null);
  assert.equal(troubles.current(), null);
  assert.deepEqual(
    lines.map(({ msg }) => msg),
    ['the database cannot do its work: its disk is full', 'the database works again'],
  );
});

test('another trouble is told too; what is wrong with a statement is none', () => {
  const { lines, troubles } = setUp();
  troubles.note(Object.assign(new Error('duplicate'), { code: '23505' }));
  assert.equal(troubles.current(), null);
  troubles.note(full);
  troubles.note(Object.assign(new Error('read-only'), { code: '25006' }));
  assert.equal(troubles.current(), 'it takes no changes: is it a standby?');
  assert.equal(lines.length, 2);
});
