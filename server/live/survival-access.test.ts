import assert from 'node:assert/strict';
import { test } from 'node:test';
import { v7 } from 'uuid';
import { enqueue } from '#server/commands/enqueue.ts';
import { openClient, type TestClient } from '#server/testing/client.ts';
import { holdBack } from '#server/testing/hold-back.ts';
import { world } from '#server/testing/world.ts';

// No reactions: a read that is held back is one that the test asked for.
const onlyReadsOfOurs = { env: { ROLES: 'web' } };

const settled = (client: TestClient): Promise<void> =>
  client.until('a welcome or a refusal', (it) => it.welcomes.length > 0 || /"code"/.test(it.seen()));

test('who is deactivated while being let in stays out', async (t) => {
  const w = await world(t, onlyReadsOfOurs);
  const { ana, ben, smiles } = w;
  await ana.connect();
  const gate = await holdBack(smiles, /from sessions s join/);
  const desk = openClient({ url: w.url, slug: 'smiles', token: ben.token });
  t.after(desk.close);
  await gate.arrived;
  assert.ok((await ana.mutate('users.update', { id: ben.id, patch: { isActive: false } })).ok);
  gate.letGo();
  await settled(desk);
  assert.equal(desk.welcomes.length, 0);
  assert.match(desk.seen(), /SESSION_ENDED/);
});

test('who loses a clinic while being let in comes in without it', async (t) => {
  const w = await world(t, onlyReadsOfOurs);
  const { ana, ben, create, smiles, clinics } = w;
  const lead = await create(smiles, 'leads.create', {
    name: 'Ravi',
    phone: '98430 12345',
    clinicId: clinics.ganapathy.id,
  });
  // No socket is here yet, so the tenant is opened for the one who comes in, and that takes a while too.
  const gate = await holdBack(smiles, /from sessions s join/);
  const desk = openClient({ url: w.url, slug: 'smiles', token: ben.token });
  t.after(desk.close);
  await gate.arrived;
  await ana.mutate('users.update', { id: ben.id, patch: { clinicIds: [clinics.rsPuram.id] } });
  gate.letGo();
  await settled(desk);
  await ana.mutate('leads.update', { id: lead.id, patch: { nextAction: 'CANARY' } });
  const page = await desk.query({ collection: 'leads' });
  assert.ok(page.ok && page.records.length === 0);
  assert.deepEqual(
    desk.welcomes.map(({ profile }) => profile.memberships['clinics']),
    [[clinics.rsPuram.id]],
  );
  assert.ok(!desk.seen().includes('CANARY'));
});

test('a page that was being read when access changed is read again before it is answered', async (t) => {
  const w = await world(t, onlyReadsOfOurs);
  const { ana, ben, create, smiles, clinics } = w;
  await create(smiles, 'leads.create', { name: 'CANARY', phone: '98430 12345', clinicId: clinics.ganapathy.id });
  const kept = await create(smiles, 'leads.create', {
    name: 'Kept',
    phone: '98430 12346',
    clinicId: clinics.rsPuram.id,
  });
  const asks: ((client: TestClient) => Promise<unknown>)[] = [
    (client) => client.query({ collection: 'leads' }),
    (client) => client.get('leads', [kept.id]),
    (client) => client.facets('leads', ['clinicId']),
  ];
  for (const ask of asks) {
    await ana.mutate('users.update', { id: ben.id, patch: { clinicIds: [clinics.ganapathy.id] } });
    const desk = await ben.connect();
    const before = desk.seen().length;
    const read = await holdBack(smiles, /from "leads"/);
    const asked = ask(desk);
    await read.arrived;
    await ana.mutate('users.update', { id: ben.id, patch: { clinicIds: [clinics.rsPuram.id] } });
    await desk.until('new access', ({ welcomes }) => welcomes.length > 1);
    read.letGo();
    const answer = JSON.stringify(await asked);
    assert.ok(!desk.seen().slice(before).includes('CANARY'));
    assert.ok(!answer.includes(clinics.ganapathy.id) && answer.includes(clinics.rsPuram.id), answer);
    desk.close();
  }
});

test('a stored answer says yes again, but shows its record only to who may still see it', async (t) => {
  const w = await world(t, onlyReadsOfOurs);
  const { ana, ben, create, smiles, clinics } = w;
  const lead = await create(smiles, 'leads.create', {
    name: 'CANARY',
    phone: '98430 12345',
    clinicId: clinics.ganapathy.id,
  });
  const desk = await ben.connect();
  const [mid, args] = [v7(), { id: lead.id, patch: { nextAction: 'call' } }];
  const first = await desk.mutate('leads.update', args, { mid });
  assert.ok(first.ok);
  await ana.mutate('users.update', { id: ben.id, patch: { clinicIds: [clinics.rsPuram.id] } });
  await desk.until('new access', ({ welcomes }) => welcomes.length > 1);
  const again = await desk.mutate('leads.update', args, { mid });
  assert.deepEqual(again, { ...first, record: null });
  await ana.mutate('users.update', { id: ben.id, patch: { isActive: false } });
  const gone = await enqueue(smiles, ben.who, { mid, name: 'leads.update', args });
  assert.ok(!gone.ok && gone.error.code === 'SESSION_ENDED');
  await ana.mutate('users.update', { id: ben.id, patch: { isActive: true, clinicIds: [clinics.ganapathy.id] } });
  assert.deepEqual(await enqueue(smiles, ben.who, { mid, name: 'leads.update', args }), first, 'and whole once more');
});

test('a pod that has not seen the log for a while looks into it before it answers anyone', async (t) => {
  // Without Redis between them, so that the second pod hears of nothing but what it reads.
  const { ana, ben, create, clinics, pods, smiles } = await world(t, { ...onlyReadsOfOurs, pods: 2 });
  const lead = await create(smiles, 'leads.create', {
    name: 'CANARY',
    phone: '98430 12345',
    clinicId: clinics.ganapathy.id,
  });
  const desk = await ben.connect(1);
  const there = await pods[1]?.tenants.open('smiles');
  assert.ok(there);
  const log = await holdBack(there, /from log_head$/);
  await log.arrived;
  const heldSince = performance.now();
  await ana.mutate('users.update', { id: ben.id, patch: { clinicIds: [clinics.rsPuram.id] } });
  while (performance.now() - heldSince < 1_100) await new Promise((resolve) => setTimeout(resolve, 50));
  const before = desk.seen().length;
  const asked = desk.get('leads', [lead.id]);
  const first = await Promise.race([asked, new Promise((resolve) => setTimeout(resolve, 200, 'nothing yet'))]);
  assert.equal(first, 'nothing yet');
  log.letGo();
  const answer = await asked;
  assert.ok(answer.ok && answer.records.length === 0, JSON.stringify(answer));
  assert.ok(!desk.seen().slice(before).includes('CANARY'));
});

test('a person whose access changed while away is told to start over', async (t) => {
  const w = await world(t, onlyReadsOfOurs);
  const { ana, ben, create, smiles, clinics } = w;
  const lead = await create(smiles, 'leads.create', {
    name: 'Ravi',
    phone: '98430 12345',
    clinicId: clinics.rsPuram.id,
  });
  const before = await ben.connect();
  const { seq, epoch } = before.welcomes[0] ?? { seq: 0, epoch: '' };
  before.close();
  await ana.mutate('leads.update', { id: lead.id, patch: { nextAction: 'CANARY' } });
  await ana.mutate('leads.update', { id: lead.id, patch: { nextAction: 'later' } });
  await ana.mutate('users.update', { id: ben.id, patch: { clinicIds: [clinics.ganapathy.id, clinics.rsPuram.id] } });
  const desk = await ben.connect();
  const answer = await desk.sync(seq, epoch);
  assert.ok(answer.ok && 'resync' in answer && answer.reason === 'access', JSON.stringify(answer));
  assert.ok(!desk.seen().includes('CANARY'), 'he did not hold that clinic when this was there to be seen');
  const named = await ana.mutate('users.update', { id: ben.id, patch: { name: 'Benjamin' } });
  assert.ok(named.ok);
  const fine = await desk.sync(named.seq - 1);
  assert.ok(fine.ok && !('resync' in fine), 'a new name is no new access');
});
