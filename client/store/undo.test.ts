import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEffect } from 'solid-js';
import { assignLead, leads } from '#shared/modules/leads.ts';
import { makeLead } from '#client/testing/make-lead.ts';
import { commandOf } from './commands.ts';
import { clinicA, clinicB, newLead, until, world } from '#client/testing/world.ts';

const create = commandOf(leads, 'create');
const update = commandOf(leads, 'update');
const remove = commandOf(leads, 'delete');

test('each kind of change is undone by its opposite, the last one first', async (t) => {
  const { ana, join, tenant } = await world(t);
  const a = await join(ana);
  const id = await makeLead(tenant, ana, [a], { phone: '098430-77777' });
  const values = () => {
    const record = tenant.record(leads, id);
    return [
      record?.['status'],
      record?.['priority'],
      record?.['priorityPinned'],
      record?.['clinicId'],
      record?.['phone'],
      record?.['phoneRaw'],
      record?.deletedAt !== null,
    ];
  };
  const before = values();
  await a.live.mutate(update, { id, patch: { status: 'connected' } });
  await a.live.mutate(update, { id, patch: { priority: 'hot' } });
  await a.live.mutate(assignLead, { id, clinicId: clinicB });
  await a.live.mutate(update, { id, patch: { phone: '98430 88888' } });
  await a.live.mutate(update, { id, patch: { status: 'dnc' }, reason: 'Asked us' });
  await a.live.mutate(remove, { id });
  assert.equal(tenant.record(leads, id)?.deletedAt === null, false);
  assert.equal(a.live.undo.last()?.label, 'Deletion of Kavya');
  for (let n = 0; n < 6; n++) {
    const answer = await a.live.undo.run();
    assert.equal(answer?.ok, true, JSON.stringify(answer));
  }
  assert.deepEqual(values(), before);
  assert.equal(a.live.undo.last(), null);
  assert.equal(await a.live.undo.run(), null);
});

test('what I created is deleted, and what I deleted comes back with the same id', async (t) => {
  const { ana, ben, join, tenant } = await world(t);
  const a = await join(ana);
  const b = await join(ben);
  const made = await a.live.mutate(create, newLead('Ravi'));
  assert.ok(made.ok && made.record);
  const { id } = made.record;
  b.root(() => createEffect(() => b.live.record(leads, id)));
  await until(() => Boolean(b.live.record(leads, id)));
  assert.equal((await a.live.undo.run())?.ok, true);
  await until(() => b.live.record(leads, id) === null);

  const other = await makeLead(tenant, ana, [a, b]);
  await a.live.mutate(remove, { id: other });
  assert.equal(a.live.record(leads, other), null);
  const undoing = a.live.undo.run();
  await undoing;
  assert.equal(a.live.record(leads, other)?.name, 'Kavya');
  await until(() => Boolean(b.live.record(leads, other)));
});

test('changed by another person since: nothing is undone, and it says who', async (t) => {
  const { ana, ben, join, tenant } = await world(t);
  const a = await join(ana);
  const b = await join(ben);
  const id = await makeLead(tenant, ana, [a, b]);
  await a.live.mutate(update, { id, patch: { nextAction: 'Mine' } });
  await until(() => b.live.record(leads, id)?.nextAction === 'Mine');
  await b.live.mutate(update, { id, patch: { nextAction: 'Theirs' } });
  await until(() => a.live.record(leads, id)?.nextAction === 'Theirs');
  const answer = await a.live.undo.run();
  assert.equal(answer && !answer.ok && answer.error.code, 'CONFLICT');
  assert.equal(tenant.record(leads, id)?.['nextAction'], 'Theirs');
  const refused = a.events.find((event) => event.kind === 'refused');
  assert.equal(refused?.error.message, 'Ben has changed next action since, so nothing was undone.');
  assert.equal(refused?.conflict, null, 'there is no value of mine to choose instead');

  const created = await a.live.mutate(create, newLead('Meena'));
  assert.ok(created.ok && created.record);
  tenant.mutate(ben, 'leads.update', { id: created.record.id, patch: { age: 3 } });
  await until(() => a.live.record(leads, created.record?.id ?? '')?.age === 3);
  assert.equal((await a.live.undo.run())?.ok, false, 'what others have worked on is not deleted');
});

test('changed in another field, it is undone; not yet received, the server says no', async (t) => {
  const { ana, ben, join, tenant } = await world(t);
  const a = await join(ana);
  const id = await makeLead(tenant, ana, [a]);
  await a.live.mutate(update, { id, patch: { nextAction: 'Mine' } });
  await a.live.mutate(update, { id, patch: { nextAction: 'Mine again' } });
  tenant.mutate(ben, 'leads.update', { id, patch: { age: 50 } });
  await until(() => a.live.record(leads, id)?.age === 50);
  assert.equal((await a.live.undo.run())?.ok, true);
  assert.equal(tenant.record(leads, id)?.['nextAction'], 'Mine');
  assert.equal(tenant.record(leads, id)?.['age'], 50);
  tenant.intercept(ana, () => undefined);
  tenant.mutate(ben, 'leads.update', { id, patch: { nextAction: 'Theirs' } });
  const answer = await a.live.undo.run();
  assert.equal(answer && !answer.ok && answer.error.code, 'CONFLICT');
  tenant.intercept(ana, null);
});

test('a refused change is not there to undo, and an undone one neither', async (t) => {
  const { ana, ben, join, tenant } = await world(t);
  const b = await join(ben);
  const id = await makeLead(tenant, ana, [b]);
  tenant.faults.refuse = () => ({ code: 'FORBIDDEN', message: 'No.' });
  const answer = b.live.mutate(update, { id, patch: { age: 9 } });
  assert.equal(b.live.undo.last()?.label, 'Age of Kavya');
  await answer;
  assert.equal(b.live.undo.last(), null);
  tenant.faults.refuse = null;
  await b.live.mutate(update, { id, patch: { age: 9 } }, { undo: false });
  assert.equal(b.live.undo.last(), null);
  assert.equal(b.live.record(leads, id)?.clinicId, clinicA);
});

test('staff undo a slip that no rule would let them go back on, and its priority with it', async (t) => {
  const { ana, ben, join, tenant } = await world(t);
  const b = await join(ben);
  const id = await makeLead(tenant, ana, [b]);
  const answer = await b.live.mutate(update, { id, patch: { status: 'lost' } });
  assert.ok(answer.ok);
  const back = await b.live.undo.run();
  assert.ok(back?.ok, JSON.stringify(back));
  const lead = tenant.record(leads, id);
  assert.deepEqual([lead?.['status'], lead?.['priority'], lead?.['priorityPinned']], ['new', 'new', false]);
});

test('what left my sight is not undone, nor anything before it in its place, and is not named', async (t) => {
  const { ana, ben, join, tenant } = await world(t);
  const b = await join(ben);
  const other = await makeLead(tenant, ana, [b]);
  assert.ok((await b.live.mutate(update, { id: other, patch: { nextAction: 'Call' } })).ok);
  const id = await makeLead(tenant, ana, [b], { name: 'Meena' });
  assert.ok((await b.live.mutate(update, { id, patch: { nextAction: 'Call' } })).ok);
  assert.ok(b.live.undo.last());
  tenant.mutate(ana, 'leads.assign', { id, clinicId: clinicB });
  await until(() => typeof b.live.undo.last()?.why === 'string');
  assert.ok(!JSON.stringify(b.live.undo.last()).includes('Meena'));
  assert.equal(await b.live.undo.run(), null);
  assert.equal(tenant.record(leads, other)?.['nextAction'], 'Call');
});

test('an act that cannot be undone stands before those that could; what is done after it can', async (t) => {
  const { ana, ben, join, tenant } = await world(t);
  const b = await join(ben);
  const id = await makeLead(tenant, ana, [b]);
  await b.live.mutate(update, { id, patch: { nextAction: 'Call' } });
  const why = 'Ask an admin.';
  const made = await b.live.mutate(create, newLead('Meena'), { undo: why, describe: 'Meena was added' });
  assert.ok(made.ok);
  assert.deepEqual([b.live.undo.last()?.label, b.live.undo.last()?.why], ['Meena was added', why]);
  assert.equal(await b.live.undo.run(), null);
  await b.live.mutate(update, { id, patch: { age: 30 } });
  assert.ok((await b.live.undo.run())?.ok);
  assert.equal(await b.live.undo.run(), null);
  assert.equal(b.live.undo.last()?.why, why);
  assert.deepEqual([tenant.record(leads, id)?.['nextAction'], tenant.record(leads, id)?.['age']], ['Call', null]);
  // One that was refused was no act.
  tenant.faults.refuse = () => ({ code: 'FORBIDDEN', message: 'No.' });
  const label = (): string | undefined => b.live.undo.last()?.label;
  const refused = b.live.mutate(create, newLead('Tara'), { undo: why, describe: 'Tara was added' });
  assert.equal(label(), 'Tara was added');
  await refused;
  assert.equal(label(), 'Meena was added');
});

test('what a colleague stands in the way of stays the last act: it is said again, and nothing before it is undone', async (t) => {
  const { ana, ben, join, tenant } = await world(t);
  const a = await join(ana);
  const id = await makeLead(tenant, ana, [a]);
  await a.live.mutate(update, { id, patch: { age: 30 } });
  await a.live.mutate(update, { id, patch: { nextAction: 'Mine' } });
  tenant.mutate(ben, 'leads.update', { id, patch: { nextAction: 'Theirs' } });
  await until(() => a.live.record(leads, id)?.nextAction === 'Theirs');
  assert.equal((await a.live.undo.run())?.ok, false);
  assert.match(a.live.undo.last()?.why ?? '', /^Ben has changed next action since/);
  assert.equal(await a.live.undo.run(), null);
  assert.equal(tenant.record(leads, id)?.['age'], 30);
});
