import assert from 'node:assert/strict';
import { test } from 'node:test';
import { v7 } from 'uuid';
import type { MutationAnswer, QueryAnswer, SyncAnswer, Welcome } from '#shared/protocol.ts';
import { httpEvents } from '#shared/protocol.ts';
import { world, type Person } from '#server/testing/world.ts';

const ask = async <T>(who: Person, event: string, body: object = {}): Promise<T> => {
  const answer = await who.request('POST', `/live/${event}`, body);
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return answer.body.data as T;
};

test('without a socket one learns what happened, as far as one may see it, and changes things once', async (t) => {
  const { ana, ben, create, smiles, clinics } = await world(t, { pods: 2, env: { ROLES: 'web' } });
  const [mine, theirs] = await Promise.all([
    create(smiles, 'leads.create', { name: 'Ravi', phone: '98430 12345', clinicId: clinics.ganapathy.id }),
    create(smiles, 'leads.create', { name: 'Divya CANARY', phone: '98430 12346', clinicId: clinics.rsPuram.id }),
  ]);
  const there = await ana.connect(1);
  const { epoch, seq, scopes, numbers, profile } = await ask<Welcome>(ben, 'welcome');
  assert.equal(profile.id, ben.id);
  assert.equal(numbers, undefined, 'frames need a connection that lasts');
  await there.mutate('leads.update', { id: mine.id, patch: { nextAction: 'Ring at six' } });
  await there.mutate('leads.update', { id: theirs.id, patch: { nextAction: 'CANARY' } });

  const missed = await ask<SyncAnswer>(ben, 'sync', { epoch, since: seq });
  assert.ok(missed.ok && !('resync' in missed));
  assert.deepEqual(
    missed.changes.map(({ id, data }) => [id, data?.['nextAction']]),
    [[mine.id, 'Ring at six']],
  );
  assert.ok(missed.changes.every(({ scope }) => scopes.includes(scope)));

  const mutation = { mid: v7(), name: 'leads.update', args: { id: mine.id, patch: { status: 'connected' } } };
  const first = await ask<MutationAnswer>(ben, 'mutate', mutation);
  assert.ok(first.ok && first.record?.['status'] === 'connected');
  assert.deepEqual(await ask<MutationAnswer>(ben, 'mutate', mutation), first);
  await there.until('the change', ({ changes }) => changes.some(({ data }) => data?.['status'] === 'connected'));

  const page = await ask<QueryAnswer>(ben, 'query', { collection: 'leads' });
  assert.deepEqual(page.ok && page.records.map(({ id }) => id), [mine.id]);
  const refused = await ask<MutationAnswer>(ben, 'mutate', {
    mid: v7(),
    name: 'leads.update',
    args: { id: theirs.id, patch: { status: 'connected' } },
  });
  assert.ok(!refused.ok && refused.error.code === 'NOT_FOUND');
});

test('without a socket, access that is lost is lost with the next answer', async (t) => {
  const { ana, ben, smiles, create, clinics } = await world(t);
  await create(smiles, 'leads.create', { name: 'Ravi', phone: '98430 12345', clinicId: clinics.ganapathy.id });
  const before = await ask<Welcome>(ben, 'welcome');
  await ana.mutate('users.update', { id: ben.id, patch: { clinicIds: [clinics.rsPuram.id] } });
  const page = await ask<QueryAnswer>(ben, 'query', { collection: 'leads' });
  assert.deepEqual(page.ok && page.records, []);
  const missed = await ask<SyncAnswer>(ben, 'sync', { epoch: before.epoch, since: before.seq });
  assert.ok(missed.ok && 'resync' in missed && missed.reason === 'access');
  const after = await ask<Welcome>(ben, 'welcome');
  assert.notDeepEqual(after.scopes, before.scopes);
  await ana.mutate('users.update', { id: ben.id, patch: { isActive: false } });
  const { error } = (await ben.request('POST', '/live/query', { collection: 'leads' })).body;
  assert.deepEqual([error?.code, error?.details], ['SESSION_ENDED', { deactivated: true }]);
});

test('what a client holds of the tailoring is not sent again', async (t) => {
  const { ana } = await world(t);
  const { epoch, tailoring } = await ask<Welcome>(ana, 'welcome');
  assert.ok(tailoring.records);
  const { version, sight } = tailoring;
  const held = await ask<Welcome>(ana, 'welcome', { tailoring: { epoch, version, sight } });
  assert.deepEqual(held.tailoring, { version, sight });
});

test('whatever is asked without a socket takes of the person’s allowance, and garbage is refused with a code', async (t) => {
  const { ana, url } = await world(t, { env: { SOCKET_RATE: '10' } });
  for (const event of httpEvents) {
    const answer = await ana.request('POST', `/live/${event}`, { mid: 'x', ids: 7, by: 7, collection: '__proto__' });
    assert.ok(answer.status < 500 && answer.body.error?.code !== 'DEFECT', JSON.stringify([event, answer.body]));
    const stranger = await fetch(`${url}/smiles/api/v1/live/${event}`, { method: 'POST' });
    assert.equal(stranger.status, 401);
  }
  const answers = await Promise.all(
    Array.from({ length: 60 }, () => ana.request('POST', '/live/query', { collection: 'leads', limit: 200 })),
  );
  const refused = answers.filter(({ body }) => body.error?.code === 'RATE_LIMITED');
  assert.ok(refused.length > 0 && refused.every(({ body }) => Number(body.error?.details?.['retryAfter']) > 0));
});

test('a question about a number counts as five requests, whichever way it is asked', async (t) => {
  const { ben } = await world(t);
  const remaining = async (path: string, body: object): Promise<number> => {
    const answer = await ben.request('POST', path, body);
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    return Number(answer.headers.get('RateLimit-Remaining'));
  };
  const question = { field: 'phone', value: '98430 55501' };
  const before = await remaining('/live/query', { collection: 'leads' });
  assert.equal(before - (await remaining('/leads/do-not-contact', question)), 5);
  assert.equal(before - (await remaining('/live/doNotContact', { collection: 'leads', ...question })), 10);
});
