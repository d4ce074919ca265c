import pg from 'pg';
import { errorCode } from './errors.ts';
import { createRecentlyUsed, type RecentlyUsed } from '#server/recently-used.ts';
import { isoTimeIn } from './time-text.ts';

/** Runs one statement with `$1` parameters. Throws what pg throws. */
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

/** The same for a person's question: what it reads of times goes out as text. */
const readTypes = {
  getTypeParser: (oid: number, format?: 'text' | 'binary'): Parser =>
    oid === pg.types.builtins.TIMESTAMPTZ ? isoTimeIn : types.getTypeParser(oid, format),
};

/** pg takes a limit for each statement, which its types do not know. */
type Statement = pg.QueryConfig & { readonly query_timeout: number };

/** The longest that a timer takes, in milliseconds; pg takes 0 for "as the pool says". */
const unlimitedMs = 2 ** 31 - 1;

/** A statement as pg takes it; it fails when nothing comes back for `timeoutMs` (0: never). */
export const statementOf = (sql: string, values: readonly unknown[], timeoutMs: number, name?: string): Statement => ({
  ...(name === undefined ? {} : { name }),
  text: sql,
  values: [...values],
  types,
  query_timeout: timeoutMs || unlimitedMs,
});

/** The same for a person's question, whose times are ISO text. */
export const readStatementOf = (sql: string, values: readonly unknown[], timeoutMs: number): Statement => ({
  ...statementOf(sql, values, timeoutMs),
  types: readTypes,
});

/** What pg says when a database was silent for too long. The connection still waits for the answer: it is of no use. */
export const isSilent = (error: unknown): boolean => error instanceof Error && error.message === 'Query read timeout';

const readOnly = '25006';

/** How MikroORM begins a transaction, and takes one back: our own name their limits, so they are no plain text. */
const beginsOrRollsBack = (statement: unknown): boolean =>
  typeof statement === 'string' && /^(begin|start transaction|rollback$)/i.test(statement);

/**
 * Watches the statements of a pool's connection, also MikroORM's. One that got no answer in time closes the connection:
 * MikroORM would put it back, and the next to take it would wait behind that answer. And where a transaction of MikroORM
 * could not begin, or not be rolled back, the connection goes back here: Kysely keeps it for ever then, and the pool has
 * one less.
 */
export const watchStatements = (client: pg.PoolClient, onError: (error: unknown) => void): void => {
  const query = client.query.bind(client) as (...args: unknown[]) => unknown;
  const watched = (...args: unknown[]): unknown => {
    // The pool itself asks with a callback.
    const callback = args.at(-1);
    if (typeof callback === 'function')
      args[args.length - 1] = (error: unknown, ...rest: unknown[]): void => {
        if (error) onError(error);
        (callback as (...all: unknown[]) => void)(error, ...rest);
      };
    const answer = query(...args);
    if (answer instanceof Promise)
      answer.catch((error: unknown) => {
        onError(error);
        // Ending it with an answer outstanding cuts it; that it was cut is no news. What takes no changes was left behind
        // by a failover: the next connection finds the one that does.
        if (isSilent(error) || errorCode(error) === readOnly)
          (client as unknown as pg.Client).end().catch(() => undefined);
        if (beginsOrRollsBack(args[0])) client.release(true);
      });
    return answer;
  };
  client.query = watched as typeof client.query;
};

/**
 * Whether it says only what was wrong with what was asked (a rule of the database, a change by others meanwhile), and nothing
 * of the connection or its prepared statements.
 */
const isOfStatement = (error: unknown): boolean => /^(23|40)...$/.test(errorCode(error) ?? '');

/** How many prepared statements a connection has at most: each keeps its plan in the server's memory. */
const mostPrepared = 250;

const preparedOn = new WeakMap<pg.PoolClient, RecentlyUsed<true>>();

/** Drops the statement that a connection has not used for longest, where it has too many. */
const boundPrepared = async (client: pg.PoolClient, name: string): Promise<void> => {
  const own = preparedOn.get(client) ?? createRecentlyUsed<true>(mostPrepared);
  preparedOn.set(client, own);
  if (own.get(name)) return;
  const dropped = own.set(name, true);
  if (dropped === undefined) return;
  await client.query(`deallocate ${dropped}`);
  // pg would not send its text again.
  const { connection } = client as unknown as { readonly connection: { parsedStatements: Record<string, string> } };
  Reflect.deleteProperty(connection.parsedStatements, dropped);
};

/**
 * Runs a statement on any free connection. The pool's own `query` closes a connection whose statement fails: where several
 * write the same records, each of their conflicts would cost a new one, with all that it has to prepare.
 */
const run = async <Row>(pool: pg.Pool, statement: Statement): Promise<Row[]> => {
  const client = await pool.connect();
  let failure: Error | undefined;
  try {
    const { rows } = await client.query(statement);
    if (statement.name !== undefined) await boundPrepared(client, statement.name);
    return rows as Row[];
  } catch (error) {
    if (!isOfStatement(error)) failure = error as Error;
    throw error;
  } finally {
    client.release(failure);
  }
};

/** Statements that take any free connection of a pool. `silenceMs`: how long a database may be silent. */
export const createQueries = (
  pool: pg.Pool,
  silenceMs: number,
): { readonly query: Query; readonly prepared: Query } => {
  // PostgreSQL keeps 63 characters of a name, so a number stands for the text.
  const names = createRecentlyUsed<string>(mostPrepared * 4);
  let made = 0;
  const nameOf = (sql: string): string => {
    const known = names.get(sql);
    if (known !== undefined) return known;
    const name = `s${made++}`;
    names.set(sql, name);
    return name;
  };
  return {
    query: (sql, values = []) => run(pool, statementOf(sql, values, silenceMs)),
    prepared: (sql, values = []) => run(pool, statementOf(sql, values, silenceMs, nameOf(sql))),
  };
};
