import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEffect } from 'solid-js';
import { assignLead, leads } from '#shared/modules/leads.ts';
import { Refusal } from '#shared/refusal.ts';
import { commandOf } from '#client/store/commands.ts';
import { clinicA, clinicB, until, world, make } from '#client/testing/world.ts';

const update = commandOf(leads, 'update');
const [byFollowUp] = leads.sorts;
assert.ok(byFollowUp);
const all = { collection: leads, filter: { all: [] }, sort: byFollowUp };

test('access removed: gone at once, from lists and from the open record; what it leaves stays', async (t) => {
  const { ana, cleo, join, tenant } = await world(t);
  const inA = make(tenant, ana, 'In A');
  const inB = make(tenant, ana, 'In B', { clinicId: clinicB });
  const c = await join(cleo);
  const list = c.root(() => c.live.list(() => all));
  await until(() => list.ids().length === 2);
  for (const id of [inA, inB]) c.root(() => createEffect(() => c.live.record(leads, id)));
  const activity = c.root(() => c.live.activity(() => ({ collection: leads, id: inB })));
  const facets = c.root(() => c.live.facets(() => ({ collection: leads, filter: { all: [] }, by: ['clinicId'] })));
  await until(() => activity.entries()?.length === 1 && facets.rows()?.length === 2);
  // The answers to what is asked afterwards do not come: what goes, goes without them.
  tenant.faults.silent = (event) => event !== 'mutate';
  tenant.grant(cleo, { memberships: { clinics: [clinicA] } });
  await until(() => c.live.me()?.memberships['clinics']?.length === 1);
  assert.equal(c.live.record(leads, inB), null);
  assert.deepEqual(activity.entries(), []);
  assert.equal(facets.rows(), undefined);
  assert.equal(c.live.record(leads, inA)?.name, 'In A');
  assert.deepEqual(list.ids(), [inA]);
  assert.equal(c.live.can('view', leads, tenant.record(leads, inB)), false);
  assert.deepEqual(c.events.filter((event) => event.kind === 'access-changed').length, 1);
  tenant.faults.silent = null;
});

test('access given: what it opens appears', async (t) => {
  const { ana, ben, join, tenant } = await world(t);
  const inA = make(tenant, ana, 'In A');
  const inB = make(tenant, ana, 'In B', { clinicId: clinicB });
  const b = await join(ben);
  const list = b.root(() => b.live.list(() => all));
  await until(() => list.ids().length === 1);
  tenant.grant(ben, { memberships: { clinics: [clinicA, clinicB] } });
  await until(() => list.ids().length === 2);
  assert.deepEqual(list.ids().toSorted(), [inA, inB].toSorted());
});

test('what was answered before my access changed, and arrives after it, shows nothing', async (t) => {
  const { ana, cleo, join, tenant } = await world(t);
  const asked = make(tenant, ana, 'Asked for', { clinicId: clinicB });
  const changed = make(tenant, ana, 'Changed by me', { clinicId: clinicB });
  const c = await join(cleo);
  c.root(() => createEffect(() => c.live.record(leads, changed)));
  await until(() => Boolean(c.live.record(leads, changed)));

  const held: (() => void)[] = [];
  tenant.faults.beforeAnswer = () => new Promise((resolve) => held.push(resolve));
  tenant.intercept(cleo, () => undefined);
  c.root(() => createEffect(() => c.live.record(leads, asked)));
  const settled = c.live.mutate(update, { id: changed, patch: { age: 50 } });
  await until(() => held.length === 2);
  tenant.grant(cleo, { memberships: { clinics: [clinicA] } });
  await until(() => c.live.me()?.memberships['clinics']?.length === 1);
  tenant.faults.beforeAnswer = null;
  const seen: unknown[] = [];
  for (const id of [asked, changed])
    c.root(() => createEffect(() => seen.push(c.live.record(leads, id)?.name ?? null)));
  for (const release of held) release();
  const answer = await settled;
  assert.deepEqual([answer.ok, answer.ok && answer.record], [true, null], 'done, and no longer visible to me');
  await until(() => c.live.record(leads, asked) === null && c.live.record(leads, changed) === null);
  assert.deepEqual(seen.filter(Boolean), []);
});

test('a lead in both of my clinics, deleted: two announcements, one end', async (t) => {
  const { ana, cleo, join, tenant } = await world(t);
  const id = make(tenant, ana, 'Twice');
  const a = await join(ana);
  const c = await join(cleo);
  c.root(() => createEffect(() => c.live.record(leads, id)));
  await until(() => Boolean(c.live.record(leads, id)));
  for (const clinicId of [clinicB, clinicA, clinicB]) await a.live.mutate(assignLead, { id, clinicId });
  await until(() => c.live.record(leads, id)?.version === 4);
  assert.deepEqual(
    c.events.filter((event) => event.kind === 'removed'),
    [],
  );
  await a.live.mutate(assignLead, { id, clinicId: null });
  await until(() => c.live.record(leads, id) === null);
  assert.equal(c.events.filter((event) => event.kind === 'removed').length, 1);
});

test('deactivated: the page ends, and shows nothing; drained: it comes back by itself', async (t) => {
  const { ana, ben, join, tenant } = await world(t);
  const id = make(tenant, ana, 'Secret');
  const b = await join(ben);
  b.root(() => createEffect(() => b.live.record(leads, id)));
  await until(() => Boolean(b.live.record(leads, id)));
  for (const seat of tenant.seatsOf(ben)) {
    seat.socket.emit('ended', 'draining');
    seat.socket.disconnect();
  }
  await until(() => b.live.state() === 'reconnecting');
  await until(() => b.live.state() === 'live');
  for (const seat of tenant.seatsOf(ben)) seat.socket.emit('ended', 'deactivated');
  await until(() => b.live.state() === 'ended');
  assert.equal(b.live.endedBecause(), 'deactivated');
  assert.equal(b.live.record(leads, id), null);
});

test('who was deactivated overnight is told so by the renewal, and nothing is kept', async (t) => {
  const { ben, join, tenant } = await world(t);
  const over = new Refusal('SESSION_ENDED', 'Your access was taken away.', { deactivated: true });
  const b = await join(ben, { refreshSession: () => Promise.reject(over) });
  tenant.faults.unauthenticated = true;
  tenant.cut(ben);
  await until(() => b.live.state() === 'ended');
  assert.equal(b.live.endedBecause(), 'deactivated');
});

test('the session runs out under an open page: renewed once, and on it goes; when it cannot be, it ends', async (t) => {
  const { ana, ben, join, tenant } = await world(t);
  let renewals = 0;
  const renew = (ok: boolean) => () => {
    renewals += 1;
    tenant.faults.unauthenticated = !ok;
    return Promise.resolve({ ok });
  };
  const a = await join(ana, { refreshSession: renew(true) });
  tenant.faults.unauthenticated = true;
  tenant.cut(ana);
  await until(() => a.live.state() === 'reconnecting');
  await until(() => a.live.state() === 'live');
  assert.equal(renewals, 1);

  const b = await join(ben, { refreshSession: renew(false) });
  const unsent = b.live.mutate(update, { id: make(tenant, ana, 'x'), patch: { age: 3 } });
  await unsent;
  for (const seat of tenant.seatsOf(ben)) seat.socket.emit('ended', 'expired');
  await until(() => b.live.state() === 'ended');
  assert.equal(b.live.endedBecause(), 'expired');
  assert.equal(renewals, 2);
  const refused = await b.live.mutate(update, { id: make(tenant, ana, 'y'), patch: { age: 3 } });
  assert.equal(!refused.ok && refused.error.code, 'SESSION_ENDED');
});

test('an open socket is renewed in place before it expires', async (t) => {
  const { ana, join, tenant } = await world(t);
  tenant.faults.expiresInMs = 2_000;
  let renewals = 0;
  const a = await join(ana, {
    refreshSession: () => {
      renewals += 1;
      tenant.faults.expiresInMs = 3_600_000;
      return Promise.resolve({ ok: true, token: ana.id });
    },
  });
  await until(() => tenant.count('refresh') === 1, 8_000);
  assert.equal(renewals, 1);
  assert.equal(a.live.state(), 'live');
  assert.equal(tenant.count('mutate'), 0);
});
