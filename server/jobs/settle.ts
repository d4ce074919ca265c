import type { Database } from '#server/database/connection.ts';

/** A job in the hands of one attempt. Each attempt counts `retryCount` up, so that it names the attempt. */
export type Claim = { readonly name: string; readonly id: string; readonly retryCount: number };

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
