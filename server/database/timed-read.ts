import type pg from 'pg';
import { Refusal } from '#shared/refusal.ts';
import { errorCode } from './errors.ts';
import { readStatementOf, type Query } from './pool.ts';

type Options = {
  readonly pool: pg.Pool;
  readonly query: Query;
  /** How long a question may take, in milliseconds. */
  readonly longestMs: number;
  readonly silenceMs: number;
};

const tooCostly = (): Refusal =>
  new Refusal('VALIDATION_ERROR', 'This takes too long. Narrow the filter.', { field: 'filter' });

const cancelled = '57014';

/** A question with a time limit, on a connection of its own. Throws VALIDATION_ERROR when it takes longer. */
export const createTimedRead = ({ pool, query, longestMs, silenceMs }: Options): Query => {
  return async (sql, values = []) => {
    const client = await pool.connect();
    let failure: unknown = null;
    let late = false;
    // A limit set on the connection would cost every question a round trip; this costs one only where it is overstepped.
    const cancelling = setTimeout(() => {
      late = true;
      const { processID } = client as unknown as { processID: number };
      query('select pg_cancel_backend($1)', [processID]).catch(() => undefined);
    }, longestMs);
    try {
      return (await client.query(readStatementOf(sql, values, longestMs + silenceMs))).rows as never;
    } catch (error) {
      failure = error;
      throw late && errorCode(error) === cancelled ? tooCostly() : error;
    } finally {
      clearTimeout(cancelling);
      // A cancellation that comes late must not meet the next statement on this connection.
      client.release(late || failure !== null);
    }
  };
};
