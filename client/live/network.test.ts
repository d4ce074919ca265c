import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEffect } from 'solid-js';
import type { Change } from '#shared/protocol.ts';
import { leads } from '#shared/modules/leads.ts';
import { commandOf } from '#client/store/commands.ts';
import { clinicB, rest, until, world, make } from '#client/testing/world.ts';

const update = commandOf(leads, 'update');
const [byFollowUp] = leads.sorts;
assert.ok(byFollowUp);
const all = { collection: leads, filter: { all: [] }, sort: byFollowUp };

test('a lost change is noticed with the next one, and fetched', async (t) => {
  const { ana, ben, join, tenant } = await world(t);
  const id = make(tenant, ana, 'Kavya');
  const b = await join(ben);
  b.root(() => createEffect(() => b.live.record(leads, id)));
  await until(() => Boolean(b.live.record(leads, id)));
  tenant.intercept(ben, () => undefined);
  tenant.mutate(ana, 'leads.update', { id, patch: { nextAction: 'Lost on the way' } });
  tenant.intercept(ben, null);
  tenant.mutate(ana, 'leads.update', { id, patch: { age: 30 } });
  await until(() => b.live.record(leads, id)?.age === 30);
  assert.equal(b.live.record(leads, id)?.nextAction, 'Lost on the way', 'never the later one without the earlier');
  assert.equal(tenant.count('sync', ben), 1);
});

test('away for a while: what others did meanwhile is there before it says live, and what I did meanwhile is sent once', async (t) => {
  const { ana, ben, join, tenant } = await world(t);
  const id = make(tenant, ana, 'Ravi');
  const a = await join(ana);
  const b = await join(ben);
  const list = b.root(() => b.live.list(() => all));
  b.root(() => createEffect(() => b.live.record(leads, id)));
  await until(() => list.ready() && Boolean(b.live.record(leads, id)));
  const states: string[] = [];
  b.root(() =>
    createEffect(() => states.push(`${b.live.state()} ${String(b.live.record(leads, id)?.nextAction ?? '')}`.trim())),
  );

  tenant.faults.away = ben;
  tenant.cut(ben);
  await until(() => b.live.state() === 'reconnecting');
  assert.ok((b.live.staleSince() ?? 0) > Date.now() - 2_000);
  const mine = b.live.mutate(update, { id, patch: { age: 41 } });
  assert.equal(b.live.record(leads, id)?.age, 41, 'shown at once, connection or not');
  await a.live.mutate(update, { id, patch: { nextAction: 'Call at 5' } });
  const another = make(tenant, ana, 'New meanwhile');
  tenant.faults.away = null;
  assert.equal((await mine).ok, true);
  assert.equal(b.live.staleSince(), null);
  assert.deepEqual(list.ids().toSorted(), [id, another].toSorted());
  assert.equal(tenant.record(leads, id)?.['age'], 41);
  assert.equal(states.indexOf('live Call at 5') > states.indexOf('reconnecting'), true);
  assert.equal(
    states.slice(states.indexOf('reconnecting')).includes('live'),
    false,
    `no false live: ${states.join(', ')}`,
  );
});

test('the answer gets lost with the connection: sent again under its number, done once', async (t) => {
  const { ana, join, tenant } = await world(t);
  const id = make(tenant, ana, 'Meena');
  const a = await join(ana);
  a.root(() => createEffect(() => a.live.record(leads, id)));
  await until(() => Boolean(a.live.record(leads, id)));
  tenant.faults.beforeAnswer = (event) => (event === 'mutate' ? new Promise(() => undefined) : undefined);
  tenant.intercept(ana, () => undefined);
  const answer = a.live.mutate(update, { id, patch: { age: 20 } });
  await until(() => tenant.record(leads, id)?.['age'] === 20);
  tenant.faults.beforeAnswer = null;
  tenant.cut(ana);
  const settled = await answer;
  assert.equal(settled.ok, true);
  assert.equal(tenant.record(leads, id)?.version, 2, 'once');
  assert.equal(a.live.record(leads, id)?.version, 2);
  assert.equal(a.live.unsent(), 0);
});

test('too much missed: everything shown is loaded again, and nothing blinks', async (t) => {
  const { ana, ben, join, tenant } = await world(t);
  const ids = ['A', 'B', 'C'].map((name) => make(tenant, ana, name));
  const b = await join(ben);
  const list = b.root(() => b.live.list(() => all));
  const lengths = new Set<number>();
  const blanks = new Set<unknown>();
  await until(() => list.ids().length === 3);
  b.root(() => {
    createEffect(() => lengths.add(list.ids().length));
    createEffect(() => {
      const record = b.live.record(leads, ids[0] ?? '');
      if (!record) blanks.add(record);
    });
  });
  tenant.faults.tooFar = true;
  tenant.faults.away = ben;
  tenant.cut(ben);
  await until(() => b.live.state() === 'reconnecting');
  tenant.mutate(ana, 'leads.update', { id: ids[0], patch: { nextAction: 'Missed' } });
  tenant.mutate(ana, 'leads.delete', { id: ids[1] });
  make(tenant, ana, 'D');
  make(tenant, ana, 'E');
  tenant.faults.away = null;
  await until(() => b.live.state() === 'live');
  assert.equal(b.live.record(leads, ids[0] ?? '')?.nextAction, 'Missed', 'live means that it is all here');
  assert.equal(list.ids().length, 4);
  assert.deepEqual([...lengths], [3, 4]);
  assert.deepEqual([...blanks], []);
  assert.deepEqual(
    b.events.filter((event) => event.kind === 'resynced').map((event) => event.reason),
    ['too-far'],
  );
});

test('a restored database wins, though its versions are lower', async (t) => {
  const { ana, ben, join, tenant } = await world(t);
  const id = make(tenant, ana, 'Old');
  const before = tenant.record(leads, id);
  tenant.mutate(ana, 'leads.update', { id, patch: { name: 'After the backup' } });
  const b = await join(ben);
  b.root(() => createEffect(() => b.live.record(leads, id)));
  await until(() => b.live.record(leads, id)?.name === 'After the backup');
  assert.ok(before);
  tenant.forge(leads, before);
  tenant.restore();
  tenant.cut(ben);
  await until(() => b.live.record(leads, id)?.name === 'Old');
  tenant.mutate(ana, 'leads.update', { id, patch: { name: 'And on' } });
  await until(() => b.live.record(leads, id)?.name === 'And on');
});

test('an answer that is given again may be old: what changed since is fetched', async (t) => {
  const { ana, ben, join, tenant } = await world(t);
  const id = make(tenant, ana, 'Not held here');
  const b = await join(ben);
  const held: (() => void)[] = [];
  tenant.faults.beforeAnswer = (event) =>
    event === 'mutate' ? new Promise((resolve) => held.push(resolve)) : undefined;
  const settled = b.live.mutate(update, { id, patch: { age: 20 } });
  await until(() => held.length === 1);
  tenant.grant(ben, { name: 'Benny' });
  await until(() => b.live.me()?.name === 'Benny');
  held[0]?.();
  await until(() => held.length === 2);
  tenant.mutate(ana, 'leads.update', { id, patch: { nextAction: 'Call at 5' } });
  held[1]?.();
  assert.equal((await settled).ok, true);
  tenant.mutate(ana, 'leads.update', { id, patch: { email: 'kavya@example.com' } });
  b.root(() => createEffect(() => b.live.record(leads, id)));
  await until(() => b.live.record(leads, id)?.email === 'kavya@example.com');
  await until(() => b.live.record(leads, id)?.nextAction === 'Call at 5');
});

test('a change that overtakes the answer to a question is not lost under it', async (t) => {
  const { ana, ben, join, tenant } = await world(t);
  const kept = make(tenant, ana, 'Kept');
  const given = make(tenant, ana, 'Given away');
  const b = await join(ben);
  let release = (): void => undefined;
  tenant.faults.beforeAnswer = (event) =>
    event === 'query' || event === 'get' ? new Promise((resolve) => (release = resolve)) : undefined;
  const list = b.root(() => b.live.list(() => all));
  await until(() => tenant.count('query', ben) === 1);
  // The question has been answered from yesterday's state; the answer is still under way.
  tenant.mutate(ana, 'leads.update', { id: kept, patch: { name: 'Renamed' } });
  tenant.mutate(ana, 'leads.assign', { id: given, clinicId: clinicB });
  const created = make(tenant, ana, 'Created');
  await rest(30);
  release();
  await until(() => list.ready());
  assert.equal(b.live.record(leads, kept)?.name, 'Renamed');
  assert.deepEqual(list.ids().toSorted(), [kept, created].toSorted());
  assert.equal(b.live.record(leads, given), null);
});

test('out of order, twice and long ago: nothing goes back', async (t) => {
  const { ana, ben, join, tenant } = await world(t);
  const id = make(tenant, ana, 'Suresh');
  const b = await join(ben);
  const versions: number[] = [];
  b.root(() => createEffect(() => versions.push(b.live.record(leads, id)?.version ?? 0)));
  await until(() => Boolean(b.live.record(leads, id)));
  const kept: Change[] = [];
  tenant.intercept(ben, (changes) => void kept.push(...changes));
  for (const age of [1, 2, 3, 4]) tenant.mutate(ana, 'leads.update', { id, patch: { age } });
  tenant.intercept(ben, (changes, emit) => emit([...kept.toReversed(), ...changes, ...kept]));
  tenant.mutate(ana, 'leads.update', { id, patch: { age: 5 } });
  await until(() => b.live.record(leads, id)?.age === 5);
  await rest(200);
  assert.deepEqual(
    versions,
    versions.toSorted((x, y) => x - y),
  );
  assert.equal(b.live.record(leads, id)?.age, 5);
  assert.equal(tenant.count('sync', ben), 0);
});

test('a server of another protocol: the page says that it has to be loaded again', async (t) => {
  const { ana, join, tenant } = await world(t);
  tenant.faults.protocol = 99;
  const a = await join(ana, {}, 'ended');
  assert.deepEqual(
    a.events.map((event) => event.kind),
    ['reload-needed', 'ended'],
  );
});

test('a connection that has died without a word is found out', async (t) => {
  const { ana, join, tenant } = await world(t);
  const a = await join(ana);
  // No packet leaves the server, its pings included.
  for (const seat of tenant.seatsOf(ana))
    (seat.socket.conn as unknown as { sendPacket: () => void }).sendPacket = () => undefined;
  tenant.faults.away = ana;
  await until(() => a.live.state() === 'reconnecting');
  tenant.faults.away = null;
  await until(() => a.live.state() === 'live');
});
