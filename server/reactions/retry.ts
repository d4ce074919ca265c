import type { LogRow } from '#server/database/log-row.ts';
import { readLog } from '#server/changelog/read.ts';
import { job, type Job } from '#server/jobs/job.ts';
import { actOf, concerns, type Reaction } from '#server/changelog/reaction.ts';
import { react } from './react.ts';

/** The last change, by its number and mutation, and where those of one act that belong to it begin. */
type About = { readonly reaction: string; readonly from: number; readonly seq: number; readonly mid: string };
export type RetryJob = Job<About>;

const isOfOneAct = (reaction: Reaction, row: LogRow, last: LogRow): boolean =>
  reaction.runAct !== undefined && last.group !== null && actOf(row) === actOf(last) && concerns(reaction, row);

/** What did not go well the first time is tried again, apart from the log that goes on meanwhile. */
export const retryJob = (reactions: readonly Reaction[]): RetryJob =>
  job<About>({
    name: 'reaction',
    concurrency: 2,
    run: async ({ tenant, data }) => {
      const reaction = reactions.find(({ name }) => name === data.reaction);
      const rows = await readLog(tenant.db.query, data.from - 1, data.seq, data.seq - data.from + 1);
      const last = rows.at(-1);
      // Another change has the number after a restore.
      if (!reaction || last?.mid !== data.mid) return;
      await react(
        tenant,
        reaction,
        rows.filter((row) => row === last || isOfOneAct(reaction, row, last)),
      );
    },
  });
