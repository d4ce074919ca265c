import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startApp } from './app.ts';
import { readConfig } from './config.ts';
import { openClient } from './testing/client.ts';
import { world } from './testing/world.ts';

test('a pod that only works answers those who run it, and nothing else', async (t) => {
  const { config, ana } = await world(t);
  const worker = await startApp({ ...config, port: 0, roles: ['worker'] });
  t.after(() => worker.close());
  const ask = (path: string): Promise<Response> =>
    fetch(`http://127.0.0.1:${worker.port}${path}`, { headers: { authorization: `Bearer ${ana.token}` } });
  assert.equal((await ask('/health')).status, 200);
  assert.equal((await ask('/ready')).status, 200);
  assert.match(await (await ask('/metrics')).text(), /jobs_failed_total/);
  assert.equal((await ask('/smiles/api/v1/leads')).status, 404);
  assert.equal((await ask('/smiles/')).status, 404);
  const client = openClient({
    url: `http://127.0.0.1:${worker.port}`,
    slug: 'smiles',
    token: ana.token,
    reconnection: false,
  });
  t.after(() => client.close());
  await client.until('a refusal', ({ seen }) => seen() !== '');
  assert.equal(client.welcomes.length, 0);
});

test('what a process does is chosen by ROLES, and is everything where nothing is said', () => {
  const roles = (value?: string) =>
    readConfig({
      DATABASE_URL: 'postgres://x',
      JWT_SECRET: 'x'.repeat(32),
      ...(value === undefined ? {} : { ROLES: value }),
    }).roles;
  assert.deepEqual(roles(), ['web', 'worker']);
  assert.deepEqual(roles('worker'), ['worker']);
  assert.deepEqual(roles('worker, web'), ['web', 'worker']);
  assert.throws(() => roles('web,cook'), /ROLES takes web and worker/);
});

test('a pod tells how many sockets it holds, by which it is scaled', async (t) => {
  const { url, ana, ben } = await world(t);
  const held = async (): Promise<string | undefined> =>
    /^sockets_open (\d+)$/m.exec(await (await fetch(`${url}/metrics`)).text())?.[1];
  assert.equal(await held(), '0');
  await ana.connect();
  await ben.connect();
  assert.equal(await held(), '2');
});
