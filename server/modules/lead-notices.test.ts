import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AnyRecord } from '#shared/collection.ts';
import { notifications } from '#shared/modules/notifications.ts';
import { maintenance } from '#server/maintenance/maintenance.ts';
import type { TestClient } from '#server/testing/client.ts';
import { world } from '#server/testing/world.ts';

const noticesOf = async (client: TestClient): Promise<readonly AnyRecord[]> => {
  const answer = (await client.query({ collection: notifications.name })) as { records: readonly AnyRecord[] };
  return answer.records;
};

test('a lead that comes to a clinic is noticed by its staff at once, and by no one else', async (t) => {
  const { ana, ben, cara, smiles, create, clinics } = await world(t);
  const [boss, desk, elsewhere] = [await ana.connect(), await ben.connect(), await cara.connect()];
  const lead = await create(smiles, 'leads.create', { name: 'Ravi', phone: '98430 12345' });
  assert.ok((await boss.mutate('leads.assign', { id: lead.id, clinicId: clinics.ganapathy.id })).ok);
  await desk.until('a notification', ({ changes }) => changes.some(({ collection }) => collection === 'notifications'));
  const [notice, ...others] = await noticesOf(desk);
  assert.equal(others.length, 0);
  assert.deepEqual(
    [notice?.['userId'], notice?.['kind'], notice?.['subjectType'], notice?.['subjectId'], notice?.['isRead']],
    [ben.id, 'lead_assigned', 'leads', lead.id, false],
  );
  assert.deepEqual([await noticesOf(boss), await noticesOf(elsewhere)], [[], []]);
  assert.ok(!boss.seen().includes('lead_assigned') && !elsewhere.seen().includes('lead_assigned'));

  // Its owner marks it, and may do no more with it; others do not know that it is there.
  const id = notice?.id ?? '';
  assert.ok((await desk.mutate('notifications.update', { id, isRead: true })).ok);
  const forged = await desk.mutate('notifications.update', { id, subjectId: clinics.ganapathy.id });
  assert.ok(!forged.ok && forged.error.code === 'FORBIDDEN');
  const made = { userId: cara.id, kind: 'lead_assigned', subjectType: 'leads', subjectId: lead.id };
  for (const client of [desk, boss]) {
    const answer = await client.mutate('notifications.create', made);
    assert.ok(!answer.ok && answer.error.code === 'FORBIDDEN');
  }
  const peek = await boss.mutate('notifications.update', { id, isRead: false });
  assert.ok(!peek.ok && peek.error.code === 'NOT_FOUND');
});

test('a person who brings a lead to their own clinic is not told of it, their colleague is; moves on tell the next clinic', async (t) => {
  const { ana, ben, cara, smiles, create, clinics, staffOf } = await world(t);
  const dev = await staffOf('clinic_staff', smiles);
  const [own, colleague, next, boss] = [
    await ben.connect(),
    await dev.connect(),
    await cara.connect(),
    await ana.connect(),
  ];
  const answer = await own.mutate('leads.create', { name: 'Ravi', phone: '98430 12345' });
  assert.ok(answer.ok && answer.record);
  await colleague.until('a notification', ({ changes }) =>
    changes.some(({ collection }) => collection === 'notifications'),
  );
  assert.deepEqual(await noticesOf(own), []);
  assert.ok((await boss.mutate('leads.assign', { id: answer.record.id, clinicId: clinics.rsPuram.id })).ok);
  await next.until('a notification', ({ changes }) => changes.some(({ collection }) => collection === 'notifications'));
  // What the first clinic lost is named by its id alone.
  const [left] = await noticesOf(colleague);
  assert.deepEqual([left?.['subjectId'], JSON.stringify(left).includes('Ravi')], [answer.record.id, false]);
  await create(smiles, 'leads.create', { name: 'TBD', phone: '98430 12346' });
});

test('a file of leads is no flood of notifications, and old ones go', async (t) => {
  const { ana, ben, smiles, create, clinics } = await world(t);
  const desk = await ben.connect();
  const csv = 'Name,Phone,Clinic\nAnu,98430 12345,Ganapathy\nBala,98430 12346,Ganapathy';
  const sent = await ana.request('POST', '/leads/import', csv, { 'content-type': 'text/csv' });
  assert.equal(sent.status, 202);
  await desk.until(
    'the leads',
    ({ changes }) => changes.filter(({ collection }) => collection === 'leads').length === 2,
  );
  await create(smiles, 'leads.create', { name: 'Ravi', phone: '98430 12347', clinicId: clinics.ganapathy.id });
  await desk.until('a notification', ({ changes }) => changes.some(({ collection }) => collection === 'notifications'));
  assert.equal((await noticesOf(desk)).length, 1);
  await smiles.db.query(`update notifications set created_at = now() - interval '91 days'`);
  await maintenance.run({ tenant: smiles, data: {}, signal: new AbortController().signal, attempt: 1 });
  await desk.until('its end', ({ changes }) =>
    changes.some(({ collection, op }) => collection === 'notifications' && op === 'remove'),
  );
  assert.deepEqual(await noticesOf(desk), []);
});
