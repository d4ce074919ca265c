import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MutationAnswer } from '#shared/protocol.ts';
import { enqueue } from '#server/commands/enqueue.ts';
import { world, type Person, type World } from '#server/testing/world.ts';
import { v7 } from 'uuid';

const codeOf = (answer: MutationAnswer): string => (answer.ok ? 'ok' : answer.error.code);

const change = (by: Person, id: string, patch: Record<string, unknown>): Promise<MutationAnswer> =>
  by.mutate('users.update', { id, patch });

const allow = (collection: string, action: string, where = 'all') => ({ collection, action, where });

const leadAt = (w: World, clinicId: unknown, phone: string) =>
  w.create(w.smiles, 'leads.create', { name: 'Ravi', phone, clinicId });

test('what someone may do beside their role holds on their open desk at once, and over REST', async (t) => {
  const w = await world(t, { pods: 2, env: { ROLES: 'web' } });
  const { ana, ben, clinics } = w;
  const far = await leadAt(w, clinics.rsPuram.id, '98430 11111');
  const near = await leadAt(w, clinics.ganapathy.id, '98430 22222');
  const desk = await ben.connect(1);
  const sees = async (): Promise<unknown[]> => {
    const page = await desk.query({ collection: 'leads' });
    assert.ok(page.ok);
    return page.records.map(({ id }) => id).toSorted();
  };
  assert.deepEqual(await sees(), [near.id]);
  assert.equal((await ben.request('GET', '/leads/export')).status, 403);

  const given = [allow('leads', 'view'), allow('leads', 'export'), allow('leads', 'update', 'none')];
  assert.equal(codeOf(await change(ana, ben.id, { differences: given })), 'ok');
  await desk.until('the news', ({ welcomes }) => welcomes.length === 2);
  assert.ok(desk.welcomes[1]?.scopes.includes('leads:all'));
  assert.equal(desk.welcomes[1]?.profile.differences?.length, 3);
  assert.deepEqual(await sees(), [far.id, near.id].toSorted());
  assert.equal((await ben.request('GET', '/leads/export')).status, 200);
  assert.equal((await ben.request('GET', `/leads/${far.id}`)).status, 200);
  assert.equal(codeOf(await desk.mutate('leads.update', { id: near.id, patch: { nextAction: 'Call' } })), 'FORBIDDEN');

  // What comes in elsewhere is seen now, and no more once it is taken back.
  await leadAt(w, clinics.rsPuram.id, '98430 33333');
  await desk.until('the lead', ({ changes }) => changes.some(({ op }) => op === 'upsert'));
  assert.equal(codeOf(await change(ana, ben.id, { differences: null })), 'ok');
  await w.create(w.smiles, 'leads.create', { name: 'CANARY', phone: '98430 44444', clinicId: clinics.rsPuram.id });
  await desk.until('the news', ({ welcomes }) => welcomes.length === 3);
  assert.deepEqual(await sees(), [near.id]);
  assert.ok(!desk.seen().includes('CANARY'));
  assert.equal((await ben.request('GET', `/leads/${far.id}`)).status, 404);
});

test('who is deactivated is out of every pod, and of whatever they ask', async (t) => {
  const w = await world(t, { pods: 2, env: { ROLES: 'web' } });
  const desks = [await w.ben.connect(0), await w.ben.connect(1)];
  assert.equal(codeOf(await change(w.ana, w.ben.id, { isActive: false })), 'ok');
  for (const desk of desks) await desk.until('the end', ({ ended }) => ended.includes('deactivated'));
  const { status, body } = await w.ben.request('GET', '/leads');
  assert.deepEqual([status, body.error?.code], [401, 'SESSION_ENDED']);
  assert.equal(codeOf(await w.ben.mutate('leads.create', { name: 'X', phone: '98430 11111' })), 'SESSION_ENDED');
});

test('a role that a tenant makes is what it says for all who have it, as soon as it says so', async (t) => {
  const w = await world(t, { pods: 2, env: { ROLES: 'web' } });
  const { ana, ben, cara, clinics } = w;
  const made = await ana.mutate('customRoles.create', {
    name: 'Front desk lead',
    base: 'clinic_staff',
    differences: [allow('leads', 'delete', 'own')],
  });
  assert.ok(made.ok && made.record);
  const roleId = made.record.id;
  assert.equal(codeOf(await change(ana, ben.id, { customRoleId: roleId })), 'ok');
  const [desk, other] = [await ben.connect(1), await cara.connect(1)];
  const lead = await leadAt(w, clinics.ganapathy.id, '98430 11111');
  assert.equal(codeOf(await desk.mutate('leads.delete', { id: lead.id })), 'ok');

  const patch = { differences: [allow('leads', 'export')] };
  assert.equal(codeOf(await ana.mutate('customRoles.update', { id: roleId, patch })), 'ok');
  await desk.until('the news', ({ welcomes }) => welcomes.length === 2);
  const next = await leadAt(w, clinics.ganapathy.id, '98430 22222');
  assert.equal(codeOf(await desk.mutate('leads.delete', { id: next.id })), 'FORBIDDEN');
  assert.equal((await ben.request('GET', '/leads/export')).status, 200);
  assert.equal(other.welcomes.length, 1, 'it is no news to those who have another role');

  // One's own differences count more than those of the role.
  assert.equal(codeOf(await change(ana, ben.id, { differences: [allow('leads', 'export', 'none')] })), 'ok');
  assert.equal((await ben.request('GET', '/leads/export')).status, 403);

  assert.equal(codeOf(await ana.mutate('customRoles.delete', { id: roleId })), 'IN_USE');
  assert.equal(codeOf(await change(ana, ben.id, { role: 'admin', clinicIds: [] })), 'ok');
  const [row] = await w.smiles.db.query<{ custom_role_id: unknown }>('select custom_role_id from users where id = $1', [
    ben.id,
  ]);
  assert.equal(row?.custom_role_id, null, 'a role of another kind is left with the one that it began as');
  assert.equal(codeOf(await ana.mutate('customRoles.delete', { id: roleId })), 'ok');
});

test('no one gives more than they have, and no one takes over someone who may do more', async (t) => {
  const w = await world(t, { env: { ROLES: 'web' } });
  const { ana, ben, cara, clinics, smiles } = w;
  const refused = async (by: Person, id: string, patch: Record<string, unknown>, field: string): Promise<void> => {
    const answer = await change(by, id, patch);
    assert.deepEqual(answer.ok ? 'ok' : [answer.error.code, answer.error.details?.field], ['FORBIDDEN', field]);
  };
  // Ben looks after the people of his clinic, and may do no more than before with leads.
  const people = [allow('users', 'view'), allow('users', 'create'), allow('users', 'update')];
  assert.equal(codeOf(await change(ana, ben.id, { differences: people })), 'ok');
  const hired = { name: 'Dev', email: 'dev@smiles.example', role: 'clinic_staff', clinicIds: [clinics.ganapathy.id] };
  const dev = await ben.mutate('users.create', hired);
  assert.ok(dev.ok && dev.record);
  await refused(ben, dev.record.id, { role: 'admin', clinicIds: [] }, 'role');
  await refused(ben, dev.record.id, { differences: [allow('leads', 'export')] }, 'differences');
  await refused(ben, dev.record.id, { clinicIds: [clinics.rsPuram.id] }, 'clinicIds');
  await refused(ben, ben.id, { differences: [...people, allow('leads', 'view')] }, 'differences');
  assert.equal(
    codeOf(await ben.mutate('users.create', { ...hired, email: 'x@x.example', role: 'admin' })),
    'FORBIDDEN',
  );
  assert.equal(codeOf(await ben.mutate('customRoles.create', { name: 'X', base: 'admin' })), 'FORBIDDEN');
  assert.equal(codeOf(await change(ben, dev.record.id, { name: 'Devi' })), 'ok');
  // Of someone who may do more: not their address, by which one could become them, nor their access. Their name is no access.
  await refused(ben, ana.id, { email: 'ben@smiles.example' }, 'email');
  await refused(ben, cara.id, { isActive: false }, 'isActive');
  assert.equal(codeOf(await change(ben, cara.id, { name: 'Cara R' })), 'ok');

  // An admin without exports gives none, and does not take the word back.
  const eva = await w.staffOf('admin', smiles);
  assert.equal(codeOf(await change(ana, eva.id, { differences: [allow('leads', 'export', 'none')] })), 'ok');
  await refused(eva, eva.id, { differences: null }, 'differences');
  await refused(eva, dev.record.id, { role: 'admin', clinicIds: [] }, 'role');
  assert.equal((await eva.request('GET', '/leads/export')).status, 403);
});

test('what means nothing, or would leave no one to look after people, is no difference', async (t) => {
  const w = await world(t, { also: ['general'], env: { ROLES: 'web' } });
  const { ana, ben, smiles } = w;
  const eva = await w.staffOf('admin', smiles);
  const said = async (id: string, one: object): Promise<string> =>
    codeOf(await change(ana, id, { differences: [one] }));
  assert.equal(await said(ben.id, allow('contacts', 'view')), 'VALIDATION_ERROR', 'not a module of this workspace');
  assert.equal(await said(ben.id, allow('leads', 'fly')), 'VALIDATION_ERROR');
  assert.equal(await said(ben.id, allow('settings', 'view', 'none')), 'VALIDATION_ERROR');
  assert.equal(await said(ben.id, allow('users', 'view', 'own')), 'VALIDATION_ERROR');
  assert.equal(await said(eva.id, allow('users', 'update', 'none')), 'VALIDATION_ERROR');
  const boss = await w.staffOf('owner');
  const answer = await boss.mutate('users.update', {
    id: boss.id,
    patch: { differences: [allow('deals', 'view', 'none')] },
  });
  assert.equal(codeOf(answer), 'VALIDATION_ERROR');
});

test('of two who take each other’s role at once, in two pods, one stays in charge', async (t) => {
  const w = await world(t, { pods: 2, env: { ROLES: 'web' } });
  const { ana, smiles, petra } = w;
  const eva = await w.staffOf('admin', smiles);
  await smiles.db.query(`update users set is_active = false where role = 'admin' and id <> all($1::uuid[])`, [
    [ana.id, eva.id],
  ]);
  const inCharge = async (): Promise<number> => {
    const [row] = await smiles.db.query<{ n: number }>(
      `select count(*)::int as n from users where role in ('owner', 'admin') and is_active and deleted_at is null`,
    );
    return Number(row?.n);
  };
  const second = await w.pods[1]?.tenants.open('smiles');
  assert.ok(second);
  const off = (id: string) => ({ mid: v7(), name: 'users.update', args: { id, patch: { isActive: false } } });
  // The platform's people are not among those of the tenant, so nothing else stands between these two.
  const answers = await Promise.all([enqueue(smiles, petra.who, off(ana.id)), enqueue(second, petra.who, off(eva.id))]);
  assert.deepEqual(answers.map(codeOf).toSorted(), ['FORBIDDEN', 'ok']);
  assert.equal(await inCharge(), 1);
  const left = answers[0]?.ok ? eva : ana;
  const gone = answers[0]?.ok ? ana : eva;
  // One after the other, by whatever way.
  for (const [name, more] of [
    ['users.update', { patch: { role: 'clinic_staff', clinicIds: [w.clinics.ganapathy.id] } }],
    ['users.delete', {}],
  ] as const)
    assert.equal(codeOf(await petra.mutate(name, { id: left.id, ...more })), 'FORBIDDEN');
  assert.equal(codeOf(await change(petra, gone.id, { isActive: true })), 'ok');
  // Each other's, and each from the pod that they are at.
  const both = await Promise.all([enqueue(smiles, left.who, off(gone.id)), enqueue(second, gone.who, off(left.id))]);
  assert.equal(both.filter(({ ok }) => ok).length, 1, JSON.stringify(both));
  assert.equal(await inCharge(), 1);
});
