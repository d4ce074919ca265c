import assert from 'node:assert/strict';
import { test } from 'node:test';
import { v7 } from 'uuid';
import { everything } from '#shared/filter.ts';
import { sharedRedisUrl } from '#infra/chaos/services.ts';
import { enqueue, enqueueMany } from '#server/commands/enqueue.ts';
import { ensureTailoring } from '#server/control-plane/ensure-tailoring.ts';
import { readAll } from '#server/records/read.ts';
import type { Tenant } from '#server/tenants/tenant.ts';
import { world, type Answer, type Person, type World } from '#server/testing/world.ts';

type Values = Record<string, unknown>;
type Choice = { readonly value: string; readonly label: string; readonly retired?: boolean };

const dataOf = (answer: Answer): Values => answer.body.data as Values;
const listOf = (answer: Answer): Values[] => answer.body.data as Values[];
const namesOf = (answer: Answer): unknown[] => listOf(answer).map(({ name }) => name);
const lead = (more: Values = {}): Values => ({ name: 'Ravi', phone: '98430 12345', ...more });

const addField = async (person: Person, values: Values): Promise<Values> => {
  const made = await person.request('POST', '/custom-fields', { collection: 'leads', ...values });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  return dataOf(made);
};

const addLead = async ({ ana, clinics }: World, more: Values = {}): Promise<string> => {
  const made = await ana.request('POST', '/leads', lead({ clinicId: clinics.ganapathy.id, ...more }));
  assert.equal(made.status, 201, JSON.stringify(made.body));
  return String(dataOf(made)['id']);
};

/** An import, when it is over. */
const imported = async (person: Person, csv: string): Promise<Values> => {
  const { id } = dataOf(await person.request('POST', '/leads/import', csv, { 'content-type': 'text/csv' }));
  for (;;) {
    const job = dataOf(await person.request('GET', `/leads/import/${String(id)}`));
    if (job['state'] !== 'running') return job;
  }
};

const refusal = (answer: Answer): readonly [number, unknown, string] => [
  answer.status,
  answer.body.error?.details?.['field'],
  answer.body.error?.message ?? '',
];

for (const redis of [true, false])
  test(`a field that an admin adds is everywhere at once, ${redis ? 'with' : 'without'} Redis`, async (t) => {
    const w = await world(t, { pods: 2, ...(redis ? { redisUrl: sharedRedisUrl() } : {}) });
    const { ana, ben, eve } = w;
    const elsewhere = await ben.connect(1);
    const id = await addLead(w);
    await addField(ana, { label: 'Insurance', kind: 'text' });
    await addField(ana, { label: 'Budget', kind: 'number' });
    await elsewhere.until(
      'both fields',
      ({ changes }) => changes.filter(({ collection }) => collection === 'customFields').length === 2,
    );
    const patch = { x_insurance: 'Star Health', x_budget: 40_000 };
    const updated = await elsewhere.mutate('leads.update', { id, patch });
    assert.ok(updated.ok, JSON.stringify(updated));
    await elsewhere.until('the values', ({ changes }) =>
      changes.some(({ data }) => data?.['x_insurance'] === 'Star Health' && data['x_budget'] === 40_000),
    );
    const shown = dataOf(await ana.request('GET', `/leads/${id}`));
    assert.deepEqual([shown['x_insurance'], shown['x_budget']], ['Star Health', 40_000]);
    await addLead(w, { name: 'Meena', x_insurance: 'Niva', x_budget: 10 });
    // Filtered, sorted, counted, searched.
    assert.deepEqual(namesOf(await ana.request('GET', '/leads?x_budget[gte]=20000')), ['Ravi']);
    assert.deepEqual(namesOf(await ana.request('GET', '/leads?x_insurance[contains]=niva')), ['Meena']);
    assert.deepEqual(namesOf(await ana.request('GET', '/leads?q=star+health')), ['Ravi']);
    assert.deepEqual(namesOf(await ana.request('GET', '/leads?sort=x_budget')), ['Meena', 'Ravi']);
    const queried = await elsewhere.query({ collection: 'leads', filter: { field: 'x_budget', op: 'lt', value: 50 } });
    assert.ok(queried.ok && queried.records.length === 1, JSON.stringify(queried));
    // Imported by its label, exported, documented.
    const job = await imported(
      ana,
      'Name,Phone,Insurance,Budget\nKala,98430 55555,Bajaj,"1,25,000"\nMani,98430 66666,,many\n',
    );
    assert.deepEqual([job['created'], job['refused']], [1, 1], JSON.stringify(job));
    const exported = String((await ana.request('GET', '/leads/export')).body.data);
    assert.match(exported, /Insurance,Budget/);
    assert.match(exported, /Bajaj,125000/);
    assert.match(JSON.stringify((await ana.request('GET', '/openapi.json')).body), /"x_insurance"/);
    // Another tenant, and the public part of the description, have nothing of it.
    assert.doesNotMatch(JSON.stringify((await eve.request('GET', '/openapi.json')).body), /x_insurance/);
    assert.doesNotMatch(await (await fetch(`${w.url}/smiles/api/v1/openapi.json`)).text(), /x_insurance|Insurance/);
    assert.equal((await eve.request('POST', '/leads', lead({ x_insurance: 'Star' }))).status, 422);
    assert.equal((await eve.request('GET', '/leads?x_insurance=Star')).status, 422);
  });

test('wrong values of a custom field are refused like any other', async (t) => {
  const { ana } = await world(t);
  await addField(ana, { label: 'Budget', kind: 'number' });
  for (const [wrong, field] of [
    [{ x_budget: 'lots' }, 'x_budget'],
    [{ x_nothing: 1 }, 'x_nothing'],
  ] as const) {
    const answer = await ana.request('POST', '/leads', lead(wrong));
    assert.deepEqual(refusal(answer).slice(0, 2), [422, field]);
  }
});

test('a field that is taken out of use hides its values, and they come back with it', async (t) => {
  const w = await world(t);
  const { ana, ben } = w;
  const insurance = await addField(ana, { label: 'Insurance', kind: 'text' });
  await addField(ana, { label: 'Budget', kind: 'number' });
  const desk = await ben.connect();
  const id = await addLead(w, { x_insurance: 'Star Health', x_budget: 5 });
  const path = `/custom-fields/${String(insurance['id'])}`;
  const off = await ana.request('PATCH', path, { active: false });
  const since = Number(off.body.meta?.['seq']);
  assert.equal('x_insurance' in dataOf(await ana.request('GET', `/leads/${id}`)), false);
  assert.equal((await ana.request('GET', '/leads?x_insurance=Star+Health')).status, 422);
  assert.equal((await ana.request('PATCH', `/leads/${id}`, { x_insurance: 'Other' })).status, 422);
  // What else is done to the record leaves the hidden value alone, and shows it to no one.
  assert.equal((await ana.request('PATCH', `/leads/${id}`, { name: 'Ravi K', x_budget: null })).status, 200);
  await desk.until('the rename', ({ changes }) => changes.some(({ data }) => data?.['name'] === 'Ravi K'));
  const frames = desk.changes.filter(({ collection, seq }) => collection === 'leads' && seq > since);
  assert.doesNotMatch(JSON.stringify(frames), /insurance|Star Health/i);
  const caughtUp = await desk.sync(desk.welcomes[0]?.seq ?? 0);
  assert.ok(caughtUp.ok && 'changes' in caughtUp, JSON.stringify(caughtUp));
  assert.doesNotMatch(JSON.stringify(caughtUp), /Star Health/);
  assert.doesNotMatch(JSON.stringify((await ana.request('GET', `/leads/${id}/activity`)).body), /Star Health/);
  assert.doesNotMatch(JSON.stringify((await ana.request('GET', '/openapi.json')).body), /x_insurance/);
  // Nor is it found by what is hidden, and it is again when that is back.
  const found = async (): Promise<number> => listOf(await ana.request('GET', '/leads?q=star+health')).length;
  while ((await found()) > 0);
  assert.equal((await ana.request('PATCH', path, { active: true, label: 'Insurer' })).status, 200);
  while ((await found()) === 0);
  const back = dataOf(await ana.request('GET', `/leads/${id}`));
  assert.deepEqual([back['x_insurance'], back['x_budget']], ['Star Health', null]);
  assert.match(String((await ana.request('GET', '/leads/export')).body.data), /Insurer,Budget/);
});

test('a record that is changed in the batch in which a field comes back keeps its value of that field', async (t) => {
  const w = await world(t);
  const { ana, ben, smiles } = w;
  const insurance = await addField(ana, { label: 'Insurance', kind: 'text' });
  const id = await addLead(w, { x_insurance: 'Star Health' });
  const field = { id: insurance['id'] };
  await ana.request('PATCH', `/custom-fields/${String(insurance['id'])}`, { active: false });
  const answers = await Promise.all([
    enqueue(smiles, ana.who, { mid: v7(), name: 'customFields.update', args: { ...field, patch: { active: true } } }),
    enqueue(smiles, ben.who, { mid: v7(), name: 'leads.update', args: { id, patch: { name: 'Ravi K' } } }),
  ]);
  assert.deepEqual(
    answers.map((answer) => answer.ok && answer.record?.['x_insurance']),
    [undefined, 'Star Health'],
    JSON.stringify(answers),
  );
  const shown = dataOf(await ana.request('GET', `/leads/${id}`));
  assert.deepEqual([shown['name'], shown['x_insurance']], ['Ravi K', 'Star Health']);
});

test('a required field is asked of new records, and old ones can be worked on without it', async (t) => {
  const w = await world(t);
  const { ana, ben } = w;
  const id = await addLead(w);
  await addField(ana, { label: 'Budget', kind: 'number', required: true });
  assert.deepEqual(refusal(await ana.request('POST', '/leads', lead())), [422, 'x_budget', 'Budget is required.']);
  const path = `/leads/${id}`;
  assert.equal((await ben.request('PATCH', path, { status: 'attempting' })).status, 200);
  assert.equal((await ben.request('PATCH', path, { x_budget: 5 })).status, 200);
  assert.equal((await ben.request('PATCH', path, { x_budget: null })).status, 422);
});

test('an option that records hold is retired, not removed: they keep it, and no other gets it', async (t) => {
  const w = await world(t);
  const { ana, ben } = w;
  const tier = await addField(ana, { label: 'Tier', kind: 'choice', options: ['Gold', 'Silver'] });
  assert.deepEqual(tier['options'], [
    { label: 'Gold', value: 'gold' },
    { label: 'Silver', value: 'silver' },
  ]);
  const id = await addLead(w, { x_tier: 'gold' });
  const path = `/custom-fields/${String(tier['id'])}`;
  assert.equal((await ben.request('PATCH', `/leads/${id}`, { x_tier: 'bronze' })).status, 422);
  const [gold, silver] = tier['options'] as Choice[];
  const removed = await ana.request('PATCH', path, { options: [silver] });
  assert.deepEqual(refusal(removed), [422, 'options', 'Records may hold "Gold". Retire it instead of removing it.']);
  assert.equal((await ana.request('PATCH', path, { options: [{ ...gold, retired: true }, silver] })).status, 200);
  assert.equal((await ben.request('PATCH', `/leads/${id}`, { x_tier: 'gold', name: 'Ravi K' })).status, 200);
  assert.deepEqual(namesOf(await ana.request('GET', '/leads?x_tier=gold')), ['Ravi K']);
  const fresh = await ana.request('POST', '/leads', lead({ x_tier: 'gold' }));
  assert.deepEqual(refusal(fresh), [422, 'x_tier', 'Tier: "Gold" is not in use any more. Choose another.']);
  const counted = await ana.request('GET', '/leads/facets?by=x_tier');
  assert.deepEqual(counted.body.data, [['gold', 1]]);
});

test('what a field is stays: its records, its kind, its name; it is not deleted, and staff do not change it', async (t) => {
  const { ana, ben, eve } = await world(t);
  const field = await addField(ana, { label: 'Insurance name', kind: 'text' });
  assert.equal(field['name'], 'insuranceName');
  const path = `/custom-fields/${String(field['id'])}`;
  for (const patch of [{ kind: 'number' }, { name: 'other' }, { collection: 'clinics' }])
    assert.equal((await ana.request('PATCH', path, patch)).status, 422, JSON.stringify(patch));
  assert.equal((await ana.request('DELETE', path)).status, 403);
  assert.equal((await ben.request('GET', '/custom-fields')).status, 200);
  assert.equal((await ben.request('PATCH', path, { label: 'Mine' })).status, 403);
  assert.equal((await ben.request('POST', '/custom-fields', { label: 'A', collection: 'leads' })).status, 403);
  assert.equal((await eve.request('PATCH', path, { label: 'Mine' })).status, 404);
  // Of two at once with one name, one is there.
  const both = await Promise.all(
    ['One', 'Two'].map((label) =>
      ana.request('POST', '/custom-fields', { collection: 'leads', name: 'same', label, kind: 'text' }),
    ),
  );
  assert.deepEqual(
    both.map(({ status }) => status).toSorted((a, b) => a - b),
    [201, 409],
  );
});

test('a label is in use once, and a collection has so many fields at most', async (t) => {
  const { ana, smiles } = await world(t);
  const insurance = await addField(ana, { label: 'Insurance', kind: 'text' });
  const path = `/custom-fields/${String(insurance['id'])}`;
  for (const label of ['phone', 'INSURANCE']) {
    const twin = await ana.request('POST', '/custom-fields', { collection: 'leads', label, kind: 'text' });
    assert.deepEqual(refusal(twin).slice(0, 2), [422, 'label'], label);
  }
  assert.equal((await ana.request('PATCH', path, { active: false })).status, 200);
  await addField(ana, { label: 'Insurance', kind: 'number' });
  // It comes back under another label.
  assert.deepEqual(refusal(await ana.request('PATCH', path, { active: true })).slice(0, 2), [422, 'label']);
  assert.equal((await ana.request('PATCH', path, { active: true, label: 'Old insurance' })).status, 200);
  const more = Array.from({ length: 199 }, (_, n) => ({
    mid: v7(),
    name: 'customFields.create',
    args: { collection: 'leads', label: `Question ${n}`, kind: 'text' },
  }));
  const answers = await enqueueMany(smiles, ana.who, more);
  assert.equal(answers.filter(({ ok }) => ok).length, 198);
  const [last] = answers.slice(-1);
  assert.ok(last && !last.ok && last.error.details?.field === 'collection', JSON.stringify(last));
  await addField(ana, { collection: 'clinics', label: 'Chairs', kind: 'number' });
});

test('what was decided under a catalog that is no more is decided again', async (t) => {
  const w = await world(t, { pods: 2 });
  const { ana, smiles, pods } = w;
  const there = (await pods[1]?.tenants.open('smiles')) as Tenant;
  const field = await addField(ana, { label: 'Plan', kind: 'text' });
  // Without Redis and without a socket the other pod was not told: its next batch finds out.
  assert.equal(there.catalog.named('leads')?.fields['x_plan'], undefined);
  const create = (value: string) =>
    enqueue(there, ana.who, { mid: v7(), name: 'leads.create', args: lead({ x_plan: value }) });
  const answer = await create('A');
  assert.ok(answer.ok, JSON.stringify(answer));
  assert.equal(answer.record?.['x_plan'], 'A');
  // Taken out of use here, written there, at once and many times: no value is written after it.
  const answers: { readonly ok: boolean }[] = [];
  const firstWritten = Promise.withResolvers<void>();
  const writing = async (): Promise<void> => {
    while (answers.filter(({ ok }) => !ok).length < 3) {
      answers.push(await create('B'));
      firstWritten.resolve();
    }
  };
  const writers = Array.from({ length: 4 }, writing);
  await firstWritten.promise;
  const args = { id: field['id'], patch: { active: false } };
  await enqueue(smiles, ana.who, { mid: v7(), name: 'customFields.update', args });
  await Promise.all(writers);
  const late = await smiles.db.query(
    `select 1 from change_log where collection = 'leads' and patch ? 'x_plan'
     and seq > (select max(seq) from change_log where collection = 'customFields')`,
  );
  assert.equal(late.length, 0);
});

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

test('choices: renamed, added to, reordered and retired, in every way in and out', async (t) => {
  const w = await world(t);
  const { ana, ben } = w;
  const sets = listOf(await ana.request('GET', '/choice-sets'));
  assert.deepEqual(
    sets.map(({ field, label }) => [field, label]),
    [
      ['leads.source', 'Lead source'],
      ['leads.treatmentInterest', 'Lead treatment'],
    ],
  );
  const [sources] = sets;
  assert.ok(sources);
  const path = `/choice-sets/${String(sources['id'])}`;
  const [first, second, ...rest] = sources['choices'] as Choice[];
  assert.ok(first && second);
  const id = await addLead(w, { source: first.value });
  assert.equal((await ana.request('PATCH', path, { choices: [first] })).status, 422);
  assert.equal((await ben.request('PATCH', path, { choices: [first] })).status, 403);
  const choices = [
    { label: 'School camp' },
    { ...second, label: 'Word of mouth' },
    ...rest,
    { ...first, retired: true },
  ];
  const desk = await ben.connect();
  assert.equal((await ana.request('PATCH', path, { choices })).status, 200);
  await desk.until('the choices', ({ changes }) => changes.some(({ collection }) => collection === 'choiceSets'));
  assert.equal((await ana.request('POST', '/leads', lead({ source: 'school_camp' }))).status, 201);
  assert.equal((await ana.request('POST', '/leads', lead({ source: first.value }))).status, 422);
  assert.equal((await ben.request('PATCH', `/leads/${id}`, { name: 'Same source' })).status, 200);
  assert.equal(dataOf(await ben.request('GET', `/leads/${id}`))['source'], first.value);
  const job = await imported(ana, 'Name,Phone,Source\nKala,98430 55555,word of mouth\nMani,98430 66666,School Camp\n');
  assert.equal(job['created'], 2, JSON.stringify(job));
  assert.match(String((await ana.request('GET', '/leads/export')).body.data), /Word of mouth/);
  assert.equal(listOf(await ana.request('GET', '/leads?source=school_camp')).length, 2);
  assert.match(JSON.stringify((await ana.request('GET', '/openapi.json')).body), /school_camp/);
  const needed = choices.map((choice) =>
    'value' in choice && choice.value === 'other' ? { ...choice, retired: true } : choice,
  );
  assert.deepEqual(refusal(await ana.request('PATCH', path, { choices: needed })).slice(0, 2), [422, 'choices']);
});

test('choices that a newer product brings do not take back what an admin does to them in that moment', async (t) => {
  const { ana, smiles } = await world(t);
  const [sources] = listOf(await ana.request('GET', '/choice-sets'));
  assert.ok(sources);
  const choices = sources['choices'] as Choice[];
  const before = smiles.catalog.with('choiceSets', String(sources['id']), {
    ...sources,
    choices: choices.slice(0, -1),
  } as never);
  const renamed = choices.map((choice, at) => (at === 0 ? { ...choice, label: 'Instagram' } : choice));
  const path = `/choice-sets/${String(sources['id'])}`;
  assert.equal((await ana.request('PATCH', path, { choices: renamed })).status, 200);
  // A process that starts now, and that has read the choices before.
  const starting = Object.create(smiles, { catalog: { value: before } }) as Tenant;
  await ensureTailoring(starting);
  const [kept] = dataOf(await ana.request('GET', path))['choices'] as Choice[];
  assert.equal(kept?.label, 'Instagram');
});

test('an export that is under way when the choices change their order has every record once', async (t) => {
  const { general, staffOf, create } = await world(t);
  const owner = await staffOf('owner');
  const stages = ['negotiation', 'prospecting', 'proposal'];
  const made = Array.from({ length: 600 }, (_, n) => ({
    mid: v7(),
    name: 'deals.create',
    args: { name: `Deal ${n}`, stage: stages[n % 3] },
  }));
  await enqueueMany(general, owner.who, made);
  const definition = general.catalog.named('deals');
  const [sort] = definition?.sorts ?? [];
  const set = [...(general.catalog.tailoring['choiceSets']?.values() ?? [])].find(
    (one) => one['field'] === 'deals.stage',
  );
  assert.ok(definition && sort && set);
  const names: unknown[] = [];
  for await (const page of readAll(general, owner.actor, { definition, filter: everything, sort }, 'export')) {
    names.push(...page.map(({ name }) => name));
    if (names.length === page.length)
      await create(general, 'choiceSets.update', {
        id: set.id,
        patch: { choices: (set['choices'] as Choice[]).toReversed() },
      });
  }
  assert.deepEqual([names.length, new Set(names).size], [600, 600]);
});

test('a client that names what it holds is not sent it again', async (t) => {
  const { ana, ben } = await world(t);
  const one = await ben.connect();
  const { tailoring, epoch } = one.welcomes[0] ?? {};
  assert.ok(tailoring?.records?.['settings']?.length === 1, JSON.stringify(tailoring));
  const again = await ben.connect(0, { epoch, version: tailoring.version });
  assert.deepEqual(again.welcomes[0]?.tailoring, { version: tailoring.version });
  await addField(ana, { label: 'Plan', kind: 'text' });
  const behind = await ben.connect(0, { epoch, version: tailoring.version });
  assert.equal(behind.welcomes[0]?.tailoring.records?.['customFields']?.length, 1);
});

test('what changed a field that has gone out of use is not undone in part', async (t) => {
  const w = await world(t);
  const { ana, ben } = w;
  const field = await addField(ana, { label: 'Plan', kind: 'text' });
  const id = await addLead(w, { x_plan: 'A' });
  const desk = await ben.connect();
  const mid = v7();
  const args = { id, patch: { name: 'Ravi K', x_plan: 'B' } };
  assert.ok(((await desk.ask('mutate', { mid, name: 'leads.update', args })) as { ok: boolean }).ok);
  const path = `/custom-fields/${String(field['id'])}`;
  assert.equal((await ana.request('PATCH', path, { active: false })).status, 200);
  const refused = await desk.mutate('undo', { of: mid });
  assert.ok(!refused.ok && refused.error.code === 'CONFLICT', JSON.stringify(refused));
  assert.equal(dataOf(await ana.request('GET', `/leads/${id}`))['name'], 'Ravi K');
  assert.equal((await ana.request('PATCH', path, { active: true })).status, 200);
  assert.ok((await desk.mutate('undo', { of: mid })).ok);
  const back = dataOf(await ana.request('GET', `/leads/${id}`));
  assert.deepEqual([back['name'], back['x_plan']], ['Ravi', 'A']);
});
