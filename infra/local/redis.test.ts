import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Redis } from 'ioredis';
import { startRedis } from './redis.ts';

test('a client is served again after Redis was killed and started again, on the same port', async (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'dentracrm-redis-'));
  const server = await startRedis({ dir });
  t.after(async () => {
    await server.stop();
    rmSync(dir, { recursive: true, force: true });
  });
  const client = new Redis(server.url, { maxRetriesPerRequest: null });
  t.after(() => client.disconnect());
  client.on('error', () => undefined);
  await client.set('greeting', 'hello');
  assert.equal(await client.get('greeting'), 'hello');
  await server.kill();
  const later = client.get('greeting');
  await server.restart();
  assert.equal(await later, null);
});

test('two servers run side by side, and an occupied port is reported', async (t) => {
  const dirs = [1, 2].map(() => mkdtempSync(join(tmpdir(), 'dentracrm-redis-')));
  const [one, two] = await Promise.all(dirs.map((dir) => startRedis({ dir })));
  assert.ok(one && two);
  t.after(async () => {
    await Promise.all([one.stop(), two.stop()]);
    for (const dir of dirs) rmSync(dir, { recursive: true, force: true });
  });
  assert.notEqual(one.port, two.port);
  await assert.rejects(startRedis({ dir: dirs[0] ?? '', port: two.port }), /did not start on port/);
});
