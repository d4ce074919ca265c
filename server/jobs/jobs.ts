import { PgBoss, type JobWithMetadata } from 'pg-boss';
import type { Registry } from 'prom-client';
import type { Config } from '#server/config.ts';
import { platformAddress } from '#server/database/cluster.ts';
import { reportDefect, type Log } from '#server/log.ts';
import type { TenantPool } from '#server/tenants/tenant-pool.ts';
import type { Tenant, TenantInfo } from '#server/tenants/tenant.ts';
import { updateSchedules } from './daily.ts';
import { createJobMetrics } from './job-metrics.ts';
import { derivedId, type Job, type JobData } from './job.ts';

/** Background work of all tenants: one queue in the platform's database, so that no tenant's database is polled. */
export type Jobs = {
  /**
   * Sees to it that a job runs. The same kind, tenant and `seq` (what it follows from) are one job, however often it is
   * asked for. Throws what the platform's database throws.
   */
  readonly enqueue: <D extends JobData>(
    kind: Job<D>,
    tenant: TenantInfo,
    seq: string | number,
    data: D,
  ) => Promise<void>;
  /** Takes back a job that waits for its first or next attempt. False: it is running, over, or was never there. */
  readonly cancel: (kind: Job<never>, tenant: TenantInfo, seq: string | number) => Promise<boolean>;
  /** Ends the attempts under way and hands their jobs back to other pods. */
  readonly close: () => Promise<void>;
};

type Options = {
  readonly config: Pick<Config, 'databaseUrl' | 'databaseName'>;
  readonly log: Log;
  readonly tenants: TenantPool;
  readonly kinds: readonly Job[];
  readonly registry: Registry;
  /** Whether this pod runs jobs; it can enqueue them anyway. */
  readonly works: boolean;
};

type Payload = { readonly tenant: Pick<TenantInfo, 'id' | 'slug'>; readonly data: JobData };

/** Where jobs go of which every attempt failed. */
const deadLetters = 'failed';
/** A pod that was silent for this many seconds has lost its jobs to others; pg-boss takes no less. */
const leaseSeconds = 10;
const superviseSeconds = 5;
/** How long attempts have for coming to an end when the pod shuts down, in milliseconds. */
const drainTimeoutMs = 5_000;
const scheduleEveryMs = 10 * 60_000;

export const openJobs = async ({ config, log, tenants, kinds, registry, works }: Options): Promise<Jobs> => {
  const boss = new PgBoss({
    connectionString: platformAddress(config),
    application_name: 'dentracrm-jobs',
    max: works ? 4 : 2,
    supervise: works,
    schedule: works,
    superviseIntervalSeconds: superviseSeconds,
    monitorIntervalSeconds: superviseSeconds,
    registerInstance: false,
    openTelemetry: { enabled: false },
  });
  const stopReporting = reportTrouble(boss, log);
  const names = kinds.map(({ name }) => name);
  const metrics = createJobMetrics(registry, boss, [...names, deadLetters]);
  const workers = new Map<string, string>();
  const draining = new AbortController();
  const handedBack = new Map<string, string>();

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

  const attempt = async (kind: Job, item: JobWithMetadata<Payload>): Promise<void> => {
    const tenant = await tenantOf(item.data, kind.name);
    if (!tenant) return;
    const ended = metrics.durations.startTimer({ job: kind.name });
    const signal = AbortSignal.any([item.signal, draining.signal]);
    try {
      signal.throwIfAborted();
      await during(tenant, () => kind.run({ tenant, data: item.data.data, signal, attempt: item.retryCount + 1 }));
      metrics.attempts.inc({ job: kind.name, outcome: 'done' });
    } catch (error) {
      if (signal.aborted) {
        metrics.attempts.inc({ job: kind.name, outcome: 'handed-back' });
        if (draining.signal.aborted) handedBack.set(item.id, kind.name);
        throw new Error('handed back');
      }
      metrics.attempts.inc({ job: kind.name, outcome: 'failed' });
      const { details } = reportDefect(tenant.log, error, `job ${kind.name}`);
      // Kept with the job, so it is the reference and not the message: that could quote a record.
      throw new Error(`failed: ${details?.reference}`);
    } finally {
      ended();
    }
  };

  /** What failed for good is in the log and in the metrics, and its kind has a chance to say so to people. */
  const bury = async (item: JobWithMetadata<Payload>): Promise<void> => {
    const kind = kinds.find(({ name }) => name === item.sourceName);
    const name = kind?.name ?? 'unknown';
    log.error({ tenant: item.data.tenant.slug, job: name, id: item.sourceId }, 'job failed for good');
    metrics.failed.inc({ job: name });
    const tenant = kind?.onFailed ? await tenantOf(item.data, name) : null;
    if (tenant) await during(tenant, async () => kind?.onFailed?.({ tenant, data: item.data.data }));
  };

  const startWorkers = async (): Promise<void> => {
    for (const kind of kinds) {
      const options = {
        includeMetadata: true,
        localConcurrency: kind.concurrency,
        pollingIntervalSeconds: kind.pollSeconds,
      } as const;
      workers.set(
        kind.name,
        await boss.work<Payload>(kind.name, options, ([item]) => attempt(kind, item as JobWithMetadata<Payload>)),
      );
    }
    const options = { includeMetadata: true, pollingIntervalSeconds: 5 } as const;
    await boss.work<Payload>(deadLetters, options, ([item]) => bury(item as JobWithMetadata<Payload>));
  };

  const schedule = async (): Promise<void> => {
    await updateSchedules(boss, kinds, await tenants.list()).catch((error: unknown) => {
      if (!draining.signal.aborted) reportDefect(log, error, 'job schedules');
    });
  };

  await boss.start();
  await boss.createQueue(deadLetters);
  for (const kind of kinds) await ensureQueue(boss, kind);
  let scheduling: NodeJS.Timeout | null = null;
  if (works) {
    await startWorkers();
    await schedule();
    scheduling = setInterval(() => void schedule(), scheduleEveryMs);
  }

  const close = async (): Promise<void> => {
    if (scheduling) clearInterval(scheduling);
    draining.abort();
    await boss.stop({ close: false, timeout: drainTimeoutMs });
    // Another pod need not wait for the pause that follows a failure.
    for (const [id, name] of handedBack) await boss.update(name, undefined, { id, startAfter: 0 });
    await boss.stop();
    stopReporting();
  };
  let closed: Promise<void> | null = null;

  return {
    enqueue: async (kind, { id, slug }, seq, data) => {
      await boss.send(kind.name, { tenant: { id, slug }, data } satisfies Payload, {
        id: derivedId(id, seq, kind.name),
      });
      const worker = workers.get(kind.name);
      if (worker) boss.notifyWorker(worker);
    },
    cancel: async (kind, { id }, seq) => {
      const [found] = await boss.findJobs(kind.name, { id: derivedId(id, seq, kind.name) });
      if (found?.state !== 'created' && found?.state !== 'retry') return false;
      await boss.cancel(kind.name, found.id);
      return true;
    },
    close: () => (closed ??= close()),
  };
};

const ensureQueue = async (boss: PgBoss, { name, retries, timeoutSeconds }: Job): Promise<void> => {
  const options = {
    deadLetter: deadLetters,
    retryLimit: retries,
    retryDelay: 1,
    retryBackoff: true,
    retryDelayMax: 600,
    expireInSeconds: timeoutSeconds,
    heartbeatSeconds: leaseSeconds,
  };
  await boss.createQueue(name, options);
  await boss.updateQueue(name, options);
};

const quietMs = 30_000;

/** Says that the queue is in trouble, now and then: while the database is away it is so every second. */
const reportTrouble = (boss: PgBoss, log: Log): (() => void) => {
  let saidAt = -Infinity;
  let over = false;
  boss.on('error', (error: Error & { code?: string }) => {
    if (over || performance.now() - saidAt < quietMs) return;
    saidAt = performance.now();
    log.warn({ name: error.name, code: error.code }, 'job queue in trouble');
  });
  boss.on('warning', ({ message }) => log.debug({ message }, 'job queue'));
  return () => (over = true);
};
