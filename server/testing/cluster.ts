import { randomBytes } from 'node:crypto';
import type { TestContext } from 'node:test';
import pg from 'pg';
import { readConfig, type Config } from '#server/config.ts';
import { createLog, type Log } from '#server/log.ts';
import { adminUrl, freshName } from './test-database.ts';

/** A configuration whose databases are this test's own, dropped when it ends. */
export const testCluster = (t: TestContext): { readonly config: Config; readonly log: Log } => {
  const databaseUrl = adminUrl();
  const databaseName = freshName();
  t.after(() => dropAll(databaseUrl, databaseName));
  const config = readConfig({
    DATABASE_URL: databaseUrl,
    DATABASE_NAME: databaseName,
    JWT_SECRET: randomBytes(32).toString('hex'),
    LOG_LEVEL: process.env['TEST_LOG'] ?? 'silent',
  });
  return { config, log: createLog(config.logLevel) };
};

/** Drops a platform's database and those of its tenants; `prefix` is what their names begin with. */
export const dropAll = async (databaseUrl: string, prefix: string): Promise<void> => {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const found = await client.query<{ datname: string }>('select datname from pg_database where datname like $1', [
      `${prefix}\\_%`,
    ]);
    for (const { datname } of found.rows) await client.query(`drop database "${datname}" with (force)`);
  } finally {
    await client.end();
  }
};
