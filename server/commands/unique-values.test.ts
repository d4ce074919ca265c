import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AnyRecord } from '#shared/collection.ts';
import type { MutationAnswer } from '#shared/protocol.ts';
import { world } from '#server/testing/world.ts';

const refusal = (answer: MutationAnswer): unknown =>
  answer.ok ? 'allowed' : [answer.error.code, answer.error.details?.field, answer.error.message];

test('of two names that read alike the second is refused, until the first is deleted', async (t) => {
  const w = await world(t, { pods: 2, also: ['general'] });
  const { ana, create, smiles, general, staffOf } = w;
  const colleague = await staffOf('admin', smiles);
  const taken = ['DUPLICATE', 'name', 'Name: another clinic has this already.'];
  const clinic = (name: string, slug: string) => ({ name, slug });
  assert.deepEqual(refusal(await ana.mutate('clinics.create', clinic('gánapathy', 'second'))), taken);
  assert.deepEqual(
    refusal(await ana.mutate('clinics.update', { id: w.clinics.rsPuram.id, patch: { name: 'GANAPATHY' } })),
    taken,
  );
  const [here, there] = [await ana.connect(0), await colleague.connect(1)];
  for (let i = 0; i < 5; i++) {
    const answers = await Promise.all([
      here.mutate('clinics.create', clinic(`D'Souza ${i}`, `one-${i}`)),
      there.mutate('clinics.create', clinic(`d’souza ${i}`, `two-${i}`)),
    ]);
    assert.deepEqual(
      answers.map(refusal).filter((one) => one !== 'allowed'),
      [taken],
    );
  }
  const first = await create(smiles, 'clinics.create', clinic('Peelamedu', 'peelamedu'));
  assert.ok((await ana.mutate('clinics.delete', { id: first.id })).ok);
  assert.ok((await ana.mutate('clinics.create', clinic('PEELAMEDU', 'peelamedu-2'))).ok);
  assert.deepEqual(refusal(await ana.mutate('clinics.restore', { id: first.id })), taken);

  const boss = await staffOf('admin');
  await create(general, 'teams.create', { name: 'Tamil Nadu' });
  assert.deepEqual(refusal(await boss.mutate('teams.create', { name: 'TAMIL NADU' })), [
    'DUPLICATE',
    'name',
    'Name: another team has this already.',
  ]);
  const mail = (email: string) => ({ name: 'Same', email, role: 'user' });
  await create(general, 'users.create', mail('same@x.example'));
  assert.equal((await boss.request('POST', '/users', mail('Same@X.example'))).status, 409);
  // Another mailbox, as accents go.
  assert.equal((await boss.request('POST', '/users', mail('samé@x.example'))).status, 201);
});

test('tags that read alike are one', async (t) => {
  const { create, general } = await world(t, { also: ['general'] });
  const { tags } = await create(general, 'companies.create', { name: 'Firm', tags: ['VIP', 'vip', 'Élite', 'elite'] });
  assert.deepEqual(tags, ['VIP', 'Élite']);
});

test('choices that read alike from before the rule can be saved, and no new ones come', async (t) => {
  const { ana, smiles } = await world(t);
  const { body } = await ana.request('GET', '/choice-sets?limit=200');
  const set = (body.data as AnyRecord[]).find((one) => one['field'] === 'leads.source');
  assert.ok(set);
  const choices = set['choices'] as { label: string; value: string }[];
  const alike = [...choices, { label: 'JustDial', value: 'justdial' }, { label: 'justdial', value: 'just_dial' }];
  await smiles.db.query('update choice_sets set choices = $2, version = version + 1 where id = $1', [
    set.id,
    JSON.stringify(alike),
  ]);
  const save = async (next: readonly object[]): Promise<unknown> =>
    refusal(await ana.mutate('choiceSets.update', { id: set.id, patch: { choices: next } }));
  assert.equal(await save([{ label: 'Friends', value: 'friends' }, ...alike]), 'allowed');
  assert.deepEqual(
    await save([{ label: 'Friends', value: 'friends' }, ...alike, { label: 'JUSTDIAL', value: 'three' }]),
    ['VALIDATION_ERROR', 'choices', 'Choices has two choices called "JUSTDIAL".'],
  );
  assert.deepEqual(
    await save([{ label: 'Friends', value: 'friends' }, ...alike, { label: 'friends', value: 'four' }]),
    ['VALIDATION_ERROR', 'choices', 'Choices has two choices called "friends".'],
  );
});
