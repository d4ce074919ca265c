import { PgBoss, type JobWithMetadata } from 'pg-boss';
import type { Registry } from 'prom-client';
import type { Config } from '#server/config.ts';
import { platformAddress } from '#server/database/cluster.ts';
import { reportDefect, type Log } from '#server/log.ts';
import type { TenantPool } from '#server/tenants/tenant-pool.ts';
import type { TenantInfo } from '#server/tenants/tenant.ts';
import { createAttempts, type Payload } from './attempts.ts';
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
  /**
   * For the pod's shutdown: takes up no more jobs and aborts the signals of the attempts under way. Each job that is not
   * done is handed back to other pods: as its attempt ends, and after `drainTimeoutMs` in any case.
   */
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
  /** How long attempts have for coming to an end when the pod shuts down, in milliseconds. */
  readonly drainTimeoutMs?: number;
};

/** Where jobs go of which every attempt failed. */
const deadLetters = 'failed';
/** A pod that was silent for this many seconds has lost its jobs to others; pg-boss takes no less. */
const leaseSeconds = 10;
const superviseSeconds = 5;
/** Seconds between two renewals of a lease, each of which finds out whether the job is still this attempt's. */
const renewSeconds = 1;
/** What pg-boss waits, after the attempts' own time, for their jobs to be handed back, in milliseconds. */
const handBackTimeoutMs = 1_000;
const scheduleEveryMs = 10 * 60_000;

export const openJobs = async ({
  config,
  log,
  tenants,
  kinds,
  registry,
  works,
  drainTimeoutMs = 5_000,
}: Options): Promise<Jobs> => {
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
  const attempts = createAttempts({ log, tenants, metrics });
  let closed: Promise<void> | null = null;

  const startWorkers = async (): Promise<void> => {
    for (const kind of kinds) {
      const options = {
        includeMetadata: true,
        localConcurrency: kind.concurrency,
        pollingIntervalSeconds: kind.pollSeconds,
        heartbeatRefreshSeconds: renewSeconds,
      } as const;
      workers.set(
        kind.name,
        await boss.work<Payload>(kind.name, options, ([item]) => attempts.make(kind, item as JobWithMetadata<Payload>)),
      );
    }
    const options = { includeMetadata: true, pollingIntervalSeconds: 5 } as const;
    await boss.work<Payload>(deadLetters, options, ([item]) => {
      const failed = item as JobWithMetadata<Payload>;
      return attempts.giveUp(
        kinds.find(({ name }) => name === failed.sourceName),
        failed,
      );
    });
  };

  const schedule = async (): Promise<void> => {
    try {
      await updateSchedules(boss, kinds, await tenants.list());
    } catch (error) {
      if (!closed) reportDefect(log, error, 'job schedules');
    }
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
    attempts.drain();
    // What ends later than that goes on elsewhere meanwhile: pg-boss would count it as failed.
    const late = setTimeout(() => void attempts.handBackAll(), drainTimeoutMs);
    await boss.stop({ close: false, timeout: drainTimeoutMs + handBackTimeoutMs });
    clearTimeout(late);
    await boss.stop();
    stopReporting();
  };

  return {
    enqueue: async (kind, { id, slug }, seq, data) => {
      await boss.send(kind.name, { tenant: { id, slug }, data } satisfies Payload, {
        id: derivedId(id, seq, kind.name),
      });
      const worker = workers.get(kind.name);
      if (worker) boss.notifyWorker(worker);
    },
    close: () => (closed ??= close()),
  };
};

const ensureQueue = async (
  boss: PgBoss,
  { name, retries, longestPauseSeconds, timeoutSeconds }: Job,
): Promise<void> => {
  const options = {
    deadLetter: deadLetters,
    retryLimit: retries,
    retryDelay: 1,
    retryBackoff: true,
    // A pod that died is no fault of its job: the next attempt is not long in coming.
    retryDelayMax: longestPauseSeconds,
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
