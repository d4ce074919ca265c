import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEffect, createRoot, createSignal } from 'solid-js';
import type { Profile } from '#shared/protocol.ts';
import { leads } from '#shared/modules/leads.ts';
import { setServerTime } from '#client/lib/clock.ts';
import { commandOf } from '#client/store/commands.ts';
import { createTenantClock } from '#client/store/tenant-clock.ts';
import { rest, until, world, make } from '#client/testing/world.ts';

const update = commandOf(leads, 'update');

test('counts stay true as others work, without asking more than once a second', async (t) => {
  const { ana, ben, join, tenant } = await world(t);
  const ids = ['A', 'B', 'C'].map((name) => make(tenant, ana, name));
  const b = await join(ben);
  const facets = b.root(() => b.live.facets(() => ({ collection: leads, filter: { all: [] }, by: ['status'] })));
  await until(() => facets.rows() !== undefined);
  assert.deepEqual(facets.rows(), [['new', 3]]);
  const blanks: unknown[] = [];
  b.root(() => createEffect(() => facets.rows() ?? blanks.push(facets.rows())));
  for (let n = 0; n < 30; n++)
    tenant.mutate(ana, 'leads.update', { id: ids[n % 3], patch: { nextAction: `Step ${n}` } });
  await rest(400);
  assert.equal(tenant.count('facets', ben), 1, 'nothing that counts has changed');
  for (const id of ids.slice(0, 2)) tenant.mutate(ana, 'leads.update', { id, patch: { status: 'attempting' } });
  await until(
    () =>
      JSON.stringify(facets.rows()) ===
      JSON.stringify([
        ['attempting', 2],
        ['new', 1],
      ]),
  );
  assert.equal(tenant.count('facets', ben), 2);
  assert.deepEqual(blanks, []);
});

test('what happened to a lead grows while one reads it, and older pages come on demand', async (t) => {
  const { ana, ben, join, tenant } = await world(t);
  const id = make(tenant, ana, 'Kavya');
  for (let age = 1; age < 8; age++) tenant.mutate(ana, 'leads.update', { id, patch: { age } });
  const b = await join(ben);
  const activity = b.root(() => b.live.activity(() => ({ collection: leads, id })));
  await until(() => activity.entries() !== undefined);
  assert.equal(activity.entries()?.length, 5);
  assert.equal(activity.more(), true);
  tenant.mutate(ana, 'leads.update', { id, patch: { nextAction: 'Call' } });
  await until(() => activity.entries()?.length === 6);
  assert.equal(activity.entries()?.[0]?.fields['nextAction']?.to, 'Call');
  assert.equal(activity.more(), true);
  activity.loadMore();
  await until(() => activity.entries()?.length === 9);
  assert.equal(activity.more(), false);
  assert.deepEqual(
    activity.entries()?.map((entry) => entry.seq),
    activity
      .entries()
      ?.map((entry) => entry.seq)
      .toSorted((x, y) => y - x),
  );
});

test('who else is here, while they are and while we are connected', async (t) => {
  const { ana, ben, join, tenant } = await world(t);
  const id = make(tenant, ana, 'Kavya');
  const b = await join(ben);
  const seen: string[] = [];
  b.root(() =>
    createEffect(() =>
      seen.push(
        b.live
          .presence(leads, id)
          .map((person) => person.name)
          .join(),
      ),
    ),
  );
  b.live.view(leads, id);
  b.live.view(leads, id);
  await until(() => tenant.count('view', ben) === 1);
  for (const seat of tenant.seatsOf(ben))
    seat.socket.emit('presence', {
      collection: 'leads',
      id,
      people: [ana, ben].map(({ id: who, name }) => ({ id: who, name })),
    });
  await until(() => seen.at(-1) === 'Ana');
  tenant.cut(ben);
  await until(() => seen.at(-1) === '');
  await until(() => tenant.count('view', ben) === 2, 5_000);
  assert.deepEqual(
    tenant.asked.filter((one) => one.event === 'view').map((one) => one.payload),
    [
      { collection: 'leads', id },
      { collection: 'leads', id },
    ],
    'the new connection is sent it again',
  );
  b.live.view(leads, null);
  await until(() => tenant.count('view', ben) === 3);
});

test('a tint goes by itself after two seconds', async (t) => {
  const { ana, ben, join, tenant } = await world(t);
  const id = make(tenant, ana, 'Kavya');
  const b = await join(ben);
  const seen: (string | undefined)[] = [];
  b.root(() => createEffect(() => seen.push(b.live.recentEdit(leads, id)?.by.name)));
  tenant.mutate(ana, 'leads.update', { id, patch: { age: 3 } });
  await until(() => seen.length === 3, 5_000);
  assert.deepEqual(seen, [undefined, 'Ana', undefined]);
});

test('many reads at once are one question, and a record that is not mine reads as not there', async (t) => {
  const { ana, ben, join, tenant } = await world(t);
  const mine = Array.from({ length: 40 }, (_, n) => make(tenant, ana, `Lead ${n}`));
  const notMine = make(tenant, ana, 'In the queue', { clinicId: null });
  const b = await join(ben);
  const [target, setTarget] = createSignal(mine[0] ?? '');
  const reads: unknown[] = [];
  b.root(() => {
    for (const id of [...mine, notMine]) createEffect(() => b.live.record(leads, id));
    createEffect(() => reads.push(b.live.record(leads, target())?.name));
  });
  await until(() => b.live.record(leads, notMine) === null);
  assert.equal(tenant.count('get', ben), 1);
  setTarget(mine[7] ?? '');
  assert.deepEqual(reads, [undefined, 'Lead 0', 'Lead 7']);
});

test('a change to a record that is not loaded goes to the server as it is', async (t) => {
  const { ana, ben, join, tenant } = await world(t);
  const id = make(tenant, ana, 'Kavya');
  const b = await join(ben);
  const answer = await b.live.mutate(update, { id, patch: { phone: '98430 55555' } });
  assert.equal(answer.ok, true);
  assert.equal(tenant.record(leads, id)?.['phone'], '+919843055555');
  assert.equal(b.live.record(leads, id)?.phone, '+919843055555');
  const missing = await b.live.mutate(update, { id: '00000000-0000-4000-8000-0000000000ff', patch: { age: 3 } });
  assert.equal(!missing.ok && missing.error.code, 'NOT_FOUND');
  const huge = await b.live.mutate(update, { id, patch: { nextAction: 'x'.repeat(70_000) } });
  assert.equal(!huge.ok && huge.error.code, 'TOO_LARGE', 'the server would cut the connection, again and again');
});

test('midnight in the tenant’s time zone is a new day, on the minute', (t) => {
  t.mock.timers.enable({ apis: ['Date', 'setTimeout'], now: Date.parse('2026-11-21T18:28:30Z') });
  setServerTime('2026-11-21T18:28:30Z');
  createRoot((dispose) => {
    const me = { id: 'me', tenant: { timeZone: 'Asia/Kolkata' } } as Profile;
    const moment = createTenantClock(() => me);
    assert.deepEqual([moment().today, moment().timeZone, moment().me], ['2026-11-21', 'Asia/Kolkata', 'me']);
    t.mock.timers.tick(31_000);
    assert.equal(moment().now.slice(0, 16), '2026-11-21T18:29');
    assert.equal(moment().today, '2026-11-21');
    t.mock.timers.tick(60_000);
    assert.equal(moment().today, '2026-11-22');
    dispose();
  });
});
