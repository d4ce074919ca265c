import assert from 'node:assert/strict';
import { test } from 'node:test';
import { v7 } from 'uuid';
import { createLog } from '#server/log.ts';
import { addressOf } from '#server/database/cluster.ts';
import { openDatabase, type Database } from '#server/database/connection.ts';
import { tenantEntities } from '#server/database/schema.ts';
import { adminUrl, freshName } from '#server/testing/test-database.ts';
import { tenantMigrations } from './tenant/index.ts';

const log = createLog('silent');

test('tries that were reasons of a change become attempts, and are counted since the last answer', async (t) => {
  const name = freshName();
  const admin = await openDatabase({ url: adminUrl(), entities: tenantEntities, migrations: [], poolSize: 1, log });
  await admin.query(`create database ${name}`);
  t.after(async () => {
    await admin.query(`drop database ${name} with (force)`);
    await admin.close();
  });
  const openAt = (count: number): Promise<Database> =>
    openDatabase({
      url: addressOf(adminUrl(), name),
      entities: tenantEntities,
      migrations: tenantMigrations.slice(0, count),
      poolSize: 2,
      log,
    });
  const at = tenantMigrations.findIndex((one) => one.name === '0026-contact-attempts');
  const before = await openAt(at);
  await before.migrate();
  const [clinic, ben] = [v7(), v7()];
  let seq = 0;
  const lead = async (status: string, priority: string, lastContacted: string | null): Promise<string> => {
    const id = v7();
    await before.query(
      `insert into leads (id, version, created_at, updated_at, name, phone, clinic_id, status, priority, priority_pinned, source, last_contacted_at)
       values ($1, 1, now(), now(), 'Ravi', '+919843012345', $2, $3, $4, false, 'other', $5)`,
      [id, clinic, status, priority, lastContacted],
    );
    return id;
  };
  const tried = async (id: string, day: string, reason: string, cause: object | null = null): Promise<string> => {
    const mid = v7();
    await before.query(
      `insert into change_log (seq, at, mid, command, actor_id, actor_name, reason, collection, record_id, version, op,
         scopes_before, scopes_after, prevs, patch, old, cause)
       values ($1, $2, $3, 'leads.update', $4, 'Ben', $5, 'leads', $6, 2, 'update', '{}', $7, '{}', '{"nextAction":"x"}', '{}', $8)`,
      [++seq, day, mid, ben, reason, id, ['leads:all', `leads:clinic:${clinic}`], cause && JSON.stringify(cause)],
    );
    return mid;
  };
  const twice = await lead('attempting', 'cold', null);
  await tried(twice, '2026-11-01T05:00:00Z', 'The call was not answered');
  await tried(twice, '2026-11-02T05:00:00Z', 'Message sent, no reply yet');
  const undone = await tried(twice, '2026-11-03T05:00:00Z', 'The call was not answered');
  await tried(twice, '2026-11-03T05:01:00Z', 'Undone', { kind: 'undo', id: undone, command: 'leads.update', depth: 0 });
  const answered = await lead('connected', 'warm', '2026-11-02T05:00:00Z');
  await tried(answered, '2026-11-01T05:00:00Z', 'The call was not answered');
  const unknown = await lead('attempting', 'cold', null);
  await before.close();

  const after = await openAt(at + 1);
  t.after(() => after.close());
  await after.migrate();
  const leads = await after.query<{ id: string; tries: string; priority: string }>(
    'select id, tries, priority from leads',
  );
  const held = (id: string): unknown[] =>
    leads.flatMap((one) => (one.id === id ? [Number(one.tries), one.priority] : []));
  assert.deepEqual(held(twice), [2, 'new'], 'cold comes with the third');
  assert.deepEqual(held(answered), [0, 'warm']);
  assert.deepEqual(held(unknown), [0, 'cold'], 'where tries were not recorded, nothing is changed');
  const attempts = await after.query<Record<string, unknown>>(
    'select channel, outcome, clinic_id, attempted_by, attempted_by_name from contact_attempts where lead_id = $1 order by attempted_at',
    [twice],
  );
  const by = { outcome: 'no_answer', clinic_id: clinic, attempted_by: ben, attempted_by_name: 'Ben' };
  assert.deepEqual(
    attempts.map((one) => ({ ...one })),
    [
      { channel: 'call', ...by },
      { channel: 'whatsapp', ...by },
    ],
  );
  // A pod of the version before adds leads meanwhile, and knows nothing of tries.
  await after.query(
    `insert into leads (id, version, created_at, updated_at, name, phone, status, priority, priority_pinned, source)
     values ($1, 1, now(), now(), 'Meena', '+919843012346', 'new', 'new', false, 'other')`,
    [v7()],
  );
});
