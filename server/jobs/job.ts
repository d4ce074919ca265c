import { v5 } from 'uuid';
import type { Tenant } from '#server/tenants/tenant.ts';

/** What a job is about: ids and settings. It is kept for days and may be logged, so it holds no personal data. */
export type JobData = { readonly [name: string]: string | number | boolean | null };

/** One attempt at a job. */
export type JobRun<D extends JobData> = {
  /** Open for as long as the attempt lasts. */
  readonly tenant: Tenant;
  readonly data: D;
  /**
   * Aborted when this attempt is to end early: the pod is shutting down, or its lease was lost. What throws then is not
   * a failure: the job runs again, here or on another pod.
   */
  readonly signal: AbortSignal;
  /** From 1; an attempt that a shutdown cut short is counted, too. */
  readonly attempt: number;
};

/** A kind of background work for one tenant. It may run more than once, so what it does must be safe to repeat. */
export type Job<D extends JobData = JobData> = {
  readonly name: string;
  run(context: JobRun<D>): Promise<void>;
  /** Called once when every attempt has failed: puts what people see of the job right. */
  onFailed?(context: Pick<JobRun<D>, 'tenant' | 'data'>): Promise<void>;
  /** Attempts after the first, with growing pauses between them. One that a shutdown cut short is given back. */
  readonly retries: number;
  /** The longest of these pauses, in seconds. */
  readonly longestPauseSeconds: number;
  /** How many of this kind one pod works on at once. */
  readonly concurrency: number;
  /** Seconds between two looks for new work; work that this pod enqueues itself is looked for at once. */
  readonly pollSeconds: number;
  /** Seconds that one attempt may take; after that it counts as failed. */
  readonly timeoutSeconds: number;
  /** Runs by itself once a day for every tenant, at a time of its own between these hours of the tenant's clock. */
  readonly daily?: { readonly fromHour: number; readonly untilHour: number };
};

type JobOptions<D extends JobData> = Pick<Job<D>, 'name' | 'run' | 'onFailed' | 'daily'> &
  Partial<Pick<Job<D>, 'retries' | 'longestPauseSeconds' | 'concurrency' | 'pollSeconds' | 'timeoutSeconds'>>;

/** Declares a kind of job. */
export const job = <D extends JobData = JobData>(options: JobOptions<D>): Job<D> => ({
  // With pauses of half a minute at most: a quarter of an hour in all.
  retries: 30,
  longestPauseSeconds: 30,
  concurrency: 1,
  pollSeconds: 2,
  timeoutSeconds: 3_600,
  ...options,
});

const namespace = 'f3a1c6f0-5d0e-4d0a-9f43-6b8a3a6c1f57';

/** An id that follows from what it stands for: whatever is derived twice from the same parts happens once. */
export const derivedId = (...parts: readonly (string | number)[]): string => v5(parts.join('/'), namespace);
