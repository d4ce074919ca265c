import type { MigrationObject } from '@mikro-orm/core';
import { Migrator } from '@mikro-orm/migrations';
import { MikroORM, type EntitySchema } from '@mikro-orm/postgresql';
import pg from 'pg';
import type { Log } from '#server/log.ts';
import { createReadSlots } from './read-slots.ts';
import { Refusal } from '#shared/refusal.ts';

/** One open database: MikroORM for its schema and its entities, and the same pool for the statements of the hot path. */
export type Database = {
  readonly orm: MikroORM;
  /** Runs one statement with `$1` parameters. */
  readonly query: Query;
  /** The same for a statement of the hot path: each connection parses and plans its text once. */
  readonly prepared: Query;
  /**
   * The same for a question that a person made up: few at once, and not for long, so that the write path always finds a
   * connection. Throws VALIDATION_ERROR when the answer takes too long, and UNAVAILABLE when its turn does not come.
   */
  readonly read: Query;
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
  readonly limits?: Partial<Limits>;
};

/** In milliseconds. */
export type Limits = {
  /** How long a question of a person's own making may take. */
  readonly read: number;
  /** How long a database may be silent before it counts as away: its machine may be frozen, its network cut. */
  readonly silence: number;
};

const usual: Limits = { read: 5_000, silence: 10_000 };

/** What pg says when a database was silent for too long. The connection still waits for the answer: it is of no use. */
const silent = 'Query read timeout';

/** Connections that reading leaves to the write path, the tail and sessions; an import's lock has one more. */
const keptFree = 2;

const tooCostly = (): Refusal =>
  new Refusal('VALIDATION_ERROR', 'This question takes too long; narrow it.', { field: 'filter' });

const unlimited = /^set local statement_timeout = 0$/i;

/** Opens a database lazily: no connection is made before the first statement. */
export const openDatabase = async ({
  url,
  entities,
  migrations,
  poolSize,
  log,
  limits,
}: OpenOptions): Promise<Database> => {
  const { read: longestRead, silence } = { ...usual, ...limits };
  const orm = (await MikroORM.init({
    clientUrl: url,
    entities: [...entities],
    extensions: [Migrator],
    migrations: { migrationsList: [...migrations], snapshot: false, tableName: 'migration_ledger' },
    pool: { min: 0, max: poolSize, idleTimeoutMillis: 30_000 },
    driverOptions: {
      statement_timeout: 30_000,
      connectionTimeoutMillis: silence,
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
      application_name: 'dentracrm',
    },
    allowGlobalContext: false,
    // The kernel's function is written by hand in a migration; the schema's difference is about tables.
    schemaGenerator: { ignoreRoutines: true },
    connect: false,
    logger: (message) => log.debug({ orm: message.slice(0, 120) }),
  } as Parameters<typeof MikroORM.init>[0])) as MikroORM;
  const pool = await (
    orm.em.getConnection() as unknown as { getNativeClient: () => Promise<pg.Pool> }
  ).getNativeClient();

  // Said for each statement, for a migration, which has the pool from MikroORM, may be silent for as long as it takes.
  const query: Query = async (sql, values = []) =>
    (await pool.query({ text: sql, values: [...values], types, query_timeout: silence } as Statement)).rows as never;

  // PostgreSQL keeps 63 characters of a name, so a number stands for the text.
  const names = new Map<string, string>();
  const prepared: Query = async (sql, values = []) => {
    const name = names.get(sql) ?? `s${names.size}`;
    names.set(sql, name);
    return (await pool.query({ name, text: sql, values: [...values], types, query_timeout: silence } as Statement))
      .rows as never;
  };

  const transaction: Database['transaction'] = async (work, mode = '') => {
    transactions += 1;
    let client: pg.PoolClient | undefined;
    let broken = false;
    let patience = silence;
    const ask: Query = async (sql, values = []) => {
      // Where the server sets no limit, as for the wait for another pod's migration, there is none here either.
      if (unlimited.test(sql)) patience = 0;
      const statement = { text: sql, values: [...values], types, query_timeout: patience } as Statement;
      return (await client?.query(statement))?.rows as never;
    };
    try {
      client = await pool.connect();
      await ask(`begin ${mode}`);
      const result = await work(ask);
      await ask('commit');
      return result;
    } catch (error) {
      // On a silent connection a rollback would only wait behind what is not answered.
      broken =
        isSilent(error) ||
        (await ask('rollback').then(
          () => false,
          () => true,
        ));
      throw error;
    } finally {
      client?.release(broken);
      transactions -= 1;
    }
  };

  // A transaction may have its connection for long, as an import's lock does.
  let transactions = 0;
  const takeTurn = createReadSlots(() => Math.max(1, poolSize - keptFree - transactions), silence);

  const read: Query = async (sql, values = []) => {
    const endTurn = await takeTurn();
    try {
      return await readOnce(sql, values);
    } finally {
      endTurn();
    }
  };

  const readOnce: Query = async (sql, values = []) => {
    const client = await pool.connect();
    let failure: unknown = null;
    let late = false;
    // A limit set on the connection would cost every question a round trip; this costs one only where it is overstepped.
    const cancelling = setTimeout(() => {
      late = true;
      const { processID } = client as unknown as { processID: number };
      query('select pg_cancel_backend($1)', [processID]).catch(() => undefined);
    }, longestRead);
    try {
      const statement = { text: sql, values: [...values], types, query_timeout: longestRead + silence } as Statement;
      return (await client.query(statement)).rows as never;
    } catch (error) {
      failure = error;
      const cancelled = '57014';
      throw late && errorCode(error) === cancelled ? tooCostly() : error;
    } finally {
      clearTimeout(cancelling);
      // A cancellation that comes late must not meet the next statement on this connection.
      client.release(late || failure !== null);
    }
  };

  return { orm, query, prepared, read, transaction, close: () => orm.close(true) };
};

/** Runs the migrations that this database has not had yet; its ledger remembers them. */
export const migrate = async (database: Database): Promise<string[]> => {
  const done = await database.orm.migrator.up();
  return done.map((migration) => migration.name);
};

/** pg takes a limit for each statement, which its types do not know. */
type Statement = pg.QueryConfig & { readonly query_timeout: number };

const isSilent = (error: unknown): boolean => error instanceof Error && error.message === silent;

export const errorCode = (error: unknown): string | undefined =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
