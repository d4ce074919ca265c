import type { MigrationObject } from '@mikro-orm/core';
import { Migrator } from '@mikro-orm/migrations';
import { MikroORM, type EntitySchema } from '@mikro-orm/postgresql';
import pg from 'pg';
import type { Log } from '#server/log.ts';

/** One open database: MikroORM for its schema and its entities, and the same pool for the statements of the hot path. */
export type Database = {
  readonly orm: MikroORM;
  /** Runs one statement with `$1` parameters. */
  readonly query: Query;
  /** The same for a statement of the hot path: each connection parses and plans its text once. */
  readonly prepared: Query;
  /** Runs several statements in one transaction. */
  readonly transaction: <T>(work: (query: Query) => Promise<T>, mode?: string) => Promise<T>;
  readonly close: () => Promise<void>;
};

export type Query = <Row>(sql: string, values?: readonly unknown[]) => Promise<Row[]>;

const parsers: Record<number, (text: string) => unknown> = {
  // A bigint here is a sequence or an amount of money, both far below 2^53.
  [pg.types.builtins.INT8]: Number,
  [pg.types.builtins.NUMERIC]: Number,
  // A calendar day is text everywhere in the product; a Date would shift it by the server's zone.
  [pg.types.builtins.DATE]: (text) => text,
};

type Parser = (text: string) => unknown;

const types = {
  getTypeParser: (oid: number, format?: 'text' | 'binary'): Parser =>
    parsers[oid] ?? (pg.types.getTypeParser(oid, format as 'text') as Parser),
};

export type OpenOptions = {
  readonly url: string;
  readonly entities: readonly EntitySchema[];
  readonly migrations: readonly MigrationObject[];
  readonly poolSize: number;
  readonly log: Log;
};

/** Opens a database lazily: no connection is made before the first statement. */
export const openDatabase = async ({ url, entities, migrations, poolSize, log }: OpenOptions): Promise<Database> => {
  const orm = (await MikroORM.init({
    clientUrl: url,
    entities: [...entities],
    extensions: [Migrator],
    migrations: { migrationsList: [...migrations], snapshot: false, tableName: 'migration_ledger' },
    pool: { min: 0, max: poolSize, idleTimeoutMillis: 30_000 },
    driverOptions: { statement_timeout: 30_000, connectionTimeoutMillis: 10_000, application_name: 'dentracrm' },
    allowGlobalContext: false,
    // The kernel's function is written by hand in a migration; the schema's difference is about tables.
    schemaGenerator: { ignoreRoutines: true },
    connect: false,
    logger: (message) => log.debug({ orm: message.slice(0, 120) }),
  } as Parameters<typeof MikroORM.init>[0])) as MikroORM;
  const pool = await (
    orm.em.getConnection() as unknown as { getNativeClient: () => Promise<pg.Pool> }
  ).getNativeClient();

  const query: Query = async (sql, values = []) =>
    (await pool.query({ text: sql, values: [...values], types })).rows as never;

  // PostgreSQL keeps 63 characters of a name, so a number stands for the text.
  const names = new Map<string, string>();
  const prepared: Query = async (sql, values = []) => {
    const name = names.get(sql) ?? `s${names.size}`;
    names.set(sql, name);
    return (await pool.query({ name, text: sql, values: [...values], types })).rows as never;
  };

  const transaction: Database['transaction'] = async (work, mode = '') => {
    const client = await pool.connect();
    let broken = false;
    try {
      await client.query(`begin ${mode}`);
      const result = await work(
        async (sql, values = []) => (await client.query({ text: sql, values: [...values], types })).rows as never,
      );
      await client.query('commit');
      return result;
    } catch (error) {
      await client.query('rollback').catch(() => {
        broken = true;
      });
      throw error;
    } finally {
      client.release(broken);
    }
  };

  return { orm, query, prepared, transaction, close: () => orm.close(true) };
};

/** Runs the migrations that this database has not had yet; its ledger remembers them. */
export const migrate = async (database: Database): Promise<string[]> => {
  const done = await database.orm.migrator.up();
  return done.map((migration) => migration.name);
};

export const errorCode = (error: unknown): string | undefined =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
