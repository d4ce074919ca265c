import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drift } from '#server/database/drift.ts';
import { testDatabase } from '#server/testing/test-database.ts';
import { matrix, written } from '#server/testing/role-rights.ts';

test('the tables speak of collections that there are', () => {
  const names = new Set(written.map(({ name }) => name));
  for (const name of Object.keys(matrix)) assert.ok(names.has(name), name);
});

test('the definitions and the migrations agree: nothing is left to migrate', async (t) => {
  const db = await testDatabase(t);
  assert.deepEqual(await drift(db), []);
});

test('an index that holds something else under its name is made again, one that went with a column too', async (t) => {
  const db = await testDatabase(t);
  await db.query('drop index leads_of_status');
  await db.query('create index leads_of_status on leads (status, id) where deleted_at is null');
  await db.query('alter table contacts drop column source');
  const statements = await drift(db);
  assert.deepEqual(
    statements.map((statement) => statement.split(/ on |[(]/)[0]?.trim()),
    [
      'alter table "contacts" add "source" text null',
      'create index "contacts_of_source"',
      'create index "next_leads_of_status"',
      'drop index "leads_of_status"',
      'alter index "next_leads_of_status" rename to "leads_of_status"',
    ],
  );
  assert.deepEqual(await drift(db), statements, 'looking changes nothing');
  for (const statement of statements) await db.query(statement);
  assert.deepEqual(await drift(db), []);
});
