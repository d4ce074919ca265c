import type { PgBoss } from 'pg-boss';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

export type JobMetrics = {
  readonly attempts: Counter<'job' | 'outcome'>;
  readonly failed: Counter<'job'>;
  readonly durations: Histogram<'job'>;
};

/** What is counted about jobs. Labels are kinds of jobs, never a tenant or an id. */
export const createJobMetrics = (registry: Registry, boss: PgBoss, names: readonly string[]): JobMetrics => {
  const registers = [registry];
  // Registered by being made: it reads the queues whenever someone asks for the metrics.
  new Gauge({
    name: 'jobs_waiting',
    help: 'Jobs that could run now and are not running yet.',
    labelNames: ['job'],
    registers,
    async collect() {
      const queues = await boss.getQueues([...names]).catch(() => []);
      for (const { name, readyCount } of queues) this.set({ job: name }, readyCount);
    },
  });
  return {
    attempts: new Counter({
      name: 'job_attempts_total',
      help: 'Attempts at jobs that ended: done, failed (and tried again), handed back at a shutdown, or stopped because its lease was lost.',
      labelNames: ['job', 'outcome'],
      registers,
    }),
    failed: new Counter({
      name: 'jobs_failed_total',
      help: 'Jobs that failed for good: every attempt did.',
      labelNames: ['job'],
      registers,
    }),
    durations: new Histogram({
      name: 'job_attempt_duration_seconds',
      help: 'How long an attempt took.',
      labelNames: ['job'],
      buckets: [0.01, 0.1, 1, 10, 60, 600],
      registers,
    }),
  };
};
