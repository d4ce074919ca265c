import type { LogRow } from '#server/database/log-row.ts';
import { readConcerning, readLog } from '#server/changelog/read.ts';
import type { Database } from '#server/database/connection.ts';
import { job, type Job } from '#server/jobs/job.ts';
import type { Mail } from '#server/mail/mail.ts';
import { actOf, type Reaction } from '#server/changelog/reaction.ts';
import { react } from './react.ts';

/** The last change, by its number and mutation, and where those of one act that belong to it begin. */
type About = { readonly reaction: string; readonly from: number; readonly seq: number; readonly mid: string };
export type RetryJob = Job<About>;

const pageSize = 100;

/**
 * The changes of the act that `last` ended which are to be taken together with it, from `from` on; `last` alone where
 * the reaction takes each by itself. Between them may lie any number of others, so they are read a page at a time.
 */
const takenWith = async (db: Database, reaction: Reaction, last: LogRow, from: number): Promise<LogRow[]> => {
  if (!reaction.runAct || last.group === null) return [last];
  const taken: LogRow[] = [];
  for (let since = from - 1, isMore = true; isMore && since < last.seq - 1;) {
    const { rows, upTo, more } = await readConcerning(db, reaction, since, pageSize);
    taken.push(...rows.filter((row) => row.seq < last.seq && actOf(row) === actOf(last)));
    since = upTo;
    isMore = more;
  }
  return [...taken, last];
};

/**
 * What did not go well the first time is tried again, apart from the log that goes on meanwhile. `mail` is asked for as
 * it runs: that needs the jobs, of which this is one.
 */
export const retryJob = (reactions: readonly Reaction[], mail: () => Mail): RetryJob =>
  job<About>({
    name: 'reaction',
    concurrency: 2,
    run: async ({ tenant, data }) => {
      const reaction = reactions.find(({ name }) => name === data.reaction);
      const [last] = await readLog(tenant.db.query, data.seq - 1, data.seq, 1);
      // Another change has the number after a restore.
      if (!reaction || last?.mid !== data.mid) return;
      await react(tenant, reaction, await takenWith(tenant.db, reaction, last, data.from), mail());
    },
  });
