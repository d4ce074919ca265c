import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listOf, refusal } from '#server/testing/tailoring.ts';
import { world } from '#server/testing/world.ts';

test('settings: as the tenant was registered, changed by admins, in force at once and in every pod', async (t) => {
  const { ana, ben, smiles, pods } = await world(t, { pods: 2 });
  const [settings] = listOf(await ana.request('GET', '/settings'));
  assert.ok(settings);
  const { name, timeZone, accent, currency } = settings;
  assert.deepEqual([name, timeZone, accent, currency], ['Smiles', 'Asia/Kolkata', '#0f766e', 'INR']);
  const path = `/settings/${String(settings['id'])}`;
  const desk = await ben.connect(1);
  const changed = { name: 'Bright Smiles', timeZone: 'America/New_York', currency: 'USD' };
  assert.equal((await ana.request('PATCH', path, changed)).status, 200);
  assert.deepEqual([smiles.info.name, smiles.info.timeZone], ['Bright Smiles', 'America/New_York']);
  await desk.until('the new name', ({ changes }) => changes.some(({ data }) => data?.['name'] === 'Bright Smiles'));
  assert.equal((await pods[1]?.tenants.open('smiles'))?.info.timeZone, 'America/New_York');
  assert.equal((await ben.request('PATCH', path, { name: 'Mine' })).status, 403);
  assert.equal((await ana.request('POST', '/settings', { ...changed, accent: 'teal' })).status, 403);
  assert.deepEqual(refusal(await ana.request('PATCH', path, { timeZone: 'Mars/Olympus' })).slice(0, 2), [
    422,
    'timeZone',
  ]);
  // The registry follows: the platform's list and the sign-in page say the same.
  for (;;) {
    const found = await pods[0]?.tenants.find('smiles');
    if (found?.name === 'Bright Smiles') break;
    pods[0]?.tenants.forget('smiles');
  }
});
