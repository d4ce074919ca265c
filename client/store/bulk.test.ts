import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leads } from '#shared/modules/leads.ts';
import { newLead, until, world } from '#client/testing/world.ts';
import { commandOf } from './commands.ts';

const update = commandOf(leads, 'update');

test('many leads change in frames with progress; one undo takes back what no colleague has touched since', async (t) => {
  const { ana, ben, join, tenant } = await world(t);
  const a = await join(ana);
  const ids = Array.from({ length: 450 }, (_, i) => {
    const answer = tenant.mutate(ana, 'leads.create', newLead(`Lead ${i}`));
    assert.ok(answer.ok && answer.record);
    return answer.record.id;
  });
  const args = ids.map((id, i) => ({ id, patch: { status: i === 3 ? 'rescheduled' : 'connected' } }));
  const bulk = a.live.mutateMany(update, args, { describe: 'Status of 450 leads' });
  const results = await bulk.results;
  const frames = tenant.asked
    .filter(({ event }) => event === 'mutateMany')
    .map(({ payload }) => JSON.stringify(payload));
  // A slow machine may send one of them again, under the same numbers.
  assert.equal(new Set(frames).size, 3, 'two hundred to a frame');
  assert.deepEqual([bulk.total, bulk.done(), bulk.refused()], [450, 450, 1]);
  assert.deepEqual(
    results.map(({ id }) => id),
    ids,
  );
  const third = results[3]?.answer;
  assert.ok(third && !third.ok && third.error.code === 'REASON_REQUIRED');
  assert.equal(a.live.undo.last()?.label, 'Status of 450 leads');

  tenant.mutate(ben, 'leads.update', { id: ids[0], patch: { status: 'lost' } });
  await a.live.undo.run();
  const said = a.events.find((event) => event.kind === 'group-undone');
  assert.deepEqual([said?.undone, said?.left.map(({ id }) => id)], [448, [ids[0]]]);
  const left = said?.left[0]?.answer;
  assert.equal(left && !left.ok && left.error.message, 'Ben has changed status since, so nothing was undone.');
  assert.deepEqual(
    [0, 1, 3].map((i) => tenant.record(leads, ids[i] ?? '')?.['status']),
    ['lost', 'new', 'new'],
  );
});

test('what is cancelled sends no more; a frame without an answer is sent again under the same numbers', async (t) => {
  const { ana, join, tenant } = await world(t);
  const a = await join(ana);
  const ids = Array.from({ length: 450 }, (_, i) => {
    const answer = tenant.mutate(ana, 'leads.create', newLead(`Lead ${i}`));
    assert.ok(answer.ok && answer.record);
    return answer.record.id;
  });
  const args = ids.map((id) => ({ id, patch: { nextAction: 'Call' } }));
  const hold = Promise.withResolvers<void>();
  tenant.faults.beforeAnswer = (event) => (event === 'mutateMany' ? hold.promise : undefined);
  const bulk = a.live.mutateMany(update, args, { describe: 'Next action of 450 leads' });
  await until(() => tenant.count('mutateMany', ana) === 1);
  bulk.cancel();
  tenant.cut(ana);
  tenant.faults.beforeAnswer = null;
  hold.resolve();
  const results = await bulk.results;
  assert.equal(results.filter(({ answer }) => answer.ok).length, 200);
  assert.equal(results.filter(({ answer }) => !answer.ok && answer.error.code === 'UNAVAILABLE').length, 250);
  assert.equal(tenant.record(leads, ids[0] ?? '')?.version, 2, 'done once, though it was sent twice');
});
