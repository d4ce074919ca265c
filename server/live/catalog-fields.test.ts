import assert from 'node:assert/strict';
import { test } from 'node:test';
import { v7 } from 'uuid';
import { sharedRedisUrl } from '#infra/chaos/services.ts';
import { enqueue } from '#server/commands/enqueue.ts';
import {
  addField,
  addLead,
  dataOf,
  imported,
  lead,
  listOf,
  namesOf,
  refusal,
  type Choice,
} from '#server/testing/tailoring.ts';
import { world } from '#server/testing/world.ts';

for (const redis of [true, false])
  test(`a field that an admin adds is everywhere at once, ${redis ? 'with' : 'without'} Redis`, async (t) => {
    const w = await world(t, { pods: 2, ...(redis ? { redisUrl: sharedRedisUrl() } : {}), also: ['other'] });
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
    // A wrong value is left out, and said: the rest of its row is worth having.
    assert.deepEqual([job['created'], job['warned'], job['refused']], [1, 1, 0], JSON.stringify(job));
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
  const { ana } = await world(t, { also: ['other'] });
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
  const w = await world(t, { also: ['other'] });
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
