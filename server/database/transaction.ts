import type pg from 'pg';
import { isSilent, statementOf, type Query } from './pool.ts';

/** Several statements in one transaction: committed when `work` resolves, rolled back when it throws. */
export type RunTransaction = <T>(work: (query: Query) => Promise<T>, mode?: string) => Promise<T>;

const unlimited = /^set local statement_timeout = 0$/i;

/** Transactions on a pool's connections, and how many have one at this moment. */
export const createTransactions = (
  pool: pg.Pool,
  silenceMs: number,
): { readonly transaction: RunTransaction; readonly running: () => number } => {
  let running = 0;
  const transaction: RunTransaction = async (work, mode = '') => {
    running += 1;
    let client: pg.PoolClient | undefined;
    let broken = false;
    let timeoutMs = silenceMs;
    const query: Query = async (sql, values = []) => {
      // Where the server sets no limit, as for the wait for another pod's migration, there is none here either.
      if (unlimited.test(sql)) timeoutMs = 0;
      return (await client?.query(statementOf(sql, values, timeoutMs)))?.rows as never;
    };
    try {
      client = await pool.connect();
      await query(`begin ${mode}`);
      const result = await work(query);
      await query('commit');
      return result;
    } catch (error) {
      // On a silent connection a rollback would only wait behind what is not answered.
      broken =
        isSilent(error) ||
        (await query('rollback').then(
          () => false,
          () => true,
        ));
      throw error;
    } finally {
      client?.release(broken);
      running -= 1;
    }
  };
  return { transaction, running: () => running };
};
