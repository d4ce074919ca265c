import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leads } from '#shared/modules/leads.ts';
import { dismissToast, toasts } from '#client/components/toasts.ts';
import { commandOf } from '#client/store/commands.ts';
import { make, until, world } from '#client/testing/world.ts';
import { useUndoToasts } from './undo-toasts.ts';

// Its toasts are announced in a frame of their own.
globalThis.requestAnimationFrame = (call) => Number(setTimeout(() => call(0), 1));

test('an act that is undone in part moves the list as well, however its undo was asked for', async (t) => {
  const { ana, ben, join, tenant } = await world(t);
  const ids = ['Anand', 'Bala'].map((name) => make(tenant, ana, name));
  const { live, root, events } = await join(ana);
  let undone = 0;
  root(() => useUndoToasts(live, () => (undone += 1)));
  const args = ids.map((id) => ({ id, patch: { nextAction: 'Call' } }));
  await live.mutateMany(commandOf(leads, 'update'), args, { describe: '2 leads' }).results;
  tenant.mutate(ben, 'leads.update', { id: ids[0], patch: { nextAction: 'Write' } });
  await live.undo.runGroup(live.undo.last()?.group ?? '');
  await until(() => events.some((event) => event.kind === 'group-undone'));
  const said = events.find((event) => event.kind === 'group-undone');
  assert.deepEqual([said?.undone, said?.left.length], [1, 1]);
  assert.equal(undone, 1);
});

test('each act of mine is shown with Undo, also after the device’s clock was set back an hour', async (t) => {
  const { ana, join, tenant } = await world(t);
  const id = make(tenant, ana, 'Anand');
  const { live, root } = await join(ana);
  root(() => useUndoToasts(live, () => undefined));
  const call = async (nextAction: string): Promise<void> => {
    const answer = await live.mutate(commandOf(leads, 'update'), { id, patch: { nextAction } });
    assert.ok(answer.ok);
    await until(() => toasts().some(({ action }) => action?.label === 'Undo'));
    for (const shown of toasts()) dismissToast(shown.id);
  };
  await until(() => live.record(leads, id) !== undefined);
  await call('Call');
  const now = Date.now.bind(Date);
  t.mock.method(Date, 'now', () => now() - 3_600_000);
  await call('Write');
});
