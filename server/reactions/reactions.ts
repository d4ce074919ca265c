import type { LogRow } from '#server/database/log-row.ts';
import { failedForNow, isClosed } from '#server/database/errors.ts';
import type { Jobs } from '#server/jobs/jobs.ts';
import type { Mail } from '#server/mail/mail.ts';
import { reportDefect, type Log } from '#server/log.ts';
import { concerns, type Reaction } from '#server/changelog/reaction.ts';
import type { ActiveTenant } from '#server/tenants/activity.ts';
import type { TenantPool } from '#server/tenants/tenant-pool.ts';
import { consume } from './consume.ts';
import type { RetryJob } from './retry.ts';

/** Sees to it that what follows from changes happens, in every tenant. */
export type Reactions = {
  /** Someone committed these rows, in this pod or in another. */
  readonly onCommitted: (tenantId: string, rows: readonly LogRow[]) => void;
  /** Looks after the tenants in which something may have been committed lately; others' databases are left alone. */
  readonly sweep: () => Promise<void>;
  readonly close: () => Promise<void>;
};

type Options = {
  readonly tenants: TenantPool;
  readonly jobs: Jobs;
  readonly reactions: readonly Reaction[];
  readonly retry: RetryJob;
  readonly log: Log;
  readonly mail: Mail;
};

/** A message that got lost is made up for after this time at most, in milliseconds. */
const sweepEveryMs = 15_000;

export const startReactions = ({ tenants, jobs, reactions, retry, log, mail }: Options): Reactions => {
  const ending = new AbortController();
  const slugs = new Map<string, string>();
  /** Tenants that are being worked on, and whether something came in meanwhile. */
  const working = new Map<string, { again: boolean; done: Promise<void> }>();

  const follow = async (slug: string, id: string): Promise<void> => {
    const tenant = await tenants.open(slug);
    if (tenant?.info.id !== id) return;
    const release = tenants.hold(tenant);
    try {
      for (const reaction of reactions) await consume({ tenant, reaction, jobs, retry, mail }, ending.signal);
    } finally {
      release();
    }
  };

  const slugOf = async (id: string): Promise<string | null> => {
    if (!slugs.has(id)) for (const info of await tenants.list()) slugs.set(info.id, info.slug);
    return slugs.get(id) ?? null;
  };

  const work = async (id: string, state: { again: boolean }): Promise<void> => {
    while (state.again && !ending.signal.aborted) {
      state.again = false;
      const slug = await slugOf(id);
      if (slug) await follow(slug, id);
    }
  };

  /** Whether it went well; the next sweep tries again. */
  const wake = (id: string): Promise<void> => {
    const current = working.get(id);
    if (current) {
      current.again = true;
      return current.done;
    }
    const state = { again: true, done: Promise.resolve() };
    working.set(id, state);
    state.done = work(id, state).finally(() => working.delete(id));
    return state.done;
  };

  const failed = (error: unknown): void => {
    if (failedForNow(error) || (ending.signal.aborted && (isClosed(error) || error === ending.signal.reason)))
      log.debug({ error: String(error) }, 'reactions wait');
    else reportDefect(log, error, 'reactions');
  };

  const lookAfter = async ({ id, lookedAt }: ActiveTenant): Promise<void> => {
    await wake(id);
    const tenant = tenants.opened(id);
    // Its messages, too, are found that a pod left behind which died after the commit.
    if (tenant) await mail.takeUp(tenant);
    if (!ending.signal.aborted) await tenants.activity.looked(id, lookedAt);
  };

  const sweep = async (): Promise<void> => {
    for (const tenant of await tenants.activity.active()) await lookAfter(tenant).catch(failed);
  };
  let sweeping: Promise<void> | null = null;
  const timer = setInterval(() => {
    sweeping ??= sweep()
      .catch(failed)
      .finally(() => {
        sweeping = null;
      });
  }, sweepEveryMs);

  const onCommitted = (id: string, rows: readonly LogRow[]): void => {
    const isOfConcern = rows.some((row) => reactions.some((reaction) => concerns(reaction, row)));
    if (isOfConcern && !ending.signal.aborted) void wake(id).catch(failed);
  };
  const unsubscribe = tenants.onCommitted(onCommitted);

  return {
    onCommitted,
    sweep,
    close: async () => {
      ending.abort();
      clearInterval(timer);
      unsubscribe();
      await Promise.allSettled([...[...working.values()].map(({ done }) => done), sweeping]);
    },
  };
};
