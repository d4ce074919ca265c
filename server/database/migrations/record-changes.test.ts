import assert from 'node:assert/strict';
import { test } from 'node:test';
import { v7 } from 'uuid';
import type { Database } from '#server/database/connection.ts';
import { testDatabase } from '#server/testing/test-database.ts';

const scopes = ['leads:all', 'leads:tbd'];

const record = async (db: Database, change: object): Promise<Record<string, unknown> | undefined> => {
  const id = v7();
  const row = { i: 1, mid: v7(), command: 'leads.update', collection: 'leads', id, version: 2, op: 'update' };
  const touched = scopes.map((scope) => ({ scope, last: 1 }));
  await db.query(
    `select * from record_changes(0::bigint, 0::bigint, now(), $1::jsonb, $2::jsonb, '[]', '{}', '[]', 'null')`,
    [JSON.stringify([{ ...row, patch: {}, old: {}, after: scopes, ...change }]), JSON.stringify(touched)],
  );
  const [written] = await db.query<Record<string, unknown>>('select * from change_log where record_id = $1', [id]);
  return written;
};

test('a change that leaves out what is as after it is logged as one of an older pod that says all of it', async (t) => {
  const db = await testDatabase(t);
  const nothing = { actorId: null, actorName: null, reason: null, record: null, group: null, cause: null };
  const older = await record(db, { ...nothing, before: scopes, scopes, prevIn: {} });
  const now = await record(db, {});
  assert.deepEqual(now, {
    ...older,
    ...{ seq: Number(older?.['seq']) + 1, mid: now?.['mid'], record_id: now?.['record_id'], at: now?.['at'] },
    prevs: Object.fromEntries(scopes.map((scope) => [scope, older?.['seq']])),
  });
  const created = await record(db, { before: [], op: 'create', scopes: ['leads:all'] });
  assert.deepEqual(created?.['scopes_before'], []);
  assert.deepEqual(Object.keys(created?.['prevs'] as object), ['leads:all']);
});
