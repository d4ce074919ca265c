import type { JobWithMetadata } from 'pg-boss';
import { failedForNow } from '#server/database/errors.ts';
import { reportDefect, type Log } from '#server/log.ts';
import type { TenantPool } from '#server/tenants/tenant-pool.ts';
import type { Tenant, TenantInfo } from '#server/tenants/tenant.ts';
import type { JobMetrics } from './job-metrics.ts';
import type { Job, JobData } from './job.ts';
import { handBack, type Claim } from './settle.ts';

export type Payload = { readonly tenant: Pick<TenantInfo, 'id' | 'slug'>; readonly data: JobData };
type Item = JobWithMetadata<Payload>;

/** The attempts that this pod makes at jobs. */
export type Attempts = {
  /** Throws where the attempt did not come to its end; then pg-boss tries again, unless the job was handed back or is not its any more. */
  readonly make: (kind: Job, item: Item) => Promise<void>;
  /** Says to people that every attempt at a job has failed. */
  readonly giveUp: (kind: Job | undefined, item: Item) => Promise<void>;
  /** From now on each attempt is to end, and gives its job back. */
  readonly drain: () => void;
  /** Gives back the jobs of attempts that have not ended. */
  readonly handBackAll: () => Promise<void>;
};

type Options = { readonly log: Log; readonly tenants: TenantPool; readonly metrics: JobMetrics };

export const createAttempts = ({ log, tenants, metrics }: Options): Attempts => {
  const draining = new AbortController();
  const underWay = new Map<string, Claim>();

  /** The tenant of a job; null where there is none any more. Throws where it is not served now: it may be again. */
  const tenantOf = async ({ tenant: { id, slug } }: Payload, name: string): Promise<Tenant | null> => {
    const tenant = await tenants.open(slug);
    if (tenant?.info.id === id) return tenant;
    if ((await tenants.find(slug))?.id === id) throw new Error('its tenant is not served now');
    log.info({ tenant: slug, job: name }, 'job dropped: its tenant is gone');
    return null;
  };

  const during = async (tenant: Tenant, work: () => Promise<void>): Promise<void> => {
    const release = tenants.hold(tenant);
    try {
      await work();
    } finally {
      release();
    }
  };

  const giveBack = (claim: Claim): Promise<void> =>
    handBack(tenants.platform, claim).catch((error: unknown) => {
      // Its lease runs out instead, which counts as a failed attempt.
      reportDefect(log, error, `job ${claim.name} handed back`);
    });

  const carryOut = async (kind: Job, item: Item, tenant: Tenant, signal: AbortSignal): Promise<void> => {
    const ended = metrics.durations.startTimer({ job: kind.name });
    try {
      await during(tenant, () => kind.run({ tenant, data: item.data.data, signal, attempt: item.retryCount + 1 }));
      metrics.attempts.inc({ job: kind.name, outcome: 'done' });
    } catch (error) {
      if (signal.aborted) throw error;
      metrics.attempts.inc({ job: kind.name, outcome: 'failed' });
      if (failedForNow(error)) {
        tenant.log.warn({ job: kind.name, error: String(error) }, 'a job is tried again');
        throw new Error('not possible at that moment');
      }
      const { details } = reportDefect(tenant.log, error, `job ${kind.name}`);
      // Kept with the job, so it is the reference and not the message: that could quote a record.
      throw new Error(`failed: ${details?.reference}`);
    } finally {
      ended();
    }
  };

  return {
    make: async (kind, item) => {
      const { id, retryCount } = item;
      const claim = { name: kind.name, id, retryCount };
      // pg-boss aborts its own where a renewal of the lease finds that the job is not this attempt's any more.
      const signal = AbortSignal.any([item.signal, draining.signal]);
      underWay.set(id, claim);
      try {
        signal.throwIfAborted();
        const tenant = await tenantOf(item.data, kind.name);
        if (!tenant) return;
        signal.throwIfAborted();
        await carryOut(kind, item, tenant, signal);
      } catch (error) {
        if (!signal.aborted) throw error;
        const outcome = draining.signal.aborted ? 'handed-back' : 'stopped';
        metrics.attempts.inc({ job: kind.name, outcome });
        if (outcome === 'handed-back') await giveBack(claim);
        throw new Error(outcome);
      } finally {
        underWay.delete(id);
      }
    },
    giveUp: async (kind, item) => {
      const { id, retryCount } = item;
      const name = kind?.name ?? 'unknown';
      log.error({ tenant: item.data.tenant.slug, job: name, id: item.sourceId }, 'job failed for good');
      metrics.failed.inc({ job: name });
      underWay.set(id, { name: item.name, id, retryCount });
      try {
        const tenant = kind?.onFailed ? await tenantOf(item.data, name) : null;
        if (tenant) await during(tenant, async () => kind?.onFailed?.({ tenant, data: item.data.data }));
      } finally {
        underWay.delete(id);
      }
    },
    drain: () => draining.abort(),
    handBackAll: async () => {
      await Promise.all([...underWay.values()].map(giveBack));
    },
  };
};
