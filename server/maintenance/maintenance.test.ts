import assert from 'node:assert/strict';
import { test } from 'node:test';
import { v7 } from 'uuid';
import { startApp } from '#server/app.ts';
import { world } from '#server/testing/world.ts';
import { maintenance } from './maintenance.ts';

test('old answers go in a tenant without connections, more than are dropped at once, and young ones stay', async (t) => {
  const { smiles } = await world(t);
  await smiles.db.query(
    `insert into mutations (mid, actor_id, hash, at, answer)
     select gen_random_uuid(), 'someone', '', now() - interval '8 days', '{}' from generate_series(1, 5001)`,
  );
  const young = v7();
  await smiles.db.query(
    `insert into mutations (mid, actor_id, hash, at, answer) values ($1, 'someone', '', now(), '{}')`,
    [young],
  );
  await maintenance.run({ tenant: smiles, data: {}, signal: new AbortController().signal, attempt: 1 });
  const left = await smiles.db.query<{ mid: string }>(`select mid from mutations where actor_id = 'someone'`);
  assert.deepEqual(left, [{ mid: young }]);
});

test('every tenant has its own turn once a day, connected or not', async (t) => {
  const { config, pods, smiles, other, general } = await world(t, { also: ['other', 'general'] });
  const worker = await startApp({ ...config, port: 0, roles: ['worker'] });
  t.after(() => worker.close());
  const schedules = await pods[0]?.tenants.platform.query<{ key: string }>(
    `select key from pgboss.schedule where name = 'maintenance' order by key`,
  );
  assert.deepEqual(
    schedules?.map(({ key }) => key),
    [smiles, other, general].map(({ info }) => info.id).toSorted(),
  );
});
