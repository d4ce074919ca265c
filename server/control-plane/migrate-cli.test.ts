import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { test } from 'node:test';
import { v7 } from 'uuid';
import type { Config } from '#server/config.ts';
import { addressOf, ensureDatabase } from '#server/database/cluster.ts';
import { openDatabase } from '#server/database/connection.ts';
import { tenantMigrations } from '#server/database/migrations/tenant/index.ts';
import { tenantEntities } from '#server/database/schema.ts';
import { saveRegistered } from '#server/tenants/registry.ts';
import { openTenantPool, type TenantPool } from '#server/tenants/tenant-pool.ts';
import { testCluster } from '#server/testing/cluster.ts';

const migrate = async ({ databaseUrl, databaseName, jwtSecret }: Config): Promise<{ code: number; out: string }> => {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'migrate-cli.ts')], {
    env: { DATABASE_URL: databaseUrl, DATABASE_NAME: databaseName, JWT_SECRET: jwtSecret, LOG_LEVEL: 'silent' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let out = '';
  child.stdout.on('data', (piece: Buffer) => (out += piece.toString()));
  const [code] = (await once(child, 'close')) as [number];
  return { code, out };
};

/** A tenant in the registry; its database is not made. */
const register = (
  { platform }: TenantPool,
  { databaseName }: Config,
  slug: string,
  status: 'active' | 'suspended',
): Promise<void> =>
  saveRegistered(platform, {
    info: {
      id: v7(),
      slug,
      name: slug,
      timeZone: 'Asia/Kolkata',
      accent: '#0f766e',
      currency: 'INR',
      modules: [],
      status,
      createdAt: new Date().toISOString(),
    },
    plan: 'clinic',
    suite: 'dental',
    databaseName: `${databaseName}_${slug}`,
  });

test('before a new version serves, every active tenant is brought up to date, and one that cannot be stops no other', async (t) => {
  const { config, log } = testCluster(t);
  const pool = await openTenantPool({ config, log });
  t.after(() => pool.close());
  const ask = async <Row>(slug: string, sql: string): Promise<Row[]> => {
    const url = addressOf(config.databaseUrl, `${config.databaseName}_${slug}`);
    const db = await openDatabase({ url, entities: tenantEntities, migrations: [], poolSize: 1, log });
    try {
      return await db.query<Row>(sql);
    } finally {
      await db.close();
    }
  };
  for (const slug of ['apollo', 'odd', 'resting']) {
    await register(pool, config, slug, slug === 'resting' ? 'suspended' : 'active');
    await ensureDatabase(config.databaseUrl, `${config.databaseName}_${slug}`);
  }
  await ask('odd', 'create table users (name text)');

  const first = await migrate(config);
  assert.equal(first.code, 1);
  assert.match(first.out, /^1 of 2 active workspaces are up to date\.\nNot: odd\./);
  assert.equal((await ask('apollo', 'select 1 from migration_ledger')).length, tenantMigrations.length);
  assert.deepEqual(await ask('resting', `select to_regclass('migration_ledger') as ledger`), [{ ledger: null }]);

  await ask('odd', 'drop table users');
  assert.deepEqual(await migrate(config), { code: 0, out: '2 of 2 active workspaces are up to date.\n' });
});
