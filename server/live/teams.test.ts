import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestClient } from '#server/testing/client.ts';
import { world } from '#server/testing/world.ts';

const seesContacts = async (client: TestClient): Promise<unknown[]> => {
  const page = await client.query({ collection: 'contacts' });
  assert.ok(page.ok);
  return page.records.map((record) => record['firstName']);
};

const opsOf = (client: TestClient, id: string): string[] =>
  client.changes.filter((change) => change.id === id).map(({ op }) => op);

test('the people of a team share its records, and lose them the moment they leave it', async (t) => {
  const { general, create, staffOf } = await world(t, { also: ['general'] });
  const [boss, uma, udo] = [await staffOf('admin', general), await staffOf('user'), await staffOf('user')];
  const north = await create(general, 'teams.create', { name: 'North' });
  const south = await create(general, 'teams.create', { name: 'South' });
  const put = (userId: string, teamIds: string[]) => boss.mutate('users.update', { id: userId, patch: { teamIds } });
  assert.ok((await put(uma.id, [north.id])).ok);
  assert.ok((await put(udo.id, [south.id])).ok);
  const ravi = await create(general, 'contacts.create', { firstName: 'Ravi', teamId: north.id });
  await create(general, 'contacts.create', { firstName: 'Nobody’s' });

  const [desk, elsewhere, hq] = [await uma.connect(), await udo.connect(), await boss.connect()];
  assert.deepEqual(desk.welcomes[0]?.profile.memberships, { clinics: [], teams: [north.id] });
  assert.deepEqual(await seesContacts(desk), ['Ravi']);
  assert.deepEqual(await seesContacts(elsewhere), []);
  assert.equal((await uma.request('GET', `/contacts/${ravi.id}`)).status, 200);
  assert.equal((await udo.request('GET', `/contacts/${ravi.id}`)).status, 404);

  // One of the team changes it, and no one else hears of it but the admin.
  assert.ok((await desk.mutate('contacts.update', { id: ravi.id, patch: { city: 'Chennai' } })).ok);
  await hq.until('the change', ({ changes }) => changes.some(({ id }) => id === ravi.id));
  await desk.until('the change', ({ changes }) => changes.some(({ id }) => id === ravi.id));
  assert.equal((await desk.mutate('contacts.delete', { id: ravi.id })).ok, false, 'only its owner deletes it');
  const theirs = await elsewhere.mutate('contacts.update', { id: ravi.id, patch: { city: 'Salem' } });
  assert.equal(theirs.ok ? null : theirs.error.code, 'NOT_FOUND');

  // It goes over to the other team.
  assert.ok((await hq.mutate('contacts.update', { id: ravi.id, patch: { teamId: south.id } })).ok);
  await elsewhere.until('the contact', ({ changes }) => changes.some(({ op }) => op === 'upsert'));
  await desk.until('that it is gone', ({ changes }) => changes.some(({ op }) => op === 'remove'));
  assert.deepEqual(await seesContacts(desk), []);
  assert.deepEqual(opsOf(elsewhere, ravi.id), ['upsert']);

  // Udo leaves the team: at once, and before the next word about it.
  assert.ok((await put(udo.id, [])).ok);
  assert.ok((await hq.mutate('contacts.update', { id: ravi.id, patch: { jobTitle: 'CANARY' } })).ok);
  await hq.until('the change', ({ changes }) => changes.some(({ data }) => data?.['jobTitle'] === 'CANARY'));
  await elsewhere.until('the news', ({ welcomes }) => welcomes.length === 2);
  assert.deepEqual(
    [elsewhere.welcomes[1]?.changed, elsewhere.welcomes[1]?.profile.memberships],
    [true, { clinics: [], teams: [] }],
  );
  assert.deepEqual(await seesContacts(elsewhere), []);
  assert.ok(!elsewhere.seen().includes('CANARY'));
  const late = await elsewhere.mutate('contacts.update', { id: ravi.id, patch: { city: 'Erode' } });
  assert.equal(late.ok ? null : late.error.code, 'NOT_FOUND');

  // And comes back.
  assert.ok((await put(udo.id, [south.id])).ok);
  await elsewhere.until('the news', ({ welcomes }) => welcomes.length === 3);
  assert.deepEqual(await seesContacts(elsewhere), ['Ravi']);
});

test('who creates says for whom; who does not, creates in their own name', async (t) => {
  const { general, create, staffOf } = await world(t, { also: ['general'] });
  const [boss, uma] = [await staffOf('admin', general), await staffOf('user')];
  const north = await create(general, 'teams.create', { name: 'North' });
  const south = await create(general, 'teams.create', { name: 'South' });
  assert.ok((await boss.mutate('users.update', { id: uma.id, patch: { teamIds: [north.id] } })).ok);

  const own = await uma.mutate('contacts.create', { firstName: 'Ravi' });
  assert.deepEqual(own.ok && [own.record?.['assignedTo'], own.record?.['teamId']], [uma.id, null]);
  const shared = await uma.mutate('contacts.create', { firstName: 'Kavya', teamId: north.id });
  assert.deepEqual(shared.ok && [shared.record?.['assignedTo'], shared.record?.['teamId']], [null, north.id]);
  const theirs = await uma.mutate('contacts.create', { firstName: 'Divya', teamId: south.id });
  assert.deepEqual(theirs.ok && [theirs.record?.['assignedTo'], theirs.record?.['teamId']], [uma.id, south.id]);
  const foreign = await uma.mutate('contacts.create', { firstName: 'Arun', teamId: south.id, assignedTo: boss.id });
  assert.equal(foreign.ok ? null : foreign.error.code, 'FORBIDDEN');
});

test('a task of a team is everyone’s in it, until one of them takes it over or leaves', async (t) => {
  const { general, create, staffOf } = await world(t, { also: ['general'] });
  const [boss, uma, udo] = [await staffOf('admin', general), await staffOf('user'), await staffOf('user')];
  const north = await create(general, 'teams.create', { name: 'North' });
  for (const { id } of [uma, udo])
    assert.ok((await boss.mutate('users.update', { id, patch: { teamIds: [north.id] } })).ok);
  const [desk, other] = [await uma.connect(), await udo.connect()];

  const made = await desk.mutate('tasks.create', { title: 'Call the hospital', teamId: north.id });
  assert.ok(made.ok && made.record?.['assignedTo'] === null);
  const id = made.record?.id ?? '';
  await other.until('the task', ({ changes }) => changes.some((change) => change.id === id && change.op === 'upsert'));
  assert.ok((await other.mutate('tasks.update', { id, patch: { assignedTo: udo.id, status: 'in_progress' } })).ok);
  await desk.until('who does it', ({ changes }) => changes.some(({ data }) => data?.['assignedTo'] === udo.id));

  assert.ok((await boss.mutate('users.update', { id: uma.id, patch: { teamIds: [] } })).ok);
  await desk.until('the news', ({ welcomes }) => welcomes.length === 2);
  const [hers, his] = [await desk.query({ collection: 'tasks' }), await other.query({ collection: 'tasks' })];
  assert.deepEqual([hers.ok && hers.records.length, his.ok && his.records.length], [0, 1]);

  // He keeps what is his, also out of the team.
  assert.ok((await boss.mutate('users.update', { id: udo.id, patch: { teamIds: [] } })).ok);
  await other.until('the news', ({ welcomes }) => welcomes.length === 2);
  assert.ok((await other.mutate('tasks.update', { id, patch: { status: 'completed' } })).ok);
  const late = await desk.mutate('tasks.update', { id, patch: { status: 'todo' } });
  assert.equal(late.ok ? null : late.error.code, 'NOT_FOUND');
});
