import type { PgBoss } from 'pg-boss';
import type { Database } from '#server/database/connection.ts';

/** A job in the hands of one attempt. Each attempt counts `retryCount` up, so that it names the attempt. */
export type Claim = { readonly name: string; readonly id: string; readonly retryCount: number };

/**
 * What became of a job that was cancelled. `cancelled`: it waited, and does not run any more. `stopping`: an attempt is
 * under way and its signal is aborted, within two seconds where another pod has it; no other attempt follows. `over`: it
 * had come to its end, or was never there.
 */
export type Cancellation = 'cancelled' | 'stopping' | 'over';

/**
 * Gives a job back at a shutdown: another pod may take it up at once, and the attempt costs it none of those it has.
 * pg-boss has no such step: `fail` counts, and what `restore` gives back cannot be told from the next attempt. An attempt
 * that has lost its job gives nothing back.
 */
export const handBack = async (platform: Database, { name, id, retryCount }: Claim): Promise<void> => {
  await platform.query(
    `update pgboss.job set state = 'retry', retry_limit = retry_limit + 1, start_after = now(), heartbeat_on = null
     where name = $1 and id = $2 and state = 'active' and retry_count = $3`,
    [name, id, retryCount],
  );
};

/** Whether an attempt still has its job: it may have been cancelled since it was taken up. */
export const isHeld = async (platform: Database, { name, id, retryCount }: Claim): Promise<boolean> => {
  const held = await platform.query(
    `select 1 from pgboss.job where name = $1 and id = $2 and state = 'active' and retry_count = $3`,
    [name, id, retryCount],
  );
  return held.length === 1;
};

/** Cancels a job, and tells whether that kept it from running: no pod takes it up between the look and the cancelling. */
export const cancelJob = (boss: PgBoss, platform: Database, name: string, id: string): Promise<Cancellation> =>
  platform.transaction(async (query) => {
    const [found] = await query<{ state: string }>(
      'select state from pgboss.job where name = $1 and id = $2 for update',
      [name, id],
    );
    const isWaiting = found?.state === 'created' || found?.state === 'retry';
    if (!isWaiting && found?.state !== 'active') return 'over';
    await boss.cancel(name, id, {
      db: { executeSql: async (sql, values) => ({ rows: await query(sql, values ?? []) }) },
    });
    return isWaiting ? 'cancelled' : 'stopping';
  });
