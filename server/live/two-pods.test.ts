import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AnyRecord } from '#shared/collection.ts';
import { ownRedis, sharedRedisUrl } from '#infra/chaos/services.ts';
import { endSession } from '#server/identity/end-session.ts';
import type { TestClient } from '#server/testing/client.ts';
import { world, type World } from '#server/testing/world.ts';

const leadIn = ({ create, smiles, clinics }: World): Promise<AnyRecord> =>
  create(smiles, 'leads.create', { name: 'Ravi', phone: '98430 12345', clinicId: clinics.ganapathy.id });

// No reactions: each change that is counted here was made by the test.
const onlyChangesOfOurs = { env: { ROLES: 'web' } };

/** How long it took, in milliseconds. */
const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const began = performance.now();
  await work();
  return performance.now() - began;
};

/** Writes through one pod until a client of the other has it; how long each took on its way there. */
const crossings = async (writer: TestClient, reader: TestClient, id: string, count: number): Promise<number[]> => {
  const took: number[] = [];
  for (let i = 0; i < count; i++) {
    const mid = `018f0000-0000-7000-8000-${String(Date.now()).slice(-9)}${String(i).padStart(3, '0')}`;
    const has = ({ changes }: TestClient): boolean => changes.some((change) => change.mid === mid);
    took.push(
      await timed(async () => {
        const answer = await writer.mutate('leads.update', { id, patch: { nextAction: `step ${mid}` } }, { mid });
        assert.ok(answer.ok, JSON.stringify(answer));
        await reader.until('the change', has);
      }),
    );
  }
  return took.toSorted((a, b) => a - b);
};

/** Faster than any look into the log could be: only a word through Redis explains it. */
const byWord = 200;
const revokedWithin = 1_000;

test('a change made through one pod is at once on a client of the other', async (t) => {
  const w = await world(t, { ...onlyChangesOfOurs, pods: 2, redisUrl: sharedRedisUrl(), also: ['other'] });
  const lead = await leadIn(w);
  const [hq, desk] = [await w.ana.connect(0), await w.ben.connect(1)];
  const there = await crossings(hq, desk, lead.id, 11);
  const back = await crossings(desk, hq, lead.id, 11);
  assert.ok((there[5] ?? Infinity) < byWord && (back[5] ?? Infinity) < byWord, JSON.stringify({ there, back }));
  assert.deepEqual(
    desk.changes.map(({ seq }) => seq),
    hq.changes.map(({ seq }) => seq),
  );
});

test('two products on one Redis, with a workspace of the same name each, hear nothing of each other', async (t) => {
  const [one, two] = [
    await world(t, { ...onlyChangesOfOurs, redisUrl: sharedRedisUrl(), also: ['other'] }),
    await world(t, { ...onlyChangesOfOurs, redisUrl: sharedRedisUrl() }),
  ];
  const [lead, theirs] = [await leadIn(one), await leadIn(two)];
  const [here, there] = [await one.ana.connect(), await two.ana.connect()];
  await crossings(here, here, lead.id, 5);
  await one.ana.connect().then((client) => client.ask('view', { collection: 'leads', id: lead.id }));
  // Their numbers go on from their own log, not from ours.
  await crossings(there, there, theirs.id, 6);
  await here.until('presence', ({ presence }) => presence.length > 0);
  assert.ok(
    there.changes.every(({ id }) => id === theirs.id),
    'a stranger’s change arrived',
  );
  assert.equal(there.changes.length, 6);
  assert.equal(there.presence.length, 0);
});

test('who has a lead open is told on the other pod, and only to those who see the lead', async (t) => {
  const w = await world(t, { ...onlyChangesOfOurs, pods: 2, redisUrl: sharedRedisUrl(), also: ['other', 'general'] });
  const lead = await leadIn(w);
  const [hq, desk, stranger] = [await w.ana.connect(0), await w.ben.connect(1), await w.cara.connect(1)];
  await hq.ask('view', { collection: 'leads', id: lead.id });
  await desk.until('Ana', ({ presence }) =>
    presence.some(({ people }) => people.some(({ name }) => name === 'Ana Admin')),
  );
  hq.close();
  await desk.until('no one is there', ({ presence }) => presence.at(-1)?.people.length === 0);
  assert.equal(stranger.presence.length, 0);
});

for (const redis of ['up', 'down'] as const) {
  test(`access that ends is over on the other pod within a second, with Redis ${redis}`, async (t) => {
    const server = redis === 'down' ? await ownRedis(t) : null;
    const w = await world(t, { pods: 2, redisUrl: server?.url ?? sharedRedisUrl() });
    const { ana, ben, cara, smiles, clinics } = w;
    const lead = await leadIn(w);
    const dora = await w.staffOf('clinic_staff', smiles);
    const [desk, there, third] = [await ben.connect(1), await cara.connect(1), await dora.connect(1)];
    await server?.kill();
    const took = {
      clinic: await timed(async () => {
        await ana.mutate('users.update', { id: ben.id, patch: { clinicIds: [clinics.rsPuram.id] } });
        await desk.until('new access', ({ welcomes }) => welcomes.length > 1);
      }),
      account: await timed(async () => {
        await ana.mutate('users.update', { id: cara.id, patch: { isActive: false } });
        await there.until('the end', ({ ended }) => ended.includes('deactivated'));
      }),
      session: await timed(async () => {
        await endSession(smiles, dora.sessionId);
        await third.until('the end', ({ ended }) => ended.includes('signed-out'));
      }),
    };
    await ana.mutate('leads.update', { id: lead.id, patch: { nextAction: 'CANARY' } });
    const answer = await desk.query({ collection: 'leads' });
    assert.ok(answer.ok && answer.records.length === 0);
    for (const client of [desk, there, third]) assert.ok(!client.seen().includes('CANARY'));
    for (const [what, ms] of Object.entries(took)) assert.ok(ms < revokedWithin, `${what} took ${Math.round(ms)} ms`);
  });
}
