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

test('a module has the tenant’s own name in its catalog, its tabs and its refusals, and none that another has', async (t) => {
  const { ana, ben, smiles } = await world(t);
  const [settings] = listOf(await ana.request('GET', '/settings'));
  const path = `/settings/${String(settings?.['id'])}`;
  const names = [{ id: 'leads', module: 'leads', one: 'Enquiry', many: 'Enquiries' }];
  const desk = await ben.connect();
  assert.equal((await ana.request('PATCH', path, { names })).status, 200);
  await desk.until('the new name', ({ changes }) => changes.some(({ data }) => Array.isArray(data?.['names'])));
  assert.deepEqual(smiles.catalog.named('leads')?.label, { one: 'Enquiry', many: 'Enquiries' });
  const { choices } = smiles.catalog.named('customFields')?.fields['collection'] ?? assert.fail();
  assert.ok(choices?.some(({ value, label }) => value === 'leads' && label === 'Enquiries'));
  // What programs know stays: addresses, and the names of schemas.
  assert.equal((await ben.request('GET', '/leads')).status, 200);
  const api = JSON.stringify((await ana.request('GET', '/openapi.json')).body);
  assert.ok(api.includes('"Lead":{') && !api.includes('"Enquiry":{'));

  const refused: readonly unknown[] = [
    { put: [{ id: 'clinics', module: 'clinics', one: 'Enquiry', many: 'enquiries' }] },
    { put: [{ id: 'settings', module: 'settings', one: 'Setup', many: 'Setup' }] },
    { put: [{ id: 'b', module: 'leads', one: 'Case', many: 'Cases' }] },
    { put: [{ id: 'deals', module: 'deals', one: 'Plan', many: 'Plans' }] },
    { put: [{ id: 'users', module: 'users', one: '', many: 'People' }] },
  ];
  for (const each of refused)
    assert.deepEqual(
      refusal(await ana.request('PATCH', path, { names: each })).slice(0, 2),
      [422, 'names'],
      JSON.stringify(each),
    );
  // Another line is added beside it, and the first is taken back: the module is called as it was.
  const more = { put: [{ id: 'clinics', module: 'clinics', one: 'Branch', many: 'Branches' }], remove: ['leads'] };
  assert.equal((await ana.request('PATCH', path, { names: more })).status, 200);
  assert.deepEqual(
    ['leads', 'clinics'].map((name) => smiles.catalog.named(name)?.label.many),
    ['Leads', 'Branches'],
  );
});
