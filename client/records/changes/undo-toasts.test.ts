import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leads } from '#shared/modules/leads.ts';
import { commandOf } from '#client/store/commands.ts';
import { make, until, world } from '#client/testing/world.ts';
import { useUndoToasts } from './undo-toasts.ts';

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
