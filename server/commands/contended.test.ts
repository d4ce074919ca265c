import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { Query } from '#server/database/pool.ts';
import { world } from '#server/testing/world.ts';

/** A lead that someone else changes between each reading of it and each writing, `times` times. */
const leadThatOthersChange = async (t: TestContext, times: number) => {
  const w = await world(t, { env: { ROLES: 'web' } });
  const { ana, create, smiles, clinics } = w;
  const lead = await create(smiles, 'leads.create', {
    name: 'Ravi',
    phone: '98430 12345',
    clinicId: clinics.ganapathy.id,
  });
  const db = smiles.db as { prepared: Query };
  const { prepared } = db;
  let left = times;
  db.prepared = async <Row>(sql: string, values?: readonly unknown[]): Promise<Row[]> => {
    if (sql.includes('record_changes(') && left-- > 0)
      await smiles.db.query('update leads set version = version + 1 where id = $1', [lead.id]);
    return prepared<Row>(sql, values);
  };
  return () => ana.mutate('leads.update', { id: lead.id, patch: { nextAction: 'Call at ten' } });
};

test('what others change again and again is written in the end, however often it was read', async (t) => {
  const change = await leadThatOthersChange(t, 30);
  const answer = await change();
  assert.ok(answer.ok, JSON.stringify(answer));
  assert.equal(answer.record?.['nextAction'], 'Call at ten');
});

test('what others change without a pause is no defect: it is said, and may be asked again', async (t) => {
  const change = await leadThatOthersChange(t, Infinity);
  const answer = await change();
  assert.equal(answer.ok ? 'allowed' : answer.error.code, 'UNAVAILABLE');
});
