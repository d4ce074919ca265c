import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dayOf } from '#shared/calendar-day.ts';
import type { Filter } from '#shared/filter.ts';
import { leads } from '#shared/modules/leads.ts';
import { defaultSort } from '#shared/sort.ts';
import { serverNow, setTimeZone, today } from '#client/lib/clock.ts';
import { commandOf } from '#client/store/commands.ts';
import { timeZone } from '#client/testing/fake-database.ts';
import { make, until, world } from '#client/testing/world.ts';

const dayMs = 86_400_000;
const dueToday: Filter = { field: 'followUpDate', op: 'eq', value: 'today' };

for (const [device, aheadMs] of [
  ['three days behind', 3 * dayMs],
  ['three days ahead', -3 * dayMs],
] as const)
  test(`on a device that is ${device}, today is the tenant's today`, async (t) => {
    const { ana, ben, join, tenant } = await world(t);
    tenant.faults.clockAheadMs = aheadMs;
    const day = dayOf(new Date(Date.now() + aheadMs), timeZone);
    const due = make(tenant, ana, 'Due today', { followUpDate: day });
    make(tenant, ana, 'Due on the device’s day', { followUpDate: dayOf(new Date(), timeZone) });
    const b = await join(ben);
    setTimeZone(timeZone);
    assert.equal(today(), day, 'what screens call Today');
    assert.equal(b.live.moment().today, day, 'what filters and rules call today');
    assert.ok(Math.abs(serverNow() - Date.now() - aheadMs) < 2_000);
    const list = b.root(() => b.live.list(() => ({ collection: leads, filter: dueToday, sort: defaultSort(leads) })));
    await until(() => list.ready());
    assert.deepEqual(list.ids(), [due]);
    // What Ana makes due today comes in live, placed by this client's own evaluation of the filter.
    const other = make(tenant, ana, 'Made due', { followUpDate: day });
    await until(() => list.ids().length === 2);
    assert.deepEqual(new Set(list.ids()), new Set([due, other]));
    // What Ben predicts is dated as the server dates it.
    const { promise, resolve } = Promise.withResolvers<void>();
    tenant.faults.beforeAnswer = (event) => (event === 'mutate' ? promise : undefined);
    const answer = b.live.mutate(commandOf(leads, 'update'), { id: due, patch: { age: 30 } });
    const predicted = b.live.record(leads, due)?.updatedAt ?? '';
    assert.ok(Math.abs(Date.parse(predicted) - Date.now() - aheadMs) < 60_000, predicted);
    resolve();
    assert.equal((await answer).ok, true);
  });

test('a connection cut long ago is stale since a time of the server’s clock', async (t) => {
  const { ana, join, tenant } = await world(t);
  tenant.faults.clockAheadMs = 3 * dayMs;
  const { live } = await join(ana);
  tenant.faults.away = ana;
  tenant.cut(ana);
  await until(() => live.state() === 'reconnecting');
  assert.ok(Math.abs((live.staleSince() ?? 0) - serverNow()) < 10_000);
});
