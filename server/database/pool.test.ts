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

test('a connection keeps the statements used last, and those it has dropped work again', async (t) => {
  const db = await testDatabase(t);
  const text = (n: number): string => `select ${n}::int as n`;
  const ask = async (n: number): Promise<void> => assert.deepEqual(await db.prepared(text(n)), [{ n }]);
  for (let n = 0; n < 300; n++) await ask(n);
  const kept = await db.query<{ n: number }>('select count(*)::int as n from pg_prepared_statements');
  assert.equal(kept[0]?.n, 250);
  await ask(0);
  await ask(299);
});
