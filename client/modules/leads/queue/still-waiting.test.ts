import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leads } from '#shared/modules/leads.ts';
import { clinicB, make, person, until, world } from '#client/testing/world.ts';
import { stillWaiting } from './still-waiting.ts';

test('of several leads, those that a colleague gave to a clinic meanwhile are left out', async (t) => {
  const { ana, join, tenant } = await world(t);
  const colleague = person('Dev', 'admin');
  const ids = ['Anand', 'Bala', 'Chitra'].map((name) => make(tenant, ana, name, { clinicId: null }));
  const { live } = await join(ana);
  await until(() => ids.every((id) => live.record(leads, id)));
  assert.deepEqual(stillWaiting(live, ids), ids);
  assert.ok(tenant.mutate(colleague, 'leads.assign', { id: ids[1], clinicId: clinicB }).ok);
  await until(() => live.record(leads, ids[1] ?? '')?.clinicId === clinicB);
  assert.deepEqual(stillWaiting(live, ids), [ids[0], ids[2]]);
});
