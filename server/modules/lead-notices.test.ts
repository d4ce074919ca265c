import assert from 'node:assert/strict';
import { test } from 'node:test';
import { v7 } from 'uuid';
import type { AnyRecord } from '#shared/collection.ts';
import type { MutationAnswer } from '#shared/protocol.ts';
import { notifications } from '#shared/modules/notifications.ts';
import { maintenance } from '#server/maintenance/maintenance.ts';
import { consume } from '#server/reactions/consume.ts';
import type { TestClient } from '#server/testing/client.ts';
import { deathWords, dieAt, podWith } from '#server/testing/reaction-pod.ts';
import { world } from '#server/testing/world.ts';
import { leadNotices } from './lead-notices.ts';

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
  const { ana, ben, cara, smiles, create, clinics, staffOf } = await world(t, { also: ['general'] });
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

const bring = async (client: TestClient, ids: readonly string[], clinicId: string, group: string): Promise<void> => {
  for (let from = 0; from < ids.length; from += 200) {
    const mutations = ids
      .slice(from, from + 200)
      .map((id) => ({ mid: v7(), name: 'leads.assign', args: { id, clinicId }, group }));
    const answer = (await client.ask('mutateMany', { mutations })) as { answers?: readonly MutationAnswer[] };
    assert.ok(answer.answers?.every(({ ok }) => ok));
  }
};

test('many leads that one act brings are one notification for each person, with their number', async (t) => {
  const w = await world(t, { also: ['other'] });
  const { ana, ben, cara, smiles, create, clinics } = w;
  const [boss, desk, elsewhere] = [await ana.connect(), await ben.connect(), await cara.connect()];
  const ids: string[] = [];
  for (let i = 0; i < 230; i++)
    ids.push((await create(smiles, 'leads.create', { name: `Lead ${i}`, phone: `98430 ${10_000 + i}` })).id);
  const group = v7();
  await bring(boss, ids, clinics.ganapathy.id, group);
  const count = (client: TestClient): unknown => {
    const heard = client.changes.filter(({ collection }) => collection === 'notifications');
    return heard.findLast(({ data }) => data?.['count'] !== undefined)?.data?.['count'];
  };
  await desk.until('all of them', (client) => count(client) === 230);
  const [notice, ...others] = await noticesOf(desk);
  assert.equal(others.length, 0);
  assert.deepEqual(
    [notice?.['kind'], notice?.['subjectType'], notice?.['subjectId'], notice?.['count'], notice?.['isRead']],
    ['leads_assigned', 'clinics', clinics.ganapathy.id, 230, false],
  );
  assert.deepEqual([await noticesOf(boss), await noticesOf(elsewhere)], [[], []]);

  // One of them in an act of its own is a lead like any other.
  await bring(boss, ids.slice(0, 1), clinics.rsPuram.id, v7());
  await elsewhere.until('it', ({ changes }) => changes.some(({ collection }) => collection === 'notifications'));
  const [single] = await noticesOf(elsewhere);
  assert.deepEqual([single?.['kind'], single?.['subjectId'], single?.['count']], ['lead_assigned', ids[0], 1]);
});

test('two people who send the same group bring two acts, a notification of each', async (t) => {
  const w = await world(t);
  const { ana, ben, petra, smiles, create, clinics } = w;
  const [boss, owner, desk] = [await ana.connect(), await petra.connect(), await ben.connect()];
  const ids: string[] = [];
  for (let i = 0; i < 5; i++)
    ids.push((await create(smiles, 'leads.create', { name: `Lead ${i}`, phone: `98430 1000${i}` })).id);
  const group = v7();
  await Promise.all([
    bring(boss, ids.slice(0, 2), clinics.ganapathy.id, group),
    bring(owner, ids.slice(2), clinics.ganapathy.id, group),
  ]);
  const counts = async (): Promise<number[]> =>
    (await noticesOf(desk)).map((notice) => Number(notice['count'])).toSorted((a, b) => a - b);
  await desk.until('all of both', ({ changes }) => {
    const last = new Map(
      changes.flatMap(({ collection, id, data }) =>
        collection === notifications.name && data?.['count'] !== undefined
          ? [[id, Number(data['count'])] as const]
          : [],
      ),
    );
    return [...last.values()].reduce((sum, count) => sum + count, 0) >= 5;
  });
  assert.deepEqual(await counts(), [2, 3]);
});

for (const [step, words] of Object.entries(deathWords))
  test(`an act is counted once where the pod dies ${step}, however its changes are read the next time`, async (t) => {
    const w = await world(t, { env: { ROLES: 'web' } });
    const { ana, ben, smiles, create, clinics } = w;
    const [boss, desk] = [await ana.connect(), await ben.connect()];
    const ids: string[] = [];
    for (let i = 0; i < 3; i++)
      ids.push((await create(smiles, 'leads.create', { name: `Lead ${i}`, phone: `98430 1000${i}` })).id);
    const open = async () => {
      const pod = await podWith(t, w, [leadNotices], false);
      const tenant = await pod.tenants.open('smiles');
      assert.ok(tenant);
      return { tenant, reaction: leadNotices, ...pod };
    };
    const [dying, living] = [await open(), await open()];
    dieAt(dying.tenant, words);
    const group = v7();
    const going = new AbortController().signal;
    await bring(boss, ids.slice(0, 2), clinics.ganapathy.id, group);
    await consume(dying, going).catch(() => undefined);
    await bring(boss, ids.slice(2), clinics.ganapathy.id, group);
    await consume(living, going);
    await consume(living, going);
    const notices = await noticesOf(desk);
    assert.deepEqual(
      notices.map((notice) => notice['count']),
      [3],
    );
  });
