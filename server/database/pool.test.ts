import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testDatabase } from '#server/testing/test-database.ts';

const pidOf = (rows: readonly { readonly pid: number }[]): number | undefined => rows[0]?.pid;

test('a statement that is refused leaves its connection as it was, one that may have spoilt it does not', async (t) => {
  const db = await testDatabase(t);
  const pid = async () => pidOf(await db.prepared<{ pid: number }>('select pg_backend_pid() as pid'));
  const first = await pid();
  const raise = (code: string) => db.query(`do $$ begin raise exception 'no' using errcode = '${code}'; end $$`);
  // A record changed meanwhile; two waited for each other; a value is taken.
  for (const code of ['40001', '40P01', '23505']) await assert.rejects(raise(code), { code });
  assert.equal(await pid(), first);
  await assert.rejects(raise('XX000'));
  assert.notEqual(await pid(), first);
});

test('a statement that was prepared before its table changed works again', async (t) => {
  const db = await testDatabase(t);
  await db.query('create table things (a int)');
  await db.prepared('select * from things');
  await db.query('alter table things add b int');
  await db.prepared('select * from things').catch(() => undefined);
  assert.deepEqual(await db.prepared('select * from things'), []);
});
