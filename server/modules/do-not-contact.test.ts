import assert from 'node:assert/strict';
import { test } from 'node:test';
import { v7 } from 'uuid';
import type { AnyRecord, Collection } from '#shared/collection.ts';
import { leads } from '#shared/modules/leads.ts';
import { importHere } from '#server/imports/start.ts';
import { listedFinder } from '#server/imports/listed.ts';
import { world } from '#server/testing/world.ts';

const definition = leads as unknown as Collection;
const warning = 'This number must not be called: it is on the do-not-call list.';

test('moving to DNC or DNR takes a reason at every door', async (t) => {
  const w = await world(t);
  const lead = (values: Record<string, unknown> = {}): Promise<AnyRecord> =>
    w.create(w.smiles, 'leads.create', { name: 'Ravi', phone: '98430 12345', ...values });
  for (const status of ['dnc', 'dnr']) {
    const { id } = await lead();
    const desk = await w.ana.connect();
    const bare = await desk.mutate('leads.update', { id, patch: { status } });
    assert.ok(!bare.ok && bare.error.code === 'REASON_REQUIRED' && bare.error.details?.field === 'reason');
    const rest = await w.ana.request('PATCH', `/leads/${id}`, { status, reason: '  ' });
    assert.deepEqual([rest.status, rest.body.error?.details?.['field']], [422, 'reason']);
    const { body } = await w.ana.request('POST', '/mutations', {
      mutations: [{ mid: v7(), name: 'leads.update', args: { id, patch: { status } }, group: v7() }],
    });
    assert.match(JSON.stringify(body.data), /REASON_REQUIRED/);
    const made = await w.ana.request('POST', '/leads', { name: 'New', phone: '98430 12346', status });
    assert.equal(made.body.error?.code, 'REASON_REQUIRED');
    const staff = await w.ben.mutate('leads.update', { id, patch: { status } });
    assert.ok(!staff.ok && staff.error.code === 'NOT_FOUND');
    const told = await desk.mutate('leads.update', { id, patch: { status }, reason: 'Asked us to stop' });
    assert.ok(told.ok, JSON.stringify(told));
    const history = await w.ana.request('GET', `/leads/${id}/history`);
    assert.equal((history.body.data as AnyRecord[])[0]?.['reason'], 'Asked us to stop');
  }
});

test('a file marks leads as not to be called with a reason of its own, new ones and those that are here', async (t) => {
  const w = await world(t);
  const here = await w.create(w.smiles, 'leads.create', { name: 'Here', phone: '98430 77001' });
  const csv = 'Name,Phone,Status\nHere,98430 77001,DNC\nNew,98430 77002,DNR';
  const job = await importHere(w.smiles, w.ana.who, w.ana.actor, definition, csv, { existing: 'update' });
  assert.deepEqual([job.created, job.updated, job.refused], [1, 1, 0], JSON.stringify(job.report));
  const reasons = await w.smiles.db.query<{ reason: string; lead_id: string }>(
    `select reason, lead_id from lead_status_history where to_status in ('dnc', 'dnr')`,
  );
  assert.deepEqual(
    reasons.map(({ reason }) => reason),
    ['Imported as not to be called', 'Imported as not to be called'],
  );
  assert.ok(reasons.some((one) => one.lead_id === here.id));
});

test('staff learn of a number that it must not be called, and nothing else', async (t) => {
  const w = await world(t, { also: ['other'] });
  const values = { name: 'Tara', phone: '98430 55501', clinicId: w.clinics.rsPuram.id };
  const tara = await w.create(w.smiles, 'leads.create', values);
  await w.create(w.smiles, 'leads.create', { ...values, name: 'Uma', phone: '98430 55502' });
  await w.ana.mutate('leads.update', { id: tara.id, patch: { status: 'dnc' }, reason: 'Asked us' });
  const desk = await w.ben.connect();
  const ask = (value: unknown, field = 'phone') => desk.ask('doNotContact', { collection: 'leads', field, value });
  assert.deepEqual(await ask('+91 (98430) 55501'), { ok: true, listed: true });
  assert.deepEqual(
    await ask('98430 55502'),
    { ok: true, listed: false },
    'a lead of another clinic is no one’s business',
  );
  assert.deepEqual(await ask('98430 55503'), { ok: true, listed: false });
  for (const [value, field] of [
    ['12', 'phone'],
    ['98430 55501', 'name'],
    [{ op: 'ne' }, 'phone'],
  ] as const)
    assert.equal(((await ask(value, field)) as { ok: boolean }).ok, false);
  const rest = await w.ben.request('POST', '/leads/do-not-contact', { field: 'phone', value: '98430 55501' });
  assert.deepEqual([rest.status, rest.body.data], [200, { listed: true }]);
  const eve = await w.eve.request('POST', '/leads/do-not-contact', { field: 'phone', value: '98430 55501' });
  assert.deepEqual(eve.body.data, { listed: false }, 'another franchise has its own list');
  const added = await w.ben.mutate('leads.create', { name: 'Tara again', phone: '98430 55501' });
  assert.ok(added.ok, 'it warns; it does not forbid');

  await w.ana.mutate('leads.update', { id: tara.id, patch: { status: 'attempting' }, reason: 'Called us herself' });
  assert.deepEqual(await ask('98430 55501'), { ok: true, listed: false });
});

test('an import says which of its numbers must not be called, in the preview and in the report', async (t) => {
  const w = await world(t);
  const blocked = { name: 'Tara', phone: '98430 55601', status: 'dnc', reason: 'Asked us' };
  const tara = await w.create(w.smiles, 'leads.create', blocked);
  await w.create(w.smiles, 'leads.create', { name: 'Moves', phone: '98430 55602', email: 'moves@example.com' });
  const csv = 'Name,Phone,Email\nAgain,98430 55601,\nMoves,98430 55601,moves@example.com\nFree,98430 55603,';
  for (const dryRun of [true, false]) {
    const { report } = await importHere(w.smiles, w.ana.who, w.ana.actor, definition, csv, {
      dryRun,
      existing: 'update',
      match: ['email'],
    });
    const said = report.map(({ message }) => message ?? '');
    assert.match(
      said[0] ?? '',
      /^Same phone as Tara, already here\. It is on the do-not-call list\.$/,
      'an admin sees whose',
    );
    assert.match(said[1] ?? '', new RegExp(warning));
    assert.equal(said[2], '');
  }
  // Who does not see the lead is told the same, and not whose it is.
  const row = { row: 2, record: { ...tara, id: v7(), status: 'new' } };
  const found = await listedFinder(
    w.smiles,
    definition,
    () => false,
    () => false,
  )([row]);
  assert.deepEqual([...found], [[2, { field: 'phone', message: warning }]]);
  assert.deepEqual(
    [
      ...(await listedFinder(
        w.smiles,
        definition,
        () => true,
        () => false,
      )([row])),
    ],
    [],
  );
});

test('the same holds for contacts, by whichever of their numbers and addresses', async (t) => {
  const w = await world(t, { also: ['general'] });
  const [boss, user] = [await w.staffOf('admin'), await w.staffOf('user')];
  const made = { firstName: 'Ravi', mobile: '98430 55701', email: 'Ravi@Example.com', status: 'do_not_contact' };
  assert.ok((await boss.mutate('contacts.create', made)).ok);
  const desk = await user.connect();
  const own = await desk.query({ collection: 'contacts' });
  assert.ok(own.ok && own.records.length === 0);
  const ask = (field: string, value: string) => desk.ask('doNotContact', { collection: 'contacts', field, value });
  assert.deepEqual(await ask('phone', '098430 55701'), { ok: true, listed: true });
  assert.deepEqual(await ask('email', 'ravi@example.com'), { ok: true, listed: true });
  assert.deepEqual(await ask('mobile', '98430 55702'), { ok: true, listed: false });
  const viewer = await (await w.staffOf('viewer')).connect();
  const refused = await viewer.ask('doNotContact', { collection: 'contacts', field: 'phone', value: '98430 55701' });
  assert.ok(!refused.ok && refused.error?.code === 'FORBIDDEN', 'who enters nothing asks nothing');
});
