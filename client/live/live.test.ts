import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { createEffect } from 'solid-js';
import { assignLead, leads } from '#shared/modules/leads.ts';
import { commandOf } from '#client/store/commands.ts';
import { clinicB, newLead, rest, until, world } from '#client/testing/world.ts';

const create = commandOf(leads, 'create');
const update = commandOf(leads, 'update');
const remove = commandOf(leads, 'delete');
const [byFollowUp] = leads.sorts;
assert.ok(byFollowUp);
const everything = { collection: leads, filter: { all: [] }, sort: byFollowUp };

test('what one person creates and changes, the other sees, and each sees their own at once', async (t) => {
  const { ana, ben, join } = await world(t);
  const a = await join(ana);
  const b = await join(ben);
  const list = b.root(() => b.live.list(() => everything));
  await until(() => list.ready());

  const creating = a.live.mutate(create, newLead('Kavya'));
  assert.equal(a.live.unsent(), 1);
  const created = await creating;
  assert.ok(created.ok && created.record);
  const { id } = created.record;
  await until(() => list.ids().includes(id));
  assert.equal(b.live.record(leads, id)?.name, 'Kavya');
  assert.equal(a.live.unsent(), 0);

  const changing = b.live.mutate(update, { id, patch: { status: 'connected' } });
  assert.equal(b.live.record(leads, id)?.status, 'connected', 'at once, before the server has answered');
  assert.equal(b.live.record(leads, id)?.priority, 'warm', 'and so is what follows from it');
  await changing;
  await until(() => a.live.record(leads, id)?.status === 'connected');
  assert.deepEqual(a.live.recentEdit(leads, id)?.by.name, 'Ben');
  assert.deepEqual(a.live.recentEdit(leads, id)?.fields.toSorted(), ['priority', 'status']);
  assert.notEqual(b.live.recentEdit(leads, id)?.by.name, 'Ben', 'my own change is no surprise');
});

test('a lead given to another clinic leaves one screen and comes to the other; one who works in both keeps it', async (t) => {
  const { ana, ben, cleo, join, tenant } = await world(t);
  const made = tenant.mutate(ana, 'leads.create', newLead('Ravi'));
  assert.ok(made.ok && made.record);
  const { id } = made.record;
  const a = await join(ana);
  const b = await join(ben);
  const c = await join(cleo);
  const lists = [a, b, c].map((one) => one.root(() => one.live.list(() => everything)));
  await until(() => lists.every((list) => list.ids().length === 1));
  const seen: (string | null | undefined)[] = [];
  c.root(() => createEffect(() => seen.push(c.live.record(leads, id)?.clinicId)));

  await a.live.mutate(assignLead, { id, clinicId: clinicB });
  await until(() => lists[1]?.ids().length === 0);
  assert.equal(b.live.record(leads, id), null);
  assert.deepEqual(
    b.events.filter((event) => event.kind === 'removed').map((event) => [event.title, event.by?.name]),
    [['Ravi', 'Ana']],
  );
  await until(() => c.live.record(leads, id)?.clinicId === clinicB);
  assert.deepEqual(lists[2]?.ids(), [id]);
  assert.deepEqual(
    seen.filter((value) => value === undefined || value === null).length <= 1,
    true,
    'it never vanishes in between',
  );
  assert.deepEqual(
    c.events.filter((event) => event.kind === 'removed'),
    [],
  );

  await a.live.mutate(remove, { id });
  await until(() => lists.every((list) => list.ids().length === 0));
  assert.equal(c.live.record(leads, id), null, 'deleted: gone for the one who saw it through two audiences');
});

test('one change renders one record', async (t) => {
  const { ana, ben, join, tenant } = await world(t);
  const ids = [1, 2, 3].map((n) => {
    const answer = tenant.mutate(ana, 'leads.create', newLead(`Lead ${n}`));
    assert.ok(answer.ok && answer.record);
    return answer.record.id;
  });
  const b = await join(ben);
  const renders = new Map<string, number>();
  const list = b.root(() => b.live.list(() => everything));
  let orders = 0;
  b.root(() => {
    createEffect(() => {
      list.ids();
      orders += 1;
    });
    for (const id of ids) {
      createEffect(() => {
        if (b.live.record(leads, id)) renders.set(id, (renders.get(id) ?? 0) + 1);
      });
    }
  });
  await until(() => renders.size === 3 && list.ready());
  await rest(50);
  const before = new Map(renders);
  const ordersBefore = orders;
  tenant.mutate(ana, 'leads.update', { id: ids[1], patch: { nextAction: 'Call' } });
  await until(() => b.live.record(leads, ids[1] ?? '')?.nextAction === 'Call');
  await rest(20);
  assert.deepEqual(
    ids.map((id) => (renders.get(id) ?? 0) - (before.get(id) ?? 0)),
    [0, 1, 0],
  );
  assert.equal(orders, ordersBefore, 'the order did not change, so the list did not');
});

test('a refused change is shown no more, and says why; a later one is not held up', async (t) => {
  const { ana, ben, join, tenant } = await world(t);
  const made = tenant.mutate(ana, 'leads.create', newLead('Meena'));
  assert.ok(made.ok && made.record);
  const { id } = made.record;
  const b = await join(ben);
  b.live.record(leads, id);
  await until(() => Boolean(b.live.record(leads, id)));
  tenant.faults.refuse = ({ args }) =>
    JSON.stringify(args).includes('poison') ? { code: 'FORBIDDEN', message: 'Not this.' } : null;
  const poison = b.live.mutate(update, { id, patch: { nextAction: 'poison' } });
  const good = b.live.mutate(update, { id, patch: { nextAction: 'Call back' } });
  assert.equal(b.live.record(leads, id)?.nextAction, 'Call back');
  assert.equal((await poison).ok, false);
  assert.equal((await good).ok, true);
  assert.equal(b.live.record(leads, id)?.nextAction, 'Call back');
  const refused = b.events.find((event) => event.kind === 'refused');
  assert.equal(refused?.label, 'Next action of Meena');
  assert.equal(refused?.error.message, 'Not this.');

  const asked = tenant.count('mutate', ben);
  const local = await b.live.mutate(update, { id, patch: { status: 'dnc' } });
  assert.equal(!local.ok && local.error.code, 'FORBIDDEN');
  assert.equal(tenant.count('mutate', ben), asked, 'what the rules forbid is not even sent');
});

test('two people change one lead: different fields both win, in the same field the later one gets a conflict', async (t) => {
  const { ana, ben, join, tenant } = await world(t);
  const made = tenant.mutate(ana, 'leads.create', newLead('Suresh'));
  assert.ok(made.ok && made.record);
  const { id } = made.record;
  const a = await join(ana);
  const b = await join(ben);
  for (const one of [a, b]) one.root(() => createEffect(() => one.live.record(leads, id)));
  await until(() => Boolean(a.live.record(leads, id) && b.live.record(leads, id)));

  // Neither sees the other's change before both have written.
  const kept: (() => void)[] = [];
  for (const who of [ana, ben]) tenant.intercept(who, (changes, emit) => void kept.push(() => emit(changes)));
  const answers = await Promise.all([
    a.live.mutate(update, { id, patch: { nextAction: 'Send prices' } }),
    b.live.mutate(update, { id, patch: { age: 34 } }),
  ]);
  assert.deepEqual(
    answers.map((answer) => answer.ok),
    [true, true],
  );
  const first = await a.live.mutate(update, { id, patch: { campaignName: 'Diwali' } });
  const second = await b.live.mutate(update, { id, patch: { campaignName: 'Pongal' } });
  assert.equal(first.ok && !second.ok && second.error.code, 'CONFLICT');
  for (const release of kept) release();
  tenant.intercept(ana, null);
  tenant.intercept(ben, null);
  for (const one of [a, b]) {
    await until(() => one.live.record(leads, id)?.campaignName === 'Diwali');
    assert.equal(one.live.record(leads, id)?.nextAction, 'Send prices');
    assert.equal(one.live.record(leads, id)?.age, 34);
  }
  const refused = b.events.find((event) => event.kind === 'refused');
  assert.deepEqual(refused?.conflict, {
    field: 'campaignName',
    mine: 'Pongal',
    theirs: 'Diwali',
    by: 'Ana',
    version: refused?.conflict?.version,
  });
});

test('typing on in one field is no conflict with oneself', async (t) => {
  const { ana, join, tenant } = await world(t);
  const a = await join(ana);
  const id = randomUUID();
  const answers = await Promise.all([
    a.live.mutate(create, { ...newLead('Priya'), id }),
    ...['C', 'Ca', 'Call'].map((nextAction) => a.live.mutate(update, { id, patch: { nextAction } })),
  ]);
  assert.deepEqual(
    answers.map((one) => one.ok),
    [true, true, true, true],
  );
  assert.equal(tenant.record(leads, id)?.['nextAction'], 'Call');
  assert.equal(a.live.record(leads, id)?.version, 4);
});
