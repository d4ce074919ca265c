import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AnyRecord } from '#shared/collection.ts';
import { leads } from '#shared/modules/leads.ts';
import type { MutationAnswer } from '#shared/protocol.ts';
import { importDesk, outcomes } from '#server/testing/import-desk.ts';
import { world } from '#server/testing/world.ts';

const closed = ['VALIDATION_ERROR', 'clinicId', 'Clinic: this clinic is not active. Choose another.'];

const refusal = (answer: MutationAnswer): unknown =>
  answer.ok ? 'allowed' : [answer.error.code, answer.error.details?.field, answer.error.message];

const recordIn = (answer: MutationAnswer): AnyRecord => {
  assert.ok(answer.ok && answer.record, JSON.stringify(answer));
  return answer.record;
};

test('an inactive clinic takes no leads over any way, and keeps those that it has', async (t) => {
  const { ana, ben, clinics, create, smiles } = await world(t);
  const { ganapathy, rsPuram } = clinics;
  const admin = await ana.connect();
  const lead = (clinicId: string | null) =>
    create(smiles, 'leads.create', { name: 'Ravi', phone: '98430 12345', clinicId });
  const [kept, moved, binned, other] = [
    await lead(ganapathy.id),
    await lead(ganapathy.id),
    await lead(ganapathy.id),
    await lead(rsPuram.id),
  ];
  const move = await admin.mutate('leads.assign', { id: moved.id, clinicId: rsPuram.id });
  await admin.mutate('leads.delete', { id: binned.id });
  // As a clinic from before the rule: closed with a lead in it.
  await smiles.db.query('update clinics set is_active = false, version = version + 1 where id = $1', [ganapathy.id]);

  assert.deepEqual(refusal(await admin.mutate('leads.assign', { id: other.id, clinicId: ganapathy.id })), closed);
  assert.deepEqual(
    refusal(await admin.mutate('leads.update', { id: other.id, patch: { clinicId: ganapathy.id } })),
    closed,
  );
  assert.deepEqual(
    refusal(await admin.mutate('leads.create', { name: 'New', phone: '98430 12346', clinicId: ganapathy.id })),
    closed,
  );
  // Their only clinic is filled in for them, and does not slip through.
  assert.deepEqual(refusal(await ben.mutate('leads.create', { name: 'New', phone: '98430 12346' })), closed);
  assert.deepEqual(refusal(await admin.mutate('undo', { of: move.mid })), closed);
  const rest = await ana.request('POST', `/leads/${other.id}/assign`, { clinicId: ganapathy.id });
  assert.deepEqual([rest.status, rest.body.error?.details?.['field']], [422, 'clinicId']);
  const back = recordIn(await admin.mutate('leads.restore', { id: binned.id }));
  assert.equal(back['clinicId'], null, 'it comes back to be assigned');

  assert.equal(
    recordIn(await ben.mutate('leads.update', { id: kept.id, patch: { nextAction: 'Call' } }))['clinicId'],
    ganapathy.id,
  );
  const open = await admin.mutate('clinics.update', { id: ganapathy.id, patch: { isActive: true } });
  assert.ok(open.ok);
  assert.ok((await admin.mutate('undo', { of: move.mid })).ok);
});

test('an import leaves an inactive clinic out, and says so', async (t) => {
  const { tenant, run } = await importDesk(t, 'dental');
  await tenant.db.query(`update clinics set is_active = false, version = version + 1 where slug = 'ganapathy'`);
  const csv = 'Name,Phone,Clinic\nOne,98430 10001,Ganapathy\nTwo,98430 10002,RS Puram';
  for (const dryRun of [true, false]) {
    const job = await run(leads, csv, { dryRun });
    assert.deepEqual(outcomes(job), ['2 warned clinicId', '3 created']);
    assert.match(JSON.stringify(job.report), /The clinic \\"Ganapathy\\" is not active\./);
  }
});

test('a lead that comes to a clinic while it is closed, on another pod: one of the two is refused', async (t) => {
  const { ana, create, smiles } = await world(t, { pods: 2 });
  const [here, there] = [await ana.connect(0), await ana.connect(1)];
  for (let i = 0; i < 6; i++) {
    const clinic = await create(smiles, 'clinics.create', { name: `Clinic ${i}`, slug: `clinic-${i}` });
    const lead = await create(smiles, 'leads.create', { name: 'Ravi', phone: '98430 12345' });
    const answers = await Promise.all([
      here.mutate('clinics.update', { id: clinic.id, patch: { isActive: false } }),
      there.mutate('leads.assign', { id: lead.id, clinicId: clinic.id }),
    ]);
    assert.equal(answers.filter(({ ok }) => ok).length, 1, JSON.stringify(answers));
  }
});

test('who is not active is given nothing and comes into no group; what they hold they keep', async (t) => {
  const { create, general, staffOf } = await world(t, { also: ['general'] });
  const [boss, gone] = [await staffOf('admin'), await staffOf('user')];
  const team = await create(general, 'teams.create', { name: 'North' });
  const held = await create(general, 'contacts.create', { firstName: 'Mala', assignedTo: gone.id });
  const free = await create(general, 'contacts.create', { firstName: 'Ravi' });
  const client = await boss.connect();
  const leave = await client.mutate('users.update', { id: gone.id, patch: { isActive: false } });
  assert.ok(leave.ok);
  assert.deepEqual(refusal(await client.mutate('contacts.update', { id: free.id, patch: { assignedTo: gone.id } })), [
    'VALIDATION_ERROR',
    'assignedTo',
    'Assigned to: this user is not active. Choose another.',
  ]);
  assert.deepEqual(refusal(await client.mutate('users.update', { id: gone.id, patch: { teamIds: [team.id] } })), [
    'VALIDATION_ERROR',
    'teamIds',
    'Teams: this user is not active. Make the user active first.',
  ]);
  const renamed = recordIn(await client.mutate('contacts.update', { id: held.id, patch: { firstName: 'Malathi' } }));
  assert.equal(renamed['assignedTo'], gone.id);
  // With what they hold: deleted, and brought back whole by one undo, although they take nothing new.
  const heir = await staffOf('user');
  const removed = await client.mutate('users.delete', { id: gone.id, moveTo: heir.id });
  assert.ok(removed.ok, JSON.stringify(removed));
  assert.ok((await client.mutate('undo', { of: removed.mid })).ok);
  const answer = await client.get('contacts', [held.id]);
  assert.equal(answer.ok && answer.records[0]?.['assignedTo'], gone.id);
  const back = await client.mutate('users.update', { id: gone.id, patch: { isActive: true, teamIds: [team.id] } });
  assert.ok(back.ok);
});
