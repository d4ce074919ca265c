import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { test } from 'node:test';
import { Redis } from 'ioredis';
import { testFolder } from '#infra/local/leftovers.ts';
import { startRedis } from '#infra/local/redis.ts';
import { createLimits } from './limits.ts';

const clientOf = (url: string): Redis => {
  const redis = new Redis(url, { maxRetriesPerRequest: null, retryStrategy: () => 50 });
  redis.on('error', () => undefined);
  return redis;
};

test('pods that share a Redis count together, and go on alone while it is away', async (t) => {
  const folder = testFolder();
  const server = await startRedis({ dir: folder });
  const clients = [clientOf(server.url), clientOf(server.url)];
  t.after(async () => {
    for (const client of clients) client.disconnect();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  const [one, two] = clients.map((client) => createLimits({ apiRequestsPerMinute: 4 }, client).person);
  if (!one || !two) return;
  await Promise.all(clients.map((client) => client.ping()));

  await t.test('together', async () => {
    for (const pod of [one, two, one, two]) await pod.take('ana');
    for (const pod of [one, two]) await assert.rejects(pod.take('ana'), { code: 'RATE_LIMITED' });
    await two.forget('ana');
    assert.equal((await one.take('ana')).remaining, 3);
    await two.refund('ana');
    assert.equal((await one.take('ana')).remaining, 3);
  });

  await t.test('it holds no names', async () => {
    const [client] = clients;
    assert.deepEqual(
      (await client?.keys('*'))?.filter((key) => key.includes('ana')),
      [],
    );
  });

  await t.test('a Redis that does not answer is not waited for', async () => {
    const other = clientOf(server.url);
    await other.call('CLIENT', 'PAUSE', '4000', 'ALL');
    other.disconnect();
    const before = performance.now();
    assert.equal((await one.take('ben')).remaining, 3);
    assert.ok(performance.now() - before < 2_000);
  });

  await t.test('nor one that is gone; and it is used again when it is back', async () => {
    await server.kill();
    for (let i = 0; i < 4; i++) await one.take('cara');
    await assert.rejects(one.take('cara'), { code: 'RATE_LIMITED' });
    await server.restart();
    await Promise.all(clients.map((client) => client.ping()));
    assert.equal((await two.take('dora')).remaining, 3);
    assert.equal((await one.take('dora')).remaining, 2);
  });
});
