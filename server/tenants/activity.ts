import type { Database } from '#server/database/connection.ts';
import { isConnectionError } from '#server/database/errors.ts';
import { reportDefect, type Log } from '#server/log.ts';

/** A tenant in which something may have been committed that was not looked at yet. */
export type ActiveTenant = { readonly id: string; readonly lookedAt: Date };

/**
 * In which tenants something is being written: kept in the platform's database, so that what looks after all tenants
 * wakes the databases of none that is idle.
 */
export type Activity = {
  /**
   * To be called before each commit; a database that was marked within the last half minute costs nothing. Never
   * throws: work goes on while the platform's database is away.
   */
  readonly mark: (tenantId: string) => Promise<void>;
  readonly active: () => Promise<ActiveTenant[]>;
  /** Everything in this tenant's log was looked at after `lookedAt`. */
  readonly looked: (tenantId: string, lookedAt: Date) => Promise<void>;
};

/** How long a mark covers further commits, in milliseconds. */
const markLastsMs = 30_000;
/** Seconds after a mark in which something may still be committed under it: as long as it lasts, and a slow commit. */
const settledAfter = 90;
const maxWaitMs = 1_000;

export const createActivity = (platform: Database, log: Log): Activity => {
  const marks = new Map<string, { readonly until: number; readonly done: Promise<void> }>();

  const write = async (tenantId: string): Promise<void> => {
    try {
      await platform.prepared(
        `insert into tenant_activity (tenant_id, active_at) values ($1, now())
         on conflict (tenant_id) do update set active_at = excluded.active_at`,
        [tenantId],
      );
    } catch (error) {
      marks.delete(tenantId);
      if (isConnectionError(error)) log.warn({ tenant: tenantId }, 'activity not marked');
      else reportDefect(log, error, 'tenant activity');
    }
  };

  return {
    mark: (tenantId) => {
      const marked = marks.get(tenantId);
      if (marked && performance.now() < marked.until) return marked.done;
      let timer: NodeJS.Timeout | undefined;
      const tooLong = new Promise<void>((resolve) => (timer = setTimeout(resolve, maxWaitMs)));
      const done = Promise.race([write(tenantId), tooLong]).finally(() => clearTimeout(timer));
      marks.set(tenantId, { until: performance.now() + markLastsMs, done });
      return done;
    },
    active: async () => {
      const rows = await platform.prepared<{ id: string; at: Date }>(
        `select a.tenant_id as id, now() as at from tenant_activity a join tenants t on t.id = a.tenant_id
         where t.status = 'active' and (a.looked_at is null or a.looked_at < a.active_at + interval '${settledAfter} seconds')`,
      );
      return rows.map(({ id, at }) => ({ id, lookedAt: at }));
    },
    looked: async (tenantId, lookedAt) => {
      await platform.prepared('update tenant_activity set looked_at = $2 where tenant_id = $1', [tenantId, lookedAt]);
    },
  };
};
