import assert from 'node:assert/strict';
import { test } from 'node:test';
import { appointmentsTable } from '#server/testing/appointments.ts';
import { addAppointments } from '#server/testing/with-appointments.ts';

addAppointments();
const { drift } = await import('./drift.ts');
const { testDatabase } = await import('#server/testing/test-database.ts');

const about = (statements: readonly string[], name: string): string[] =>
  statements.filter((statement) => statement.includes(`"${name}"`));

test('a constraint that a definition declares is left alone where it is there, and missed where it is not', async (t) => {
  const db = await testDatabase(t);
  for (const statement of appointmentsTable) await db.query(statement);
  const name = 'appointments_chair_is_free';
  assert.deepEqual(about(await drift(db), name), []);

  await db.query(`alter table appointments rename constraint ${name} to something_else`);
  const missing = `alter table "appointments" add constraint "${name}" …`;
  const drifted = await drift(db);
  assert.deepEqual(about(drifted, name), [missing]);
  assert.ok(
    drifted.some((statement) => /drop constraint .*"something_else"/.test(statement)),
    'one that no definition declares is to go',
  );

  await db.query('alter table appointments drop constraint something_else');
  assert.deepEqual(about(await drift(db), name), [missing]);

  // Of that name, but on another table.
  await db.query(`alter table leads add constraint ${name} check (version > 0)`);
  assert.deepEqual(about(await drift(db), name), [missing]);
});
