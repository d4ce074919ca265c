import type { Database } from '#server/database/connection.ts';

/** A job in the hands of one attempt. Each attempt counts `retryCount` up, so that it names the attempt. */
export type Claim = { readonly name: string; readonly id: string; readonly retryCount: number };

/**
 * Gives a job back at a shutdown: another pod may start it at once, and it loses none of its attempts. pg-boss cannot do
 * this: its `fail` uses up an attempt, and its `restore` gives the next attempt the same number as this one. Does nothing
 * where the attempt has lost its job.
 */
export const handBack = async (platform: Database, { name, id, retryCount }: Claim): Promise<void> => {
  await platform.query(
    `update pgboss.job set state = 'retry', retry_limit = retry_limit + 1, start_after = now(), heartbeat_on = null
     where name = $1 and id = $2 and state = 'active' and retry_count = $3`,
    [name, id, retryCount],
  );
};
