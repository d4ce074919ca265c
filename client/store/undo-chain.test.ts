import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEffect } from 'solid-js';
import { leads } from '#shared/modules/leads.ts';
import { makeLead } from '#client/testing/make-lead.ts';
import { commandOf } from './commands.ts';
import { newLead, until, world } from '#client/testing/world.ts';

const create = commandOf(leads, 'create');
const update = commandOf(leads, 'update');
const remove = commandOf(leads, 'delete');

test('a chain of acts is undone and done again in its order, creation and deletion among them', async (t) => {
  const { ana, join, tenant } = await world(t);
  const a = await join(ana);
  const made = await a.live.mutate(create, newLead('Ravi'));
  assert.ok(made.ok && made.record);
  const { id } = made.record;
  a.root(() => createEffect(() => a.live.record(leads, id)));
  await a.live.mutate(update, { id, patch: { status: 'attempting' } });
  await a.live.mutate(update, { id, patch: { nextAction: 'Call' } });
  await a.live.mutate(remove, { id });
  const now = (): unknown[] => {
    const record = tenant.record(leads, id);
    return [record?.deletedAt === null, record?.['status'], record?.['nextAction'] ?? null];
  };
  const states = [
    [false, 'attempting', 'Call'],
    [true, 'attempting', 'Call'],
    [true, 'attempting', null],
    [true, 'new', null],
    [false, 'new', null],
  ];
  for (let round = 0; round < 2; round++) {
    for (const state of states.slice(1)) {
      assert.ok((await a.live.undo.run())?.ok);
      assert.deepEqual(now(), state);
    }
    assert.equal(a.live.undo.last(), null);
    for (const state of states.slice(0, -1).toReversed()) {
      const answer = await a.live.undo.redo();
      assert.ok(answer?.ok, JSON.stringify(answer));
      assert.deepEqual(now(), state);
    }
    assert.equal(a.live.undo.next(), null);
  }
  // Another act, and what was undone is not done again.
  await a.live.undo.run();
  await a.live.mutate(update, { id, patch: { age: 7 } });
  assert.equal(a.live.undo.next(), null);
  assert.equal(await a.live.undo.redo(), null);
});

test('cut off, what I did last is undone at once, and both are sent when the line is back', async (t) => {
  const { ana, ben, join, tenant } = await world(t);
  const a = await join(ana);
  const b = await join(ben);
  const id = await makeLead(tenant, ana, [a, b]);
  await a.live.mutate(update, { id, patch: { age: 30 } });
  tenant.faults.away = ana;
  tenant.cut(ana);
  await until(() => a.live.state() === 'reconnecting');
  const acts = [
    a.live.mutate(update, { id, patch: { nextAction: 'Call' } }),
    a.live.mutate(update, { id, patch: { nextAction: 'Write' } }),
  ];
  const undone = [a.live.undo.run()];
  assert.equal(a.live.record(leads, id)?.nextAction, 'Call');
  undone.push(a.live.undo.run());
  assert.equal(a.live.record(leads, id)?.nextAction ?? null, null);
  undone.push(a.live.undo.run());
  assert.equal(a.live.record(leads, id)?.age ?? null, null);
  tenant.mutate(ben, 'leads.update', { id, patch: { treatmentInterest: 'implants' } });
  tenant.faults.away = null;
  for (const answer of await Promise.all([...acts, ...undone])) assert.ok(answer?.ok, JSON.stringify(answer));
  const lead = tenant.record(leads, id);
  assert.deepEqual([lead?.['nextAction'] ?? null, lead?.['age'] ?? null], [null, null]);
  await until(() => a.live.record(leads, id)?.treatmentInterest === 'implants');
  assert.equal(a.live.undo.last(), null);
});
