import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { Config } from '#server/config.ts';
import { seedDemo } from './demo.ts';
import { demoPassword, ganapathyDesk, platformOwner, smilesAdmin } from './people.ts';
import { verifyPassword } from '#server/identity/passwords.ts';
import { openTenantPool, type TenantPool } from '#server/tenants/tenant-pool.ts';
import { testCluster } from '#server/testing/cluster.ts';

/** The product as `npm start` runs it, in a process that can be killed. */
const launch = (t: TestContext, { databaseUrl, databaseName }: Config): { child: ChildProcess; said: () => string } => {
  const dataDir = mkdtempSync(join(tmpdir(), 'dentracrm-demo-'));
  const child = spawn(process.execPath, [join(import.meta.dirname, '../main.ts')], {
    env: {
      DATABASE_URL: databaseUrl,
      DATABASE_NAME: databaseName,
      DATA_DIR: dataDir,
      PORT: '0',
      HOST: '127.0.0.1',
      DEMO: 'true',
      LOG_LEVEL: 'warn',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (piece: Buffer) => (said += piece.toString()));
  t.after(async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    rmSync(dataDir, { recursive: true, force: true });
  });
  return { child, said: () => said };
};

const numbers = async (tenants: TenantPool, slug: string, tables: readonly string[]): Promise<number[]> => {
  const tenant = await tenants.open(slug);
  assert.ok(tenant, slug);
  const counts = await Promise.all(
    tables.map((table) => tenant.db.query<{ n: number }>(`select count(*)::int as n from ${table}`)),
  );
  return counts.map(([row]) => row?.n ?? -1);
};

const whole = async (tenants: TenantPool): Promise<void> => {
  assert.deepEqual(await numbers(tenants, 'avmsmiles', ['clinics', 'users', 'leads', 'credentials']), [6, 7, 167, 7]);
  assert.deepEqual(
    await numbers(tenants, 'litedesk-demo', [
      'users',
      'teams',
      'companies',
      'contacts',
      'items',
      'deals',
      'tasks',
      'subtasks',
      'credentials',
    ]),
    [6, 2, 60, 300, 22, 36, 36, 29, 6],
  );
  for (const [slug, least] of [
    ['avmsmiles', 30],
    ['litedesk-demo', 8],
  ] as const) {
    const [notes = 0] = await numbers(tenants, slug, ['notes']);
    assert.ok(notes >= least, `${slug} has ${notes} notes`);
  }
  const smiles = await tenants.open('avmsmiles');
  const worked = await smiles?.db.query(
    'select clinic_id from leads where version > 1 group by clinic_id having count(*) between 3 and 9',
  );
  assert.equal(worked?.length, 6);
  const [called] =
    (await smiles?.db.query<{ attempts: number; cold: number }>(
      `select count(*)::int as attempts, count(distinct lead_id) filter (where tries >= 3 and priority = 'cold')::int as cold
     from contact_attempts join leads on leads.id = lead_id`,
    )) ?? [];
  assert.ok(called && called.attempts >= 36 && called.cold >= 2, JSON.stringify(called));
};

test('the demonstration is seeded whole, and a second time nothing happens', async (t) => {
  const { config, log } = testCluster(t);
  const tenants = await openTenantPool({ config, log });
  t.after(() => tenants.close());
  await seedDemo({ config, log, tenants });
  await whole(tenants);
  const logged = (): Promise<number[]> => numbers(tenants, 'avmsmiles', ['change_log', 'mutations']);
  const before = await logged();
  const started = performance.now();
  await seedDemo({ config, log, tenants });
  assert.ok(performance.now() - started < 500);
  assert.deepEqual(await logged(), before);

  const smiles = await tenants.open('avmsmiles');
  const hashes = await smiles?.db.query<{ email: string; password_hash: string }>(
    'select email, password_hash from users join credentials on user_id = id',
  );
  for (const { email } of [smilesAdmin, ganapathyDesk]) {
    assert.ok(
      await verifyPassword(hashes?.find((row) => row.email === email)?.password_hash ?? null, demoPassword, 'here'),
    );
  }
});

test('pods that start together seed one demonstration', async (t) => {
  const { config, log } = testCluster(t);
  const pods = await Promise.all([openTenantPool({ config, log }), openTenantPool({ config, log })]);
  t.after(() => Promise.all(pods.map((tenants) => tenants.close())));
  await Promise.all(pods.map((tenants) => seedDemo({ config, log, tenants })));
  for (const tenants of pods) await pause(1_100).then(() => whole(tenants));
});

test('a first start that is killed again and again is taken up, and ends with the same data', async (t) => {
  const { config, log } = testCluster(t);
  for (const patience of [1_000, 1_500, 2_000]) {
    const { child } = launch(t, config);
    await pause(patience);
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  const { child, said } = launch(t, config);
  while (!said().includes('Password')) {
    assert.equal(child.exitCode, null, said());
    await pause(50);
  }
  for (const { email } of [platformOwner, smilesAdmin, ganapathyDesk]) assert.ok(said().includes(email));
  const [url] = /http:\/\/localhost:\d+/.exec(said()) ?? [];
  assert.equal((await fetch(`${url}/health`)).status, 200);
  const tenants = await openTenantPool({ config, log });
  t.after(() => tenants.close());
  await whole(tenants);

  child.kill('SIGTERM');
  assert.deepEqual(await once(child, 'exit'), [0, null]);
});

test('a start without a database says so in one line', async () => {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../main.ts')], {
    env: {},
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (piece: Buffer) => (said += piece.toString()));
  assert.deepEqual(await once(child, 'exit'), [1, null]);
  assert.match(said, /^DentraCRM did not start: DATABASE_URL is missing[^\n]*\n$/);
});
