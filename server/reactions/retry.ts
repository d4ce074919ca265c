import { readLog } from '#server/changelog/read.ts';
import { job, type Job } from '#server/jobs/job.ts';
import type { Reaction } from '#server/changelog/reaction.ts';
import { react } from './react.ts';

type About = { readonly reaction: string; readonly seq: number; readonly mid: string };
export type RetryJob = Job<About>;

/** What did not go well the first time is tried again, apart from the log that goes on meanwhile. */
export const retryJob = (reactions: readonly Reaction[]): RetryJob =>
  job<About>({
    name: 'reaction',
    concurrency: 2,
    run: async ({ tenant, data }) => {
      const reaction = reactions.find(({ name }) => name === data.reaction);
      const [change] = await readLog(tenant.db, data.seq - 1, data.seq, 1);
      // Another change has the number after a restore.
      if (!reaction || change?.mid !== data.mid) return;
      await react(tenant, reaction, [change]);
    },
  });
