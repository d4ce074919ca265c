import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { Welcome } from '#shared/protocol.ts';
import type { TestClient } from '#server/testing/client.ts';
import { addField, dataOf, listOf, type Values } from '#server/testing/tailoring.ts';
import { world, type Person } from '#server/testing/world.ts';

const toldIn = (welcome: Welcome | undefined, collection: string): unknown[] | undefined =>
  welcome?.tailoring.records?.[collection]?.map((record) => record['label']);

test('a client that names what it holds is not sent it again', async (t) => {
  const { ana, ben } = await world(t);
  const one = await ben.connect();
  const { tailoring, epoch } = one.welcomes[0] ?? {};
  assert.ok(tailoring?.records?.['settings']?.length === 1, JSON.stringify(tailoring));
  const { version, sight } = tailoring;
  const again = await ben.connect(0, { epoch, version, sight });
  assert.deepEqual(again.welcomes[0]?.tailoring, { version, sight });
  // An older client does not say which part of it it holds.
  const older = await ben.connect(0, { epoch, version });
  assert.equal(older.welcomes[0]?.tailoring.records?.['settings']?.length, 1);
  await addField(ana, { label: 'Plan', kind: 'text' });
  const behind = await ben.connect(0, { epoch, version, sight });
  assert.deepEqual(toldIn(behind.welcomes[0], 'customFields'), ['Plan']);
});

test('after a restore no one is welcomed with the fields of before', async (t) => {
  const { ana, ben, eve, smiles, pods } = await world(t, { also: ['other'] });
  await addField(ana, { label: 'Plan', kind: 'text' });
  const desk = await ben.connect();
  assert.deepEqual(toldIn(desk.welcomes[0], 'customFields'), ['Plan']);
  /** Runs statements, and keeps what they lock until the answer is called. */
  const locking = async (...statements: readonly string[]): Promise<() => Promise<void>> => {
    const [locked, enough] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const over = smiles.db.transaction(async (query) => {
      for (const statement of statements) await query(statement);
      locked.resolve();
      await enough.promise;
    });
    await locked.promise;
    return () => {
      enough.resolve();
      return over;
    };
  };
  const restored = await locking(
    'lock table custom_fields in access exclusive mode',
    `update custom_fields set label = 'Insurance'`,
  );
  // Someone is being let in when the pod notices: the fields are not there to be read before their access is.
  const known = await locking('lock table users in access exclusive mode');
  const back = ben.connect();
  const waiting = `select 1 from pg_stat_activity where wait_event_type = 'Lock' and query like '%users%' and datname like '%smiles'`;
  while ((await pods[0]?.tenants.platform.query(waiting))?.length === 0) await pause(10);
  await smiles.db.query('update log_head set epoch = gen_random_uuid()');
  await desk.until('the farewell', ({ ended }) => ended.includes('draining'));
  await known();
  // Meanwhile the pod has time for a welcome that would be wrong.
  for (let asked = 0; asked < 30; asked++) assert.equal((await eve.request('GET', '/leads')).status, 200);
  await restored();
  const { welcomes } = await back;
  assert.deepEqual(
    welcomes.map((welcome) => toldIn(welcome, 'customFields')),
    [['Insurance']],
  );
});

const seesNothingOf = async (person: Person, client: TestClient, words: RegExp): Promise<void> => {
  assert.doesNotMatch(client.seen(), words);
  for (const path of ['/custom-fields', '/choice-sets', '/openapi.json', '/docs', '/custom-fields/export'])
    assert.doesNotMatch(JSON.stringify((await person.request('GET', path)).body), words, path);
};

test('the labels of fields that someone does not see are not told to them, in no way', async (t) => {
  const { ana, ben, staffOf, smiles } = await world(t, { also: ['other', 'general'] });
  const [boss, desk] = [await ana.connect(), await ben.connect()];
  await addField(ana, { label: 'Insurance', kind: 'text' });
  const grade = await addField(ana, { collection: 'users', label: 'Salary grade', kind: 'text' });
  const path = `/custom-fields/${String(grade['id'])}`;
  assert.equal((await ana.request('PATCH', path, { help: 'Salary band' })).status, 200);
  const insurance = ({ changes }: TestClient): boolean => changes.some(({ data }) => data?.['label'] === 'Insurance');
  await desk.until('the field of leads', insurance);
  await boss.until('the other', ({ changes }) => changes.some(({ data }) => data?.['help'] === 'Salary band'));
  assert.deepEqual(
    listOf(await ben.request('GET', '/custom-fields')).map(({ label }) => label),
    ['Insurance'],
  );
  assert.equal((await ben.request('GET', path)).status, 404);
  const again = await ben.connect();
  assert.deepEqual(toldIn(again.welcomes[0], 'customFields'), ['Insurance']);
  const caughtUp = await again.sync(desk.welcomes[0]?.seq ?? 0);
  assert.ok(caughtUp.ok && 'changes' in caughtUp, JSON.stringify(caughtUp));
  await seesNothingOf(ben, again, /salary/i);
  await seesNothingOf(ben, desk, /salary/i);
  assert.match(JSON.stringify((await ana.request('GET', '/openapi.json')).body), /Salary grade/);
  // Someone who sees no leads is not told what their choices are.
  const viewer = await staffOf('viewer', smiles);
  const screen = await viewer.connect();
  assert.deepEqual([toldIn(screen.welcomes[0], 'settings')?.length, toldIn(screen.welcomes[0], 'choiceSets')], [1, []]);
  await seesNothingOf(viewer, screen, /salary|insurance|lead source/i);
});

test('someone whose role changes is told what they see by then, and it is taken from them with the role', async (t) => {
  const { ana, ben, clinics } = await world(t);
  await addField(ana, { collection: 'users', label: 'Salary grade', kind: 'text' });
  const desk = await ben.connect();
  const become = async (patch: Values): Promise<Welcome | undefined> => {
    const before = desk.welcomes.length;
    assert.equal((await ana.request('PATCH', `/users/${ben.id}`, patch)).status, 200);
    await desk.until('another welcome', ({ welcomes }) => welcomes.length > before);
    return desk.welcomes.at(-1);
  };
  assert.deepEqual(toldIn(await become({ role: 'admin' }), 'customFields'), ['Salary grade']);
  // Another name changes nothing of what they see.
  assert.equal((await become({ name: 'Benjamin' }))?.tailoring.records, undefined);
  const back = await become({ role: 'clinic_staff', clinicIds: [clinics.ganapathy.id] });
  assert.deepEqual(toldIn(back, 'customFields'), []);
  // What they held as an admin is not taken for what they hold now.
  const { epoch, tailoring } = desk.welcomes[1] ?? {};
  const again = await ben.connect(0, { epoch, version: tailoring?.version, sight: tailoring?.sight });
  assert.deepEqual(toldIn(again.welcomes[0], 'customFields'), []);
});

test('a plan that gives more brings its choices at once, to everyone at every pod', async (t) => {
  const { eve, other, pods, staffOf, create } = await world(t, { pods: 2, also: ['other', 'general'] });
  const colleague = await staffOf('manager', other);
  const [first, second] = [await eve.connect(0), await colleague.connect(1)];
  assert.equal(first.welcomes[0]?.profile.tenant.modules.includes('deals'), false);
  await pods[0]?.tenants.platform.query(`update tenants set suite = 'general' where slug = 'other'`);
  for (const client of [first, second]) {
    await client.until(
      'the modules',
      ({ welcomes }) => welcomes.at(-1)?.profile.tenant.modules.includes('deals') === true,
    );
    await client.until('the choices', (one) => one.seen().includes('deals.stage'));
  }
  const stages = pods.map(async ({ tenants }) => {
    for (;;) {
      const tenant = await tenants.open('other');
      const sets = [...(tenant?.catalog.tailoring['choiceSets']?.values() ?? [])];
      const set = sets.find((one) => one['field'] === 'deals.stage');
      if (set) return set.id;
      await pause(20);
    }
  });
  const [one, two] = await Promise.all(stages);
  assert.equal(one, two);
  // They hear of what happens there, too.
  await create(other, 'deals.create', { name: 'New roof' });
  for (const client of [first, second])
    await client.until('a deal', ({ changes }) => changes.some(({ collection }) => collection === 'deals'));
  assert.ok(dataOf(await eve.request('GET', `/choice-sets/${one}`))['choices']);
});

test('a change that a pod of the version before logs for admins alone reaches everyone', async (t) => {
  const { ana, ben, smiles } = await world(t);
  const { id } = await addField(ana, { label: 'Plan', kind: 'text' });
  const desk = await ben.connect();
  await smiles.db.transaction(async (query) => {
    await query('update log_head set seq = seq + 1');
    await query(`update custom_fields set label = 'Cover', version = version + 1 where id = $1`, [id]);
    await query(
      `insert into change_log select (jsonb_populate_record(l, jsonb_build_object(
         'seq', h.seq, 'mid', gen_random_uuid(), 'op', 'update', 'version', l.version + 1, 'record', null,
         'scopes_before', array['customFields:all'], 'scopes_after', array['customFields:all'],
         'prevs', jsonb_build_object('customFields:all', l.seq), 'patch', '{"label": "Cover"}'::jsonb))).*
       from change_log l, log_head h where l.record_id = $1`,
      [id],
    );
    await query(`update scope_heads set prev = seq, seq = (select seq from log_head) where scope = 'customFields:all'`);
  });
  await desk.until('the farewell', ({ ended }) => ended.includes('draining'));
  // Its client may have read a later change already, and so name a number that is as high.
  const { epoch = '', tailoring } = desk.welcomes[0] ?? {};
  const again = await ben.connect(0, { epoch, version: smiles.catalogs.version(), sight: tailoring?.sight });
  assert.deepEqual(toldIn(again.welcomes[0], 'customFields'), ['Cover']);
});
