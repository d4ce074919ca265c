import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leads } from '#shared/modules/leads.ts';
import { dismissToast, toasts } from '#client/components/toasts.ts';
import { commandOf } from '#client/store/commands.ts';
import { make, until, world } from '#client/testing/world.ts';
import { useUndo } from './undo-toasts.ts';

// Its toasts are announced in a frame of their own.
globalThis.requestAnimationFrame = (call) => Number(setTimeout(() => call(0), 1));

test('where nothing can be undone it says so, and where the last act cannot be, why', async (t) => {
  const { ana, join, tenant } = await world(t);
  const id = make(tenant, ana, 'Anand');
  const { live, root } = await join(ana);
  const undo = root(() => useUndo(live));
  undo();
  assert.match(toasts()[0]?.message ?? '', /^There is nothing to undo/);
  await until(() => live.record(leads, id) !== undefined);
  assert.ok((await live.mutate(commandOf(leads, 'update'), { id, patch: { nextAction: 'Call' } })).ok);
  live.undo.block({ label: 'import of leads.csv', id: null, why: 'Undo it in the import.' });
  undo();
  assert.equal(toasts().at(-1)?.message, 'Not undone: import of leads.csv. Undo it in the import.');
  assert.equal(tenant.record(leads, id)?.['nextAction'], 'Call');
  for (const shown of toasts()) dismissToast(shown.id);
});

test('what was undone is offered to be done again', async (t) => {
  const { ana, join, tenant } = await world(t);
  const id = make(tenant, ana, 'Anand');
  const { live, root } = await join(ana);
  const undo = root(() => useUndo(live));
  await until(() => live.record(leads, id) !== undefined);
  assert.ok((await live.mutate(commandOf(leads, 'update'), { id, patch: { nextAction: 'Call' } })).ok);
  undo();
  await until(() => toasts().some(({ action }) => action?.label === 'Redo'));
  toasts()
    .find(({ action }) => action?.label === 'Redo')
    ?.action?.run();
  await until(() => tenant.record(leads, id)?.['nextAction'] === 'Call');
  await until(() => toasts().some(({ action }) => action?.label === 'Undo'));
  for (const shown of toasts()) dismissToast(shown.id);
});

test('each act of mine is shown with Undo, also after the device’s clock was set back an hour', async (t) => {
  const { ana, join, tenant } = await world(t);
  const id = make(tenant, ana, 'Anand');
  const { live, root } = await join(ana);
  root(() => useUndo(live));
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
