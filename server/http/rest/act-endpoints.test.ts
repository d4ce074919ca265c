import assert from 'node:assert/strict';
import { test } from 'node:test';
import { v7 } from 'uuid';
import type { MutationAnswer } from '#shared/protocol.ts';
import { world, type Person } from '#server/testing/world.ts';

const run = async (who: Person, mutations: unknown): Promise<readonly MutationAnswer[]> => {
  const answer = await who.request('POST', '/mutations', { mutations });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return answer.body.data as readonly MutationAnswer[];
};

test('several commands in one request, an answer each; sent again they change nothing; undone one by one', async (t) => {
  const { ana, ben, cara, smiles, create, clinics } = await world(t);
  const made = await Promise.all(
    [0, 1, 2].map((i) =>
      create(smiles, 'leads.create', { name: `Lead ${i}`, phone: `98430 1000${i}`, clinicId: clinics.ganapathy.id }),
    ),
  );
  const [first = '', second = '', third = ''] = made.map(({ id }) => id);
  const group = v7();
  const mutations = [
    { mid: v7(), group, name: 'leads.update', args: { id: first, patch: { followUpDate: '2027-01-01' } } },
    { mid: v7(), group, name: 'leads.assign', args: { id: second, clinicId: clinics.rsPuram.id } },
    { mid: v7(), group, name: 'leads.update', args: { id: third, patch: { status: 'connected' } } },
    { mid: v7(), group, name: 'leads.update', args: { id: v7(), patch: { status: 'connected' } } },
  ];
  // Staff of the clinic may not assign; what is not there is refused by itself.
  const answers = await run(ben, mutations);
  assert.deepEqual(
    answers.map((answer) => (answer.ok ? 'ok' : answer.error.code)),
    ['ok', 'FORBIDDEN', 'ok', 'NOT_FOUND'],
  );
  assert.deepEqual(await run(ben, mutations), answers);
  const ofAct = await ben.request('GET', `/groups/${group}`);
  assert.deepEqual(ofAct.body.data, [mutations[0]?.mid, mutations[2]?.mid]);
  assert.deepEqual((await cara.request('GET', `/groups/${group}`)).body.data, [], 'another person’s act is not there');

  // Another person may not undo it; whether it is there they do not learn.
  const of = mutations[0]?.mid;
  assert.equal((await ana.request('POST', '/undo', { of })).body.error?.code, 'NOT_FOUND');
  const key = { 'Idempotency-Key': v7() };
  const undone = await ben.request('POST', '/undo', { of }, key);
  assert.equal(undone.status, 200, JSON.stringify(undone.body));
  const { record } = undone.body.data as { record: Record<string, unknown> };
  assert.deepEqual([record['id'], record['followUpDate']], [first, null]);
  const again = await ben.request('POST', '/undo', { of }, key);
  assert.equal((again.body.meta as { seq: number }).seq, (undone.body.meta as { seq: number }).seq);

  // What a colleague changed since stays.
  assert.equal((await ana.request('PATCH', `/leads/${third}`, { status: 'lost' })).status, 200);
  const refused = await ben.request('POST', '/undo', { of: mutations[2]?.mid });
  assert.deepEqual([refused.status, refused.body.error?.code], [409, 'CONFLICT']);
  assert.equal(refused.body.error?.message, 'Ana Admin has changed status since, so nothing was undone.');
});

test('a list of none or of too many is refused, and a name that is no mid', async (t) => {
  const { ana } = await world(t);
  const many = Array.from({ length: 201 }, () => ({ mid: v7(), name: 'leads.delete', args: { id: v7() } }));
  for (const mutations of [[], many, 'all', [{ name: 'leads.delete' }]]) {
    const answer = await ana.request('POST', '/mutations', { mutations });
    assert.equal(answer.body.error?.code, 'VALIDATION_ERROR');
  }
  assert.equal((await ana.request('POST', '/undo', { of: 'x' })).body.error?.details?.['field'], 'of');
  assert.equal((await ana.request('POST', '/undo', { of: v7(), all: true })).body.error?.details?.['field'], 'all');
});
