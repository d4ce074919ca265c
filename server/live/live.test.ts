import assert from 'node:assert/strict';
import { test } from 'node:test';
import { v7 } from 'uuid';
import type { Change } from '#shared/protocol.ts';
import { world } from '#server/testing/world.ts';
import type { TestClient } from '#server/testing/client.ts';

const of = (client: TestClient, id: string): Change[] => client.changes.filter((change) => change.id === id);

test('a change by one person is on the other’s screen, and says who made it', async (t) => {
  const { ana, ben, create, smiles, clinics } = await world(t, { also: ['other'] });
  const lead = await create(smiles, 'leads.create', {
    name: 'Ravi',
    phone: '98430 12345',
    clinicId: clinics.ganapathy.id,
  });
  const [desk, hq] = [await ben.connect(), await ana.connect()];
  const answer = await desk.mutate('leads.update', { id: lead.id, patch: { status: 'connected' } });
  assert.ok(answer.ok);
  await hq.until('the change', (client) => of(client, lead.id).length > 0);
  const [change] = of(hq, lead.id);
  assert.deepEqual(
    [change?.op, change?.seq, change?.by?.name, change?.mid],
    ['patch', answer.seq, 'Ben Ganapathy', answer.mid],
  );
  assert.deepEqual([change?.data?.['status'], change?.data?.['priority']], ['connected', 'warm']);
});

test('a lead that moves to another clinic is removed here, by id only, and whole over there', async (t) => {
  const { ana, ben, cara, create, smiles, clinics } = await world(t);
  const lead = await create(smiles, 'leads.create', {
    name: 'Ravi',
    phone: '98430 12345',
    clinicId: clinics.ganapathy.id,
  });
  const [here, there, hq] = [await ben.connect(), await cara.connect(), await ana.connect()];
  await ana.mutate('leads.update', {
    id: lead.id,
    patch: { nextAction: 'CANARY-AFTER', clinicId: clinics.rsPuram.id },
  });
  await here.until('the removal', (client) => of(client, lead.id).length > 0);
  await there.until('the arrival', (client) => of(client, lead.id).length > 0);
  await hq.until('the move', (client) => of(client, lead.id).length > 0);
  assert.deepEqual(
    of(here, lead.id).map(({ op, data }) => [op, data]),
    [['remove', null]],
  );
  assert.deepEqual(
    of(there, lead.id).map(({ op, data }) => [op, data?.['nextAction']]),
    [['upsert', 'CANARY-AFTER']],
  );
  assert.deepEqual(
    of(hq, lead.id).map(({ op }) => op),
    ['patch'],
  );
  assert.ok(!here.seen().includes('CANARY-AFTER') && !here.seen().includes(clinics.rsPuram.id));
  assert.ok(!there.seen().includes(clinics.ganapathy.id), 'where it was is not told either');
});

test('DNC takes a lead off the clinic’s screen at once', async (t) => {
  const { ana, ben, create, smiles, clinics } = await world(t);
  const lead = await create(smiles, 'leads.create', {
    name: 'Ravi',
    phone: '98430 12345',
    clinicId: clinics.ganapathy.id,
  });
  const desk = await ben.connect();
  await ana.mutate('leads.update', { id: lead.id, patch: { status: 'dnc' }, reason: 'Asked us' });
  await desk.until('the removal', (client) => of(client, lead.id).some(({ op }) => op === 'remove'));
  const page = await desk.query({ collection: 'leads' });
  assert.ok(page.ok && page.records.length === 0);
});

test('the same mid again gets the stored answer, a refusal too, and does nothing', async (t) => {
  const { ben, ana, create, smiles, clinics } = await world(t, { also: ['other'] });
  const lead = await create(smiles, 'leads.create', {
    name: 'Ravi',
    phone: '98430 12345',
    clinicId: clinics.ganapathy.id,
  });
  const [desk, hq] = [await ben.connect(), await ana.connect()];
  const mid = v7();
  const first = await desk.mutate('leads.update', { id: lead.id, patch: { nextAction: 'once' } }, { mid });
  const [again, twice] = await Promise.all(
    [1, 2].map(() => desk.mutate('leads.update', { id: lead.id, patch: { nextAction: 'once' } }, { mid })),
  );
  assert.deepEqual(again, first);
  assert.deepEqual(twice, first);
  const bad = v7();
  const refused = await desk.mutate('leads.update', { id: lead.id, patch: { status: 'dnc' } }, { mid: bad });
  assert.ok(!refused.ok && refused.error.code === 'FORBIDDEN');
  assert.deepEqual(await desk.mutate('leads.update', { id: lead.id, patch: { status: 'dnc' } }, { mid: bad }), refused);
  const other = await desk.mutate('leads.update', { id: lead.id, patch: { nextAction: 'other' } }, { mid });
  assert.ok(!other.ok && other.error.code === 'MID_REUSED');
  const stolen = await hq.mutate('leads.update', { id: lead.id, patch: { nextAction: 'once' } }, { mid });
  assert.ok(!stolen.ok && stolen.error.code === 'MID_REUSED');
  const [row] = await smiles.db.query<{ version: number }>('select version from leads where id = $1', [lead.id]);
  assert.equal(row?.version, 2);
});

test('two people on different fields both win; on the same one the later is told what it holds', async (t) => {
  const { ana, ben, create, smiles, clinics } = await world(t);
  const lead = await create(smiles, 'leads.create', {
    name: 'Ravi',
    phone: '98430 12345',
    clinicId: clinics.ganapathy.id,
  });
  const [desk, hq] = [await ben.connect(), await ana.connect()];
  const base = lead.version;
  assert.ok((await desk.mutate('leads.update', { id: lead.id, patch: { nextAction: 'call' } }, { base })).ok);
  assert.ok((await hq.mutate('leads.update', { id: lead.id, patch: { age: 40 } }, { base })).ok);
  const late = await hq.mutate('leads.update', { id: lead.id, patch: { nextAction: 'mail' } }, { base });
  assert.ok(!late.ok);
  assert.equal(late.error.code, 'CONFLICT');
  assert.deepEqual(late.error.details, { field: 'nextAction', current: 'call', version: 2, by: 'Ben Ganapathy' });
  assert.ok(
    (await hq.mutate('leads.update', { id: lead.id, patch: { nextAction: 'call' } }, { base })).ok,
    'agreeing is no conflict',
  );
});
