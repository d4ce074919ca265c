import assert from 'node:assert/strict';
import { test } from 'node:test';
import { v7 } from 'uuid';
import type { BinEntry } from '#shared/bin.ts';
import { maintenance } from '#server/maintenance/maintenance.ts';
import type { Tenant } from '#server/tenants/tenant.ts';
import { world, type Answer } from '#server/testing/world.ts';

const entries = ({ status, body }: Answer): BinEntry[] => {
  assert.equal(status, 200, JSON.stringify(body));
  return body.data as BinEntry[];
};
const names = (answer: Answer): unknown[] => entries(answer).map(({ record }) => record['name'] ?? record['firstName']);

const emptyNow = (tenant: Tenant): Promise<void> =>
  maintenance.run({ tenant, data: {}, signal: new AbortController().signal, attempt: 1 });

test('what was deleted is found, page by page, by those who may restore it, and by no one else', async (t) => {
  const w = await world(t);
  const { ana, ben, create, smiles, clinics, staffOf } = w;
  const colleague = await staffOf('admin', smiles);
  const lead = (name: string) =>
    create(smiles, 'leads.create', { name, phone: '98430 12345', clinicId: clinics.ganapathy.id });
  const [ravi, mala, kept] = [await lead('Ravi'), await lead('Mala D’Souza'), await lead('Kept')];
  assert.ok((await ana.mutate('leads.delete', { id: ravi.id })).ok);
  assert.ok((await colleague.mutate('leads.delete', { id: mala.id })).ok);

  assert.deepEqual(names(await ana.request('GET', '/leads/bin')), ['Mala D’Souza', 'Ravi']);
  const [latest] = entries(await ana.request('GET', '/leads/bin'));
  assert.deepEqual(latest?.deletedBy, { id: colleague.id, name: colleague.name });
  assert.ok(Date.now() - Date.parse(latest.deletedAt) < 60_000);
  assert.deepEqual(names(await ana.request('GET', '/leads/bin?q=dsouza')), ['Mala D’Souza']);
  const first = await ana.request('GET', '/leads/bin?limit=1');
  const next = await ana.request('GET', `/leads/bin?limit=1&cursor=${String(first.body.meta?.['cursor'])}`);
  assert.deepEqual([names(first), names(next), next.body.meta?.['cursor']], [['Mala D’Souza'], ['Ravi'], null]);
  for (const query of ['cursor=x', 'limit=0', `cursor=${kept.id}`, `cursor=2026-99-01T00:00:00.000Z_${kept.id}`])
    assert.equal((await ana.request('GET', `/leads/bin?${query}`)).status, 422, query);
  assert.equal((await ben.request('GET', '/leads/bin')).status, 403);

  assert.ok((await ana.mutate('leads.restore', { id: mala.id })).ok);
  assert.deepEqual(names(await colleague.request('GET', '/leads/bin')), ['Ravi']);
});

test('each finds in it what they could delete', async (t) => {
  const { create, general, staffOf } = await world(t, { also: ['general'] });
  const [uma, other, viewer] = [await staffOf('user'), await staffOf('user'), await staffOf('viewer')];
  for (const person of [uma, other]) {
    const { id } = await create(general, 'contacts.create', { firstName: person.name, assignedTo: person.id });
    assert.ok((await person.mutate('contacts.delete', { id })).ok);
  }
  assert.deepEqual(names(await uma.request('GET', '/contacts/bin')), [uma.name]);
  assert.equal((await viewer.request('GET', '/contacts/bin')).status, 403);
});

test('what was deleted along with a record comes back with it, and what went before it does not', async (t) => {
  const { create, general, staffOf } = await world(t, { also: ['general'] });
  const [boss, colleague] = [await staffOf('admin'), await staffOf('manager')];
  const task = await create(general, 'tasks.create', { title: 'Fair' });
  const step = (title: string) => create(general, 'subtasks.create', { taskId: task.id, title });
  const [dropped, first, second] = [await step('Dropped'), await step('Book the stall'), await step('Print')];
  assert.ok((await boss.mutate('subtasks.delete', { id: dropped.id })).ok);
  assert.ok((await boss.mutate('tasks.delete', { id: task.id })).ok);
  assert.deepEqual(entries(await boss.request('GET', '/subtasks/bin')), [], 'they come after their task');
  const seen = await colleague.connect();
  const back = await boss.mutate('tasks.restore', { id: task.id });
  assert.ok(back.ok, JSON.stringify(back));
  await seen.until('the steps', ({ changes }) =>
    [first, second].every(({ id }) => changes.some((change) => change.id === id && change.op === 'upsert')),
  );
  const left = entries(await boss.request('GET', '/subtasks/bin')).map(({ record }) => record['title']);
  assert.deepEqual(left, ['Dropped']);
  assert.ok((await boss.mutate('undo', { of: back.mid })).ok);
  assert.equal((await boss.request('GET', `/tasks/${task.id}`)).status, 404);
});

test('what was deleted in the same moment, but by itself, does not come back with a record', async (t) => {
  const { create, general, staffOf } = await world(t, { also: ['general'] });
  const [boss, colleague] = [await staffOf('admin'), await staffOf('manager')];
  const task = await create(general, 'tasks.create', { title: 'Fair' });
  const step = (title: string) => create(general, 'subtasks.create', { taskId: task.id, title });
  const [dropped, kept] = [await step('Dropped'), await step('Kept')];
  const frame = [
    { mid: v7(), name: 'subtasks.delete', args: { id: dropped.id } },
    { mid: v7(), name: 'tasks.delete', args: { id: task.id } },
  ];
  assert.equal((await boss.request('POST', '/mutations', { mutations: frame })).status, 200);
  assert.ok((await colleague.mutate('tasks.restore', { id: task.id })).ok);
  const living = await general.db.query<{ id: string }>('select id from subtasks where deleted_at is null');
  assert.deepEqual(
    living.map(({ id }) => id),
    [kept.id],
  );
});

test('it is emptied after ninety days in every tenant; histories stay readable', async (t) => {
  const { ana, create, smiles, clinics, staffOf } = await world(t);
  const lead = (name: string, clinicId: string | null = null) =>
    create(smiles, 'leads.create', { name, phone: '98430 12345', clinicId });
  const named = await create(smiles, 'clinics.create', { name: 'Closed', slug: 'closed' });
  const [old, young, seen] = [await lead('Old'), await lead('Young'), await lead('Seen', named.id)];
  assert.ok((await ana.mutate('leads.assign', { id: seen.id, clinicId: clinics.rsPuram.id })).ok);
  const gone = await staffOf('admin', smiles);
  for (const [collection, id] of [
    ['leads', old.id],
    ['leads', young.id],
    ['clinics', named.id],
    ['users', gone.id],
  ])
    assert.ok((await ana.mutate(`${collection}.delete`, { id })).ok);
  const age = (table: string, id: string, days: number): Promise<unknown> =>
    smiles.db.query(
      `update ${table} set deleted_at = now() - $2 * interval '1 day', version = version + 1 where id = $1`,
      [id, days],
    );
  await age('leads', old.id, 91);
  await age('leads', young.id, 89);
  await age('clinics', named.id, 91);
  await age('users', gone.id, 91);

  const { body } = await ana.request('GET', `/leads/${seen.id}/activity`);
  const [move] = body.data as { names?: object; fields: object }[];
  assert.deepEqual(move?.names, { [named.id]: 'Closed' }, 'the history says what the clinic was called');
  assert.deepEqual(names(await ana.request('GET', '/leads/bin')), ['Young']);
  await emptyNow(smiles);
  const left = async (table: string, id: string): Promise<number> =>
    (await smiles.db.query(`select 1 from ${table} where id = $1`, [id])).length;
  assert.deepEqual([await left('leads', old.id), await left('leads', young.id)], [0, 1]);
  assert.equal((await smiles.db.query('select 1 from lead_status_history where lead_id = $1', [old.id])).length, 0);
  assert.equal(await left('clinics', named.id), 1);
  assert.equal(await left('users', gone.id), 1);
  const log = await smiles.db.query('select 1 from change_log where record_id = $1', [old.id]);
  assert.ok(log.length > 0);
  assert.equal((await ana.request('POST', `/leads/${old.id}/restore`)).status, 404);
  assert.ok((await ana.mutate('leads.restore', { id: young.id })).ok);
});
