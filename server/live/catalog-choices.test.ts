import assert from 'node:assert/strict';
import { test } from 'node:test';
import { v7 } from 'uuid';
import { everything } from '#shared/filter.ts';
import { enqueueMany } from '#server/commands/enqueue.ts';
import { ensureTailoring } from '#server/control-plane/ensure-tailoring.ts';
import { readAll } from '#server/records/read.ts';
import type { Tenant } from '#server/tenants/tenant.ts';
import { addField, addLead, dataOf, imported, lead, listOf, refusal, type Choice } from '#server/testing/tailoring.ts';
import { world } from '#server/testing/world.ts';

const manyDeals = (count: number, stages: readonly string[]) =>
  Array.from({ length: count }, (_, n) => ({
    mid: v7(),
    name: 'deals.create',
    args: { name: `Deal ${n}`, stage: stages[n % stages.length] },
  }));

test('choices: renamed, added to, reordered and retired, in every way in and out', async (t) => {
  const w = await world(t, { also: ['other'] });
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

test('the last choice in use of each meaning that rules need is not retired', async (t) => {
  const { staffOf, general } = await world(t, { also: ['general'] });
  const owner = await staffOf('owner', general);
  const found = listOf(await owner.request('GET', '/choice-sets')).find(({ field }) => field === 'deals.stage');
  assert.ok(found);
  const path = `/choice-sets/${String(found['id'])}`;
  const stages = found['choices'] as Choice[];
  const retire = (value: string, choices = stages): Choice[] =>
    choices.map((choice) => (choice.value === value ? { ...choice, retired: true } : choice));
  for (const [value, label, means] of [
    ['closed_won', 'Won', 'won'],
    ['closed_lost', 'Lost', 'lost'],
  ] as const)
    assert.deepEqual(refusal(await owner.request('PATCH', path, { choices: retire(value) })), [
      422,
      'choices',
      `"${label}" is the last choice in use that means "${means}". Add another one before you retire it.`,
    ]);
  const signed = [...stages, { value: 'signed', label: 'Signed', means: 'won' }];
  assert.equal((await owner.request('PATCH', path, { choices: retire('closed_won', signed) })).status, 200);
  const none = retire('signed', retire('closed_won', signed));
  assert.equal(refusal(await owner.request('PATCH', path, { choices: none }))[1], 'choices');
  // A meaning that is not used up does not keep its choices.
  assert.equal(
    (await owner.request('PATCH', path, { choices: retire('proposal', retire('closed_won', signed)) })).status,
    200,
  );
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
  const { general, staffOf, create } = await world(t, { also: ['general'] });
  const owner = await staffOf('owner');
  await enqueueMany(general, owner.who, manyDeals(600, ['negotiation', 'prospecting', 'proposal']));
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

const orderChanged = 'The order has changed. Start from the first page.';

test('a page after the order of the choices changed is refused; one that it does not concern follows', async (t) => {
  const { general, staffOf } = await world(t, { also: ['general'] });
  const [owner, reader] = [await staffOf('owner'), await staffOf('manager')];
  await enqueueMany(general, owner.who, manyDeals(60, ['prospecting', 'proposal', 'negotiation']));
  const sets = listOf(await owner.request('GET', '/choice-sets'));
  const set = sets.find(({ field }) => field === 'deals.stage');
  const choices = set?.['choices'] as Choice[];
  const reorder = async (given: readonly object[]): Promise<void> => {
    const answer = await owner.request('PATCH', `/choice-sets/${String(set?.['id'])}`, { choices: given });
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
  };
  const page = (cursor: unknown) =>
    reader.request('GET', `/deals?limit=25${typeof cursor === 'string' ? `&cursor=${cursor}` : ''}`);
  const desk = await reader.connect();

  const first = await page(null);
  const names = new Set(listOf(first).map(({ name }) => name));
  // What comes last comes first: rows that were shown would come again.
  await reorder(choices.toReversed());
  const refused = await page(first.body.meta?.['cursor']);
  assert.deepEqual(
    [refused.status, refused.body.error?.code, refused.body.error?.message, refused.body.error?.details?.['field']],
    [409, 'CONFLICT', orderChanged, 'cursor'],
  );
  const live = await desk.query({ collection: 'deals', cursor: String(first.body.meta?.['cursor']) });
  assert.ok(!live.ok && live.error.message === orderChanged, JSON.stringify(live));
  // A cursor that the version before gave out says nothing of the order: it goes on as it did there.
  const parts = JSON.parse(Buffer.from(String(first.body.meta?.['cursor']), 'base64url').toString()) as unknown[];
  const older = Buffer.from(JSON.stringify(parts.toSpliced(1, 1))).toString('base64url');
  assert.equal((await page(older)).status, 200);
  await reorder(choices);

  // The order behind the page is another one, and a choice is added there: every deal comes once all the same.
  const begun = await page(null);
  const last = String(listOf(begun).at(-1)?.['stage']);
  const passed = choices.findIndex(({ value }) => value === last) + 1;
  const open = choices.slice(0, passed);
  await reorder([...open, ...choices.slice(passed).toReversed(), { label: 'Archived', means: 'lost' }]);
  for (let next = begun; ; next = await page(next.body.meta?.['cursor'])) {
    assert.equal(next.status, 200, JSON.stringify(next.body));
    for (const { name } of listOf(next)) names.add(name);
    if (!next.body.meta?.['cursor']) break;
  }
  assert.equal(names.size, 60);
});

test('the same holds where the choices are those of a field that the tenant added', async (t) => {
  const w = await world(t);
  const { ana, ben, clinics } = w;
  const tier = await addField(ana, { label: 'Tier', kind: 'choice', options: ['Gold', 'Silver'] });
  for (const value of ['gold', 'silver', 'gold', null])
    await w.create(w.smiles, 'leads.create', lead({ clinicId: clinics.ganapathy.id, x_tier: value }));
  const page = (cursor: unknown) =>
    ben.request('GET', `/leads?sort=x_tier&limit=1${typeof cursor === 'string' ? `&cursor=${cursor}` : ''}`);
  const first = await page(null);
  const options = (tier['options'] as Choice[]).toReversed();
  assert.equal((await ana.request('PATCH', `/custom-fields/${String(tier['id'])}`, { options })).status, 200);
  assert.equal((await page(first.body.meta?.['cursor'])).body.error?.message, orderChanged);
  const values: unknown[] = [];
  for (let next = await page(null); ; next = await page(next.body.meta?.['cursor'])) {
    values.push(...listOf(next).map(({ x_tier: value }) => value));
    if (!next.body.meta?.['cursor']) break;
  }
  assert.deepEqual(values, ['silver', 'gold', 'gold', null]);
});
