import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { Redis as RedisClient } from 'ioredis';
import { v7 } from 'uuid';
import { ownRedis } from '#infra/chaos/services.ts';
import type { Redis } from '#infra/local/redis.ts';
import { startApp } from '#server/app.ts';
import type { TestClient } from '#server/testing/client.ts';
import { world, type World } from '#server/testing/world.ts';

type Scene = World & {
  readonly redis: Redis;
  readonly clients: readonly TestClient[];
  readonly leadIds: readonly string[];
};

/** Two pods on a Redis to be harmed, and someone connected to each. */
const scene = async (t: TestContext): Promise<Scene> => {
  const redis = await ownRedis(t);
  const w = await world(t, { pods: 2, redisUrl: redis.url, also: ['other'] });
  const leads = [1, 2].map((n) =>
    w.create(w.smiles, 'leads.create', { name: `Lead ${n}`, phone: '98430 12345', clinicId: w.clinics.ganapathy.id }),
  );
  const leadIds = (await Promise.all(leads)).map(({ id }) => id);
  return { ...w, redis, leadIds, clients: [await w.ana.connect(0), await w.ben.connect(1)] };
};

/** Everyone writes, one after the other, until told to stop; then everyone must have heard of everything. */
const writing = ({ clients, leadIds }: Scene) => {
  const mids: string[] = [];
  let stop = false;
  const write = async (client: TestClient, n: number): Promise<void> => {
    while (!stop) {
      const mid = v7();
      const answer = await client.mutate('leads.update', { id: leadIds[n % 2], patch: { nextAction: mid } }, { mid });
      assert.ok(answer.ok, JSON.stringify(answer));
      mids.push(mid);
    }
  };
  const writers = Promise.all(clients.map(write));
  const heard = (client: TestClient): boolean => {
    const got = new Set(client.changes.map((change) => change.mid));
    return mids.every((mid) => got.has(mid));
  };
  return {
    atLeast: (count: number) => {
      const goal = mids.length + count;
      return clients[0]?.until(`${count} more writes`, () => mids.length >= goal);
    },
    finish: async (): Promise<void> => {
      stop = true;
      await writers;
      for (const client of clients) await client.until('every change', heard);
      for (const { changes } of clients) {
        const seqs = changes.map(({ seq }) => seq);
        assert.deepEqual(
          seqs,
          [...new Set(seqs)].toSorted((a, b) => a - b),
          'each once and in order',
        );
      }
    },
  };
};

/** That words cross through Redis again: looking into the log alone takes longer than this, most of the time. */
const crossesFast = async ({ clients: [here, there], leadIds: [id] }: Scene): Promise<void> => {
  assert.ok(here && there);
  const fast = async (): Promise<boolean> => {
    const took: number[] = [];
    for (let i = 0; i < 7; i++) {
      const began = performance.now();
      const mid = v7();
      await here.mutate('leads.update', { id, patch: { nextAction: mid } }, { mid });
      await there.until('the change', ({ changes }) => changes.some((change) => change.mid === mid));
      took.push(performance.now() - began);
    }
    return (took.toSorted((a, b) => a - b)[3] ?? Infinity) < 120;
  };
  // Redis does not announce that its last subscriber is back, so the test tries.
  for (let tries = 0; tries < 10; tries++) if (await fast()) return;
  assert.fail('words do not cross through Redis any more');
};

const tell = async ({ redis }: Scene, ...words: [string, ...string[]]): Promise<void> => {
  const client = new RedisClient(redis.url);
  await client.call(...words);
  client.disconnect();
};

test('Redis dies and comes back while everyone writes: every change arrives, and fast again afterwards', async (t) => {
  const it = await scene(t);
  const work = writing(it);
  await work.atLeast(20);
  await it.redis.kill();
  await work.atLeast(50);
  await it.redis.restart();
  await work.atLeast(50);
  await it.redis.kill();
  await work.atLeast(20);
  await it.redis.restart();
  await work.finish();
  await crossesFast(it);
});

test('Redis connections that are cut while everyone writes lose no change', async (t) => {
  const it = await scene(t);
  const work = writing(it);
  for (const type of ['pubsub', 'normal', 'pubsub', 'normal']) {
    await work.atLeast(20);
    await tell(it, 'CLIENT', 'KILL', 'TYPE', type);
  }
  await work.atLeast(20);
  await work.finish();
  await crossesFast(it);
});

test('a Redis that answers nothing any more, though its connections stand, holds up nothing', async (t) => {
  const it = await scene(t);
  const work = writing(it);
  await work.atLeast(20);
  await tell(it, 'CLIENT', 'PAUSE', '3000', 'ALL');
  await work.atLeast(50);
  await work.finish();
  await tell(it, 'CLIENT', 'UNPAUSE');
  await crossesFast(it);
});

test('a pod starts, serves and ends without Redis, without an unhandled error', async (t) => {
  const it = await scene(t);
  await it.redis.kill();
  const pod = await startApp({ ...it.config, port: 0 });
  const [, lead] = it.leadIds;
  const late = await it.ana.connect(0);
  for (const client of [late, ...it.clients])
    assert.ok((await client.mutate('leads.update', { id: lead, patch: { age: 30 } })).ok);
  await it.clients[1]?.ask('view', { collection: 'leads', id: lead });
  await pod.close();
  await it.pods[1]?.close();
  // Whatever was left hanging would come up now, and fail this test as an unhandled rejection.
  await new Promise((resolve) => setImmediate(resolve));
});
