import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MutationAnswer } from '#shared/protocol.ts';
import type { Tenant } from '#server/tenants/tenant.ts';
import { world } from '#server/testing/world.ts';

const refusal = (answer: MutationAnswer) => (answer.ok ? null : answer.error);

/** So many more records like this one. */
const more = ({ db }: Tenant, table: string, id: string, count: number): Promise<unknown> =>
  db.query(
    `insert into ${table} select (jsonb_populate_record(t, jsonb_build_object('id', gen_random_uuid()))).*
     from ${table} t, generate_series(1, $2) where t.id = $1`,
    [id, count],
  );

const countOf = async ({ db }: Tenant, table: string, where: string, id: string): Promise<number> => {
  const [row] = await db.query<{ count: number }>(
    `select count(*)::int as count from ${table} where deleted_at is null and ${where}`,
    [id],
  );
  return row?.count ?? 0;
};

test('five links of a thousand each are moved in one mutation, and taken back by one undo', async (t) => {
  const { create, general, staffOf } = await world(t, { also: ['general'] });
  const [boss, gone, heir] = [await staffOf('admin'), await staffOf('user'), await staffOf('user')];
  const tables = { companies: 'account_owner', contacts: 'assigned_to', deals: 'assigned_to', tasks: 'assigned_to' };
  const values = { name: 'One', firstName: 'One', title: 'One' };
  const named = { companies: 'name', contacts: 'firstName', deals: 'name', tasks: 'title' } as const;
  const owner = { companies: 'accountOwner', contacts: 'assignedTo', deals: 'assignedTo', tasks: 'assignedTo' };
  for (const name of Object.keys(tables) as (keyof typeof tables)[]) {
    const { id } = await create(general, `${name}.create`, {
      [named[name]]: values[named[name]],
      [owner[name]]: gone.id,
    });
    await more(general, name, id, 999);
  }
  const { id: given } = await create(general, 'tasks.create', { title: 'Given', assignedTo: heir.id });
  await general.db.query('update tasks set assigned_by = $1 where id = $2', [gone.id, given]);
  await more(general, 'tasks', given, 1_200);
  const held = (id: string): Promise<number[]> =>
    Promise.all(Object.entries(tables).map(([table, column]) => countOf(general, table, `${column} = $1`, id)));

  const answer = await boss.mutate('users.delete', { id: gone.id, moveTo: heir.id });
  assert.ok(answer.ok, JSON.stringify(answer));
  assert.deepEqual(await held(gone.id), [0, 0, 0, 0]);
  const undone = await boss.mutate('undo', { of: answer.mid });
  assert.ok(undone.ok, JSON.stringify(undone));
  assert.deepEqual(await held(gone.id), [1_000, 1_000, 1_000, 1_000]);
});

test('what no one can change themselves keeps no one from deleting a person, however much it is', async (t) => {
  const { create, general, staffOf } = await world(t, { also: ['general'] });
  const [boss, gone, colleague] = [await staffOf('admin'), await staffOf('user'), await staffOf('user')];
  const task = await create(general, 'tasks.create', { title: 'Call', assignedTo: colleague.id });
  await general.db.query('update tasks set assigned_by = $1 where id = $2', [gone.id, task.id]);
  await more(general, 'tasks', task.id, 1_500);
  const answer = await boss.mutate('users.delete', { id: gone.id });
  assert.ok(answer.ok, JSON.stringify(answer));
  assert.ok((await countOf(general, 'tasks', 'assigned_by = $1', gone.id)) <= 501);
  assert.equal(await countOf(general, 'tasks', 'assigned_to = $1', colleague.id), 1_501);
});

test('more than one mutation moves is said to be so, to those who may move it', async (t) => {
  const { ana, clinics, create, smiles } = await world(t);
  const lead = await create(smiles, 'leads.create', {
    name: 'Ravi',
    phone: '98430 12345',
    clinicId: clinics.ganapathy.id,
  });
  await more(smiles, 'leads', lead.id, 1_000);
  const refused = refusal(await ana.mutate('clinics.delete', { id: clinics.ganapathy.id }));
  assert.equal(refused?.message, '1001 leads are at this clinic. Change them first.');
  assert.deepEqual([refused.details?.canMove, refused.details?.tooMany], [false, true]);
  const still = refusal(await ana.mutate('clinics.delete', { id: clinics.ganapathy.id, moveTo: clinics.rsPuram.id }));
  assert.deepEqual([still?.code, still?.details?.tooMany], ['IN_USE', true]);
});

test('where nothing goes, nothing is moved, and that is said', async (t) => {
  const { ana, clinics, create, smiles } = await world(t);
  const values = { name: 'Ravi', phone: '98430 12345', clinicId: clinics.ganapathy.id };
  const lead = await create(smiles, 'leads.create', values);
  await smiles.db.query('update clinics set is_active = false, version = version + 1 where id = $1', [
    clinics.ganapathy.id,
  ]);
  const close = { id: clinics.ganapathy.id, patch: { isActive: false }, moveTo: clinics.rsPuram.id };
  const refused = refusal(await ana.mutate('clinics.update', close));
  assert.deepEqual([refused?.code, refused?.details?.field], ['VALIDATION_ERROR', 'moveTo']);
  assert.equal(await countOf(smiles, 'leads', 'clinic_id = $1', clinics.ganapathy.id), 1, lead.id);
});
