import { createHash, randomBytes } from 'node:crypto';
import pg from 'pg';
import { startApp } from '#server/app.ts';
import { readConfig } from '#server/config.ts';
import { addressOf, ensureDatabase, platformName } from '#server/database/cluster.ts';
import { openDatabase } from '#server/database/connection.ts';
import { platformMigrations } from '#server/database/migrations/platform/index.ts';
import { tenantMigrations } from '#server/database/migrations/tenant/index.ts';
import { tenantEntities } from '#server/database/schema.ts';
import { createLog } from '#server/log.ts';

/** What a test's database is a copy of: all migrations of some twenty databases a file would be most of its time. */
type Template = 'platform' | 'tenant';

const making = 'template_making';
/** A process may have migrations that another has not: a made-up module brings its own. */
const nameOf = (template: Template): string => {
  const names = [...platformMigrations, ...tenantMigrations].map(({ name }) => name).join('\n');
  return `template_${template}_${createHash('sha256').update(names).digest('hex').slice(0, 12)}`;
};

/**
 * Creates a database with every table and no records. The first test that asks for one makes the template; tests in
 * other processes wait until it is there.
 */
export const createFromTemplate = async (clusterUrl: string, name: string, template: Template): Promise<void> => {
  const client = new pg.Client({ connectionString: clusterUrl });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock(hashtextextended($1, 0))', ['test templates']);
    const found = await client.query('select 1 from pg_database where datname = $1', [nameOf(template)]);
    if (!found.rowCount) {
      await client.query(`drop database if exists ${making} with (force)`);
      const made = await makers[template](clusterUrl);
      await client.query(`alter database ${made} rename to ${nameOf(template)}`);
    }
    await client.query('select pg_advisory_unlock(hashtextextended($1, 0))', ['test templates']);
    await client.query(`create database ${name} template ${nameOf(template)}`);
  } finally {
    await client.end();
  }
  if (template === 'tenant') await giveOwnEpoch(addressOf(clusterUrl, name));
};

/** As its migrations would have: no two databases are of the same history. */
const giveOwnEpoch = async (url: string): Promise<void> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('update log_head set epoch = gen_random_uuid()');
  await client.end();
};

/** Each gives the name of the database that it made. */
const makers = {
  platform: async (clusterUrl: string): Promise<string> => {
    const config = readConfig({
      DATABASE_URL: clusterUrl,
      DATABASE_NAME: making,
      PORT: '0',
      LOG_LEVEL: 'silent',
      JWT_SECRET: randomBytes(32).toString('hex'),
    });
    // A whole pod, for the jobs keep tables of their own there.
    const app = await startApp(config);
    await app.close();
    return platformName(config);
  },
  tenant: async (clusterUrl: string): Promise<string> => {
    await ensureDatabase(clusterUrl, making);
    const database = await openDatabase({
      url: addressOf(clusterUrl, making),
      entities: tenantEntities,
      migrations: tenantMigrations,
      poolSize: 1,
      log: createLog('silent'),
    });
    await database.migrate();
    await database.close();
    return making;
  },
};
