import type { MigrationObject } from '@mikro-orm/core';
import { Migrator } from '@mikro-orm/migrations';
import { MikroORM, type EntityManager, type EntitySchema } from '@mikro-orm/postgresql';
import type pg from 'pg';
import type { Log } from '#server/log.ts';
import { watchStatements, createQueries, type Query } from './pool.ts';
import { createFairSlots, productItself, type FairSlots } from '#server/fair-slots.ts';
import { createTimedRead } from './timed-read.ts';
import { createTransactions, type RunTransaction } from './transaction.ts';

/** One open database: MikroORM for its schema and its entities, and the same pool for the statements of the hot path. */
export type Database = {
  readonly orm: MikroORM;
  /** Runs one statement with `$1` parameters. */
  readonly query: Query;
  /** The same for a statement of the hot path: each connection parses and plans its text once. */
  readonly prepared: Query;
  /**
   * The same for a question that a person made up: few at once, and not for long, so that the write path always finds a
   * connection. It takes a slot for each statement. Throws VALIDATION_ERROR when the answer takes too long, UNAVAILABLE
   * when its turn does not come, RATE_LIMITED when too much is waiting.
   */
  readonly read: Query;
  /** The same without taking a slot: for work that holds one. */
  readonly slottedRead: Query;
  /** The slots of reading. */
  readonly slots: FairSlots;
  readonly transaction: RunTransaction;
  /**
   * Runs work on entities, with an entity manager of its own: for what is no record (sessions, credentials, the
   * registry). Throws what MikroORM makes of pg's errors; code and message are the same.
   */
  readonly entities: <T>(work: (em: EntityManager) => Promise<T>) => Promise<T>;
  /** Runs the migrations that this database has not had yet; its ledger remembers them. Gives their names. */
  readonly migrate: () => Promise<string[]>;
  readonly close: () => Promise<void>;
};

export type OpenOptions = {
  readonly url: string;
  readonly entities: readonly EntitySchema[];
  readonly migrations: readonly MigrationObject[];
  readonly poolSize: number;
  readonly log: Log;
  readonly limits?: Partial<Limits>;
  /** Told of each statement that fails. */
  readonly onError?: (error: unknown) => void;
};

/** In milliseconds. */
export type Limits = {
  /** How long a question of a person's own making may take. */
  readonly read: number;
  /** How long a database may be silent before it counts as away: its machine may be frozen, its network cut. */
  readonly silence: number;
};

const usual: Limits = { read: 5_000, silence: 10_000 };

/** No statement takes longer than a database may be silent: so many times that is long enough for all to end. */
const closesAfter = 1.5;

/** Connections that reading leaves to the write path's two lanes, the follower and sessions; an import's lock has one more. */
const keptFree = 3;

/** Opens a database lazily: no connection is made before the first statement. */
export const openDatabase = async ({
  url,
  entities,
  migrations,
  poolSize,
  log,
  limits,
  onError = () => undefined,
}: OpenOptions): Promise<Database> => {
  const { read: longestRead, silence } = { ...usual, ...limits };
  const connections = new Set<pg.PoolClient>();
  const open = (size: number, queryTimeoutMs: number): Promise<MikroORM> =>
    MikroORM.init({
      clientUrl: url,
      entities: [...entities],
      extensions: [Migrator],
      migrations: { migrationsList: [...migrations], snapshot: false, tableName: 'migration_ledger' },
      pool: { min: 0, max: size, idleTimeoutMillis: 30_000 },
      driverOptions: {
        statement_timeout: 30_000,
        query_timeout: queryTimeoutMs,
        connectionTimeoutMillis: silence,
        keepAlive: true,
        keepAliveInitialDelayMillis: 10_000,
        application_name: 'dentracrm',
        onPoolCreated: (created: pg.Pool) => {
          created.on('connect', (client) => {
            connections.add(client);
            watchStatements(client, onError);
          });
          created.on('remove', (client) => connections.delete(client));
        },
      },
      allowGlobalContext: false,
      // The kernel's function is written by hand in a migration; the schema's difference is about tables.
      schemaGenerator: { ignoreRoutines: true },
      connect: false,
      logger: (message: string) => log.debug({ orm: message.slice(0, 120) }),
    } as Parameters<typeof MikroORM.init>[0]) as Promise<MikroORM>;
  const orm = await open(poolSize, silence);
  const pool = await (
    orm.em.getConnection() as unknown as { getNativeClient: () => Promise<pg.Pool> }
  ).getNativeClient();

  const { query, prepared } = createQueries(pool, silence);
  const { transaction, running } = createTransactions(pool, silence);
  // A transaction may have its connection for long, as an import's lock does.
  const slots = createFairSlots({
    places: () => Math.max(1, poolSize - keptFree - running()),
    waitTimeoutMs: silence,
    // Someone who opens two windows in a full house asks that much at once.
    alwaysAdmitted: 12,
  });
  const slottedRead = createTimedRead({ pool, query, longestMs: longestRead, silenceMs: silence });

  const migrate = async (): Promise<string[]> => {
    // On connections of its own: a migration may be silent for as long as it takes.
    const migrating = await open(2, 0);
    try {
      return (await migrating.migrator.up()).map(({ name }) => name);
    } finally {
      await migrating.close(true);
    }
  };

  return {
    orm,
    query,
    prepared,
    read: readFor(slots, slottedRead, productItself),
    slottedRead,
    slots,
    transaction,
    entities: (work) => work(orm.em.fork()),
    migrate,
    close: () => closeInTime(orm, connections, silence * closesAfter, log),
  };
};

/** Reads that take a slot for each statement, in this person's turn. */
export const readFor =
  (slots: FairSlots, read: Query, person: string): Query =>
  async (sql, values) => {
    const end = await slots.reserve([person]).granted;
    try {
      return await read(sql, values);
    } finally {
      end();
    }
  };

/** Closes the pool; a connection that is not given back in time is cut, for it would keep the process from ending. */
const closeInTime = async (
  orm: MikroORM,
  connections: ReadonlySet<pg.PoolClient>,
  timeoutMs: number,
  log: Log,
): Promise<void> => {
  const late = Promise.withResolvers<void>();
  const timer = setTimeout(() => {
    log.error({ connections: connections.size }, 'connections were not given back');
    const cut = [...connections].map((client) => (client as unknown as pg.Client).end());
    void Promise.allSettled(cut).then(() => late.resolve());
  }, timeoutMs);
  await Promise.race([orm.close(true), late.promise]);
  clearTimeout(timer);
};
