import { readConcerning } from '#server/changelog/read.ts';
import type { LogRow } from '#server/database/log-row.ts';
import type { Jobs } from '#server/jobs/jobs.ts';
import { actOf, type Reaction } from '#server/changelog/reaction.ts';
import { reportDefect } from '#server/log.ts';
import type { Mail } from '#server/mail/mail.ts';
import type { Tenant } from '#server/tenants/tenant.ts';
import { failedForNow } from '#server/database/errors.ts';
import { react } from './react.ts';
import type { RetryJob } from './retry.ts';

const pageSize = 100;

type Consumer = {
  readonly tenant: Tenant;
  readonly reaction: Reaction;
  readonly jobs: Jobs;
  readonly mail: Mail;
  readonly retry: RetryJob;
};

/**
 * Lets a reaction follow a tenant's log to its end. The cursor is locked by a transaction while a page is worked on:
 * one pod at a time, and a pod that dies gives it up at once. What the dead one did is not done again. Throws what
 * `signal` is aborted with.
 */
export const consume = async (consumer: Consumer, signal: AbortSignal): Promise<void> => {
  let isMore = true;
  while (isMore && !signal.aborted) isMore = await consumePage(consumer, signal);
};

const consumePage = async ({ tenant, reaction, jobs, mail, retry }: Consumer, signal: AbortSignal): Promise<boolean> =>
  tenant.db.transaction(async (query) => {
    const [cursor] = await query<{ seq: number }>(
      'select seq from reaction_cursors where consumer = $1 for update skip locked',
      [reaction.name],
    );
    if (!cursor) return false;
    const { rows, upTo, more } = await readConcerning(tenant.db, reaction, cursor.seq, pageSize);
    if (upTo <= cursor.seq) return false;
    for (const changes of taken(reaction, rows)) {
      // The pod is leaving. Another works on this page again, and what is done of it already is not done twice.
      signal.throwIfAborted();
      try {
        await react(tenant, reaction, changes, mail);
      } catch (error) {
        if (failedForNow(error)) throw error;
        // One that cannot be worked on now does not keep those behind it waiting: it is tried again by a job.
        reportDefect(tenant.log, error, `reaction ${reaction.name}`);
        const row = changes.at(-1) as LogRow;
        await jobs.enqueue(retry, tenant.info, `${row.mid}/${row.seq}/${reaction.name}`, {
          reaction: reaction.name,
          from: changes[0]?.seq ?? row.seq,
          seq: row.seq,
          mid: row.mid,
        });
      }
    }
    await query('update reaction_cursors set seq = $2 where consumer = $1', [reaction.name, upTo]);
    return more;
  });

/** One by one; those of one act together, where the reaction takes them so. */
const taken = (reaction: Reaction, rows: readonly LogRow[]): LogRow[][] => [
  ...Map.groupBy(rows, (row) => (reaction.runAct ? (actOf(row) ?? row) : row)).values(),
];
