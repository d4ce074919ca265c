import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRoot } from 'solid-js';
import { leads } from '#shared/modules/leads.ts';
import { polite, urgent } from '#client/components/announcements.ts';
import { toast, toastLog, toasts } from '#client/components/toasts.ts';
import { openConflict } from '#client/records/changes/conflicts.ts';
import { offerMove, openInUse } from '#client/records/changes/in-use.ts';
import { isLeftOverOpen, leftOver, recordsToSelect, selectRecords } from '#client/records/changes/outcomes.ts';
import { commandOf } from '#client/store/commands.ts';
import { make, until, world, type Joined } from '#client/testing/world.ts';
import { announceEvents } from './announce-events.ts';
import { usePersonalState } from './personal-state.ts';

const update = commandOf(leads, 'update');

// What a page has and this process does not.
globalThis.requestAnimationFrame = (call) => Number(setTimeout(() => call(0), 1));

/** The page as one person has it, until their session ends. */
const workspaceOf = ({ live }: Joined): { readonly ended: () => boolean } =>
  createRoot((dispose) => {
    let ended = false;
    usePersonalState();
    announceEvents(live, () => {
      ended = true;
      dispose();
    });
    return { ended: () => ended };
  });

const isNothingLeft = (): void => {
  assert.deepEqual(toastLog(), []);
  assert.equal(openConflict(), undefined);
  assert.equal(openInUse(), null);
  assert.equal(leftOver(), null);
  assert.equal(isLeftOverOpen(), false);
  assert.equal(recordsToSelect(), null);
  assert.equal(`${polite()}${urgent()}`, '');
};

test('what one person saw is not there for the next who signs in on the same page', async (t) => {
  const { ana, ben, join, tenant } = await world(t);
  const [a, b] = [make(tenant, ana, 'Anand'), make(tenant, ana, 'Bala')];
  const first = await join(ana);
  const hers = workspaceOf(first);

  tenant.mutate(ben, 'leads.update', { id: a, patch: { name: 'Anandhi' } });
  await first.live.mutate(update, { id: a, patch: { name: 'Ananda' } }, { base: 1 });
  assert.equal(openConflict()?.id, a);
  tenant.faults.refuse = ({ args }) => (args['id'] === b ? { code: 'FORBIDDEN', message: 'Bala is not yours.' } : null);
  const bulk = first.live.mutateMany(
    update,
    [a, b].map((id) => ({ id, patch: { nextAction: 'Call' } })),
    { describe: 'Anand and Bala' },
  );
  await bulk.results;
  await until(() => toasts().some(({ more }) => more));
  toasts()
    .find(({ more }) => more)
    ?.more?.run();
  assert.equal(isLeftOverOpen(), true);
  selectRecords({ collection: 'tasks', ids: [b] });
  const inUse = offerMove({
    definition: leads,
    id: a,
    command: commandOf(leads, 'delete'),
    args: { id: a },
    run: (more) => first.live.mutate(commandOf(leads, 'delete'), { id: a, ...more }),
    error: { code: 'IN_USE', message: '2 tasks are linked to this lead.', details: { linked: [] } },
    describe: 'Anand deleted',
  });
  assert.ok(inUse && openInUse());
  assert.ok(toastLog().length > 0);

  await first.live.signOut();
  assert.ok(hers.ended());
  assert.deepEqual(toasts(), []);
  isNothingLeft();
  assert.equal((await inUse).ok, false, 'nothing is done after the session');

  // Said too late, between the two.
  toast('Bala was saved.');
  const second = await join(ben);
  workspaceOf(second);
  assert.deepEqual(toasts(), []);
  isNothingLeft();
});

test('why a session ended is still shown, without what the change was about', async (t) => {
  const { ana, join, tenant } = await world(t);
  const id = make(tenant, ana, 'Anand');
  const first = await join(ana);
  const hers = workspaceOf(first);
  tenant.faults.silent = (event) => event === 'mutate';
  const answer = first.live.mutate(update, { id, patch: { name: 'Ananda' } });
  for (const seat of tenant.seatsOf(ana)) seat.socket.emit('ended', 'signed-out');
  assert.equal((await answer).ok, false);
  assert.ok(hers.ended());
  const [said, ...others] = toasts();
  assert.match(said?.message ?? '', /^The session is over/);
  assert.deepEqual(others, []);
  isNothingLeft();
});
