import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEffect } from 'solid-js';
import { leads } from '#shared/modules/leads.ts';
import { make, newLead, until, world } from '#client/testing/world.ts';
import { maxOfflineMs } from '#client/sync/connection.ts';
import { notSent } from '#client/sync/not-saved.ts';
import { waitForConnection } from '#client/sync/wait-for-connection.ts';
import { createMutateMany, type BulkOutcome } from './bulk.ts';
import { commandOf } from './commands.ts';
import type { Group } from './undo-steps.ts';
import { createUndo } from './undo.ts';

const update = commandOf(leads, 'update');

test('many leads change in batches with progress; one undo reverts what no colleague has changed since', async (t) => {
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
  const batches = tenant.asked
    .filter(({ event }) => event === 'mutateMany')
    .map(({ payload }) => JSON.stringify(payload));
  // A slow machine may send one of them again, under the same numbers.
  assert.equal(new Set(batches).size, 3, 'two hundred to a batch');
  assert.deepEqual([bulk.total, bulk.done(), results.filter(({ answer }) => !answer.ok).length], [450, 450, 1]);
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
  const again = a.live.mutateMany(update, [{ id: ids[5], patch: { nextAction: 'Call' } }], { describe: '1 lead' });
  await again.results;
  const group = a.live.undo.last()?.group ?? '';
  assert.equal(await a.live.undo.runGroup(group), true);
  assert.equal(await a.live.undo.runGroup(group), false, 'a message that still offers it says that it is too late');
});

test('what is cancelled sends no more; a batch without an answer is sent again under the same numbers', async (t) => {
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

test('of a batch whose answers are lost, what was done is known by the act’s number, counted and undone', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const done = new Map<string, string[]>();
  const outcomes: BulkOutcome[] = [];
  const groups: Group[] = [];
  let sent = 0;
  let asked = 0;
  const { mutateMany, unanswered } = createMutateMany({
    ask: (mutations) => {
      sent += 1;
      for (const { mid, group = '', args } of mutations) {
        const mids = done.get(group) ?? [];
        // The first record held its new value already.
        if (args['id'] !== '0' && !mids.includes(mid)) done.set(group, [...mids, mid]);
      }
      const isSecond = mutations.length === 50;
      return Promise.resolve(
        isSecond ? null : mutations.map(({ mid }) => ({ ok: true as const, mid, seq: 1, record: null })),
      );
    },
    // The connection is lost at that moment, too.
    groupOf: (group) => Promise.resolve((asked += 1) === 1 ? null : (done.get(group) ?? [])),
    closed: () => null,
    live: () => Promise.resolve(true),
    pushUndo: (group) => void groups.push(group),
    now: () => 0,
    onStarted: () => undefined,
    onDone: (outcome) => void outcomes.push(outcome),
    onUndone: ({ undone, left }) => assert.deepEqual([undone, left], [249, []]),
  });
  const settled = async <T>(work: Promise<T>): Promise<T> => {
    let isOver = false;
    void work.finally(() => (isOver = true));
    while (!isOver) {
      t.mock.timers.runAll();
      await new Promise((resolve) => setImmediate(resolve));
    }
    return work;
  };
  const args = Array.from({ length: 250 }, (_, i) => ({ id: String(i), patch: { nextAction: 'Call' } }));
  const bulk = mutateMany(update, args, { describe: '250 leads' });
  assert.equal(unanswered(), 250, 'the tab warns before it is closed');
  const results = await settled(bulk.results);
  assert.equal(sent, 7, 'once, and six times');
  assert.equal(unanswered(), 0);
  assert.ok(results.every(({ answer }) => answer.ok));
  assert.equal(outcomes[0]?.changed, 249);
  const [group] = groups;
  assert.ok(group && (await group.over));
  const undone = await settled(group.undo());
  assert.equal(undone.results.filter(({ answer }) => answer.ok).length, 249);
  assert.equal(undone.again?.ids.length, 249);
});

test('an act that is stopped before the line is back is over at once, and is not sent later', async (t) => {
  const { ana, ben, join, tenant } = await world(t);
  const [a, b] = [await join(ana), await join(ben)];
  const id = make(tenant, ana, 'Anand');
  tenant.faults.away = ana;
  tenant.cut(ana);
  await until(() => a.live.state() === 'reconnecting');
  const bulk = a.live.mutateMany(update, [{ id, patch: { nextAction: 'Call' } }], { describe: '1 lead' });
  bulk.cancel();
  const [stopped] = await bulk.results;
  assert.ok(stopped && !stopped.answer.ok && stopped.answer.error.message === 'Stopped before it was sent.');
  assert.equal(a.live.state(), 'reconnecting');
  assert.equal(a.live.unsent(), 0);
  const kept = a.live.mutateMany(update, [{ id, patch: { nextAction: 'Write' } }], { describe: '1 lead' });
  tenant.faults.away = null;
  assert.ok((await kept.results)[0]?.answer.ok);
  assert.equal(tenant.count('mutateMany', ana), 1, 'only the one that was not stopped');
  b.root(() => createEffect(() => b.live.record(leads, id)));
  await until(() => b.live.record(leads, id)?.nextAction === 'Write');
});

const unreached = {
  ask: () => assert.fail('nothing can be sent'),
  groupOf: () => assert.fail('nothing was sent'),
  pushUndo: ({ over }: Group) => void over.then((changed) => assert.equal(changed, false)),
  now: () => 0,
  onStarted: () => undefined,
  onDone: () => undefined,
  onUndone: () => undefined,
};

test('an act is refused where a single change would be: offline for too long, and when no line comes in time', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const args = Array.from({ length: 250 }, (_, i) => ({ id: String(i), patch: { nextAction: 'Call' } }));
  const whenOpen = (): Promise<boolean> => new Promise(() => undefined);
  let isClosed = true;
  const { mutateMany } = createMutateMany({
    ...unreached,
    closed: () => (isClosed ? notSent : null),
    live: (calledOff) => waitForConnection({ open: () => false, whenOpen }, calledOff),
  });
  const refused = await mutateMany(update, args, { describe: '250 leads' }).results;
  assert.ok(refused.every(({ answer }) => !answer.ok && answer.error === notSent));
  isClosed = false;
  const waiting = mutateMany(update, args.slice(0, 1), { describe: '1 lead' });
  t.mock.timers.tick(maxOfflineMs - 1);
  assert.equal(waiting.done(), 0);
  t.mock.timers.tick(1);
  const [late] = await waiting.results;
  assert.ok(late && !late.answer.ok && late.answer.error === notSent);
});

test('an act that could not be undone for want of a connection can be undone later', async () => {
  const undo = createUndo({
    mutate: () => assert.fail('it is an act'),
    me: () => 'ana',
    isLive: () => true,
    onUndone: () => assert.fail('it is an act'),
  });
  const answer = { ok: false as const, mid: 'm', error: notSent };
  undo.pushGroup({
    key: 'g',
    label: '1 lead',
    at: 0,
    ids: ['0'],
    stop: () => undefined,
    over: Promise.resolve(true),
    undo: () => Promise.resolve({ results: [{ id: '0', answer }], again: null }),
  });
  await undo.run();
  assert.equal(undo.last()?.group, 'g');
});

test('an act that is under way is what is undone: the rest of it is not sent, and nothing before it is touched', async (t) => {
  const { ana, join, tenant } = await world(t);
  const a = await join(ana);
  const before = make(tenant, ana, 'Before');
  a.root(() => createEffect(() => a.live.record(leads, before)));
  await until(() => Boolean(a.live.record(leads, before)));
  assert.ok((await a.live.mutate(update, { id: before, patch: { nextAction: 'Call' } })).ok);
  const ids = Array.from({ length: 250 }, (_, i) => make(tenant, ana, `Lead ${i}`));
  const hold = Promise.withResolvers<void>();
  tenant.faults.beforeAnswer = (event) => (event === 'mutateMany' ? hold.promise : undefined);
  const args = ids.map((id) => ({ id, patch: { nextAction: 'Write' } }));
  const bulk = a.live.mutateMany(update, args, { describe: '250 leads' });
  await until(() => tenant.count('mutateMany', ana) === 1);
  assert.equal(a.live.undo.last()?.label, '250 leads');
  const undoing = a.live.undo.run();
  tenant.faults.beforeAnswer = null;
  hold.resolve();
  await Promise.all([bulk.results, undoing]);
  assert.ok(ids.every((id) => tenant.record(leads, id)?.['nextAction'] == null));
  assert.equal(tenant.record(leads, ids[249] ?? '')?.version, 1, 'never sent');
  assert.equal(tenant.record(leads, before)?.['nextAction'], 'Call');
  await a.live.undo.redo();
  assert.equal(tenant.record(leads, ids[0] ?? '')?.['nextAction'], 'Write');
  assert.equal(tenant.record(leads, ids[249] ?? '')?.['nextAction'] ?? null, null);
  await a.live.undo.run();
  assert.equal(tenant.record(leads, ids[0] ?? '')?.['nextAction'] ?? null, null);
});
