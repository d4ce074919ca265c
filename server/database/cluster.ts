import type { MigrationObject } from '@mikro-orm/core';
import pg from 'pg';
import type { Database } from './connection.ts';
import { errorCode } from './errors.ts';
import type { Query } from './pool.ts';

/** The address of another database in the same cluster. */
export const addressOf = (clusterUrl: string, databaseName: string): string => {
  const url = new URL(clusterUrl);
  url.pathname = `/${databaseName}`;
  return url.href;
};

/** What the platform's database is called, and its address. */
export const platformName = ({ databaseName }: { readonly databaseName: string }): string => `${databaseName}_platform`;

export const platformAddress = (config: { readonly databaseUrl: string; readonly databaseName: string }): string =>
  addressOf(config.databaseUrl, platformName(config));

const quoted = (name: string): string => {
  if (!/^[a-z][a-z0-9_]{0,62}$/.test(name)) throw new Error('This is not a name that we give to a database.');
  return `"${name}"`;
};

const withAdmin = async <T>(clusterUrl: string, work: (client: pg.Client) => Promise<T>): Promise<T> => {
  const client = new pg.Client({
    connectionString: clusterUrl,
    connectionTimeoutMillis: 10_000,
    application_name: 'dentracrm-admin',
  });
  // A connection that breaks says so through the statement under way; without a listener it would end the process.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
};

/** Creates a database unless it is there. Pods that start together wait for the one that is doing it. */
export const ensureDatabase = (clusterUrl: string, name: string): Promise<boolean> =>
  withAdmin(clusterUrl, async (client) => {
    // Creating a database cannot be part of a transaction, so the lock is the session's; it ends with the connection.
    await client.query('select pg_advisory_lock(hashtextextended($1, 0))', [`dentracrm database ${name}`]);
    const found = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (found.rowCount) return false;
    await client.query(`create database ${quoted(name)} template template0 encoding 'UTF8'`);
    return true;
  });

const isBehind = async (query: Query, migrations: readonly MigrationObject[]): Promise<boolean> => {
  try {
    const done = await query<{ name: string }>('select name from migration_ledger');
    const names = new Set(done.map((row) => row.name));
    return migrations.some((migration) => !names.has(migration.name));
  } catch (error) {
    const undefinedTable = '42P01';
    if (errorCode(error) === undefinedTable) return true;
    throw error;
  }
};

/** Runs the migrations that the ledger does not list. Pods that find the same gap do it once. */
export const bringUpToDate = async (database: Database, migrations: readonly MigrationObject[]): Promise<string[]> => {
  if (!(await isBehind(database.query, migrations))) return [];
  return database.transaction(async (query) => {
    // Waiting for another pod's long migration is not a statement that hangs.
    await query('set local statement_timeout = 0');
    await query('select pg_advisory_xact_lock(hashtextextended($1, 0))', ['dentracrm migration']);
    return (await isBehind(database.query, migrations)) ? database.migrate() : [];
  });
};
