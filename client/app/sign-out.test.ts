import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leads } from '#shared/modules/leads.ts';
import { Refusal } from '#shared/refusal.ts';
import { clearToasts, toasts } from '#client/components/toasts.ts';
import { commandOf } from '#client/store/commands.ts';
import { make, until, world } from '#client/testing/world.ts';
import { createSignOut } from './sign-out.ts';

const update = commandOf(leads, 'update');

// What a page has and this process does not.
globalThis.requestAnimationFrame = (call) => Number(setTimeout(() => call(0), 1));

test('with changes under way it asks first, and nothing is lost by asking', async (t) => {
  const { ana, ben, join, tenant } = await world(t);
  const ids = ['Anand', 'Bala', 'Chitra'].map((name) => make(tenant, ana, name));
  const { live, events, root } = await join(ana);
  const signOut = root(() => createSignOut(live));
  tenant.faults.silent = (event, who) => who === ana && event !== 'view';
  void live.mutate(update, { id: ids[0], patch: { nextAction: 'Call' } });
  live.mutateMany(
    update,
    ids.slice(1).map((id) => ({ id, patch: { nextAction: 'Call' } })),
    { describe: '2 leads' },
  );
  assert.equal(live.unsent(), 3);
  signOut.begin();
  assert.equal(signOut.asking(), true);
  signOut.cancel();
  assert.equal(live.state(), 'live');
  signOut.begin();
  signOut.confirm();
  assert.equal(signOut.asking(), false);
  await until(() => events.some((event) => event.kind === 'ended'));
  const other = await join(ben);
  const his = other.root(() => createSignOut(other.live));
  his.begin();
  assert.equal(his.asking(), false, 'he has none under way');
  await until(() => other.live.state() === 'ended');
});

test('a sign-out that failed is said, and can be tried again', async (t) => {
  const { ana, join } = await world(t);
  let away = true;
  const endSession = (): Promise<void> =>
    away ? Promise.reject(new Refusal('UNAVAILABLE', 'The server cannot be reached.')) : Promise.resolve();
  const { live, root } = await join(ana, { endSession });
  t.after(clearToasts);
  const signOut = root(() => createSignOut(live));
  signOut.begin();
  await until(() => toasts().length > 0);
  assert.equal(toasts()[0]?.message, 'You could not be signed out. The server cannot be reached.');
  assert.equal(live.state(), 'live');
  away = false;
  signOut.begin();
  await until(() => live.state() === 'ended');
});
