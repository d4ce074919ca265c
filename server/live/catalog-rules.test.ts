import assert from 'node:assert/strict';
import { test } from 'node:test';
import { v7 } from 'uuid';
import { enqueue, enqueueMany } from '#server/commands/enqueue.ts';
import type { Tenant } from '#server/tenants/tenant.ts';
import { addField, addLead, dataOf, lead, refusal } from '#server/testing/tailoring.ts';
import { world } from '#server/testing/world.ts';

test('what a field is stays: its records, its kind, its name; it is not deleted, and staff do not change it', async (t) => {
  const { ana, ben, eve } = await world(t, { also: ['other'] });
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
  const w = await world(t, { pods: 2, also: ['other'] });
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

test('a required field of several choices holds one at least; records from before can be worked on without', async (t) => {
  const w = await world(t);
  const { ana, ben } = w;
  const field = await addField(ana, {
    label: 'Languages',
    kind: 'multiChoice',
    options: ['Tamil', 'Hindi'],
    required: false,
  });
  const id = await addLead(w, { x_languages: [] });
  const path = `/custom-fields/${String(field['id'])}`;
  assert.equal((await ana.request('PATCH', path, { required: true })).status, 200);
  const required = [422, 'x_languages', 'Languages is required.'];
  for (const x_languages of [[], null])
    assert.deepEqual(refusal(await ben.request('POST', '/leads', lead({ x_languages }))), required);
  const desk = await ben.connect();
  assert.ok((await desk.mutate('leads.update', { id, patch: { nextAction: 'Call' } })).ok);
  assert.ok((await desk.mutate('leads.update', { id, patch: { x_languages: ['tamil'] } })).ok);
  assert.deepEqual(refusal(await ben.request('PATCH', `/leads/${id}`, { x_languages: [] })), required);
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
