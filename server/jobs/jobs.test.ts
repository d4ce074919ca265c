import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { Registry } from 'prom-client';
import { v7 } from 'uuid';
import { ensureDatabase } from '#server/database/cluster.ts';
import { changeStatus, saveRegistered } from '#server/tenants/registry.ts';
import { openTenantPool, type TenantPool } from '#server/tenants/tenant-pool.ts';
import type { TenantInfo } from '#server/tenants/tenant.ts';
import { testCluster } from '#server/testing/cluster.ts';
import { job, type Job, type JobData } from './job.ts';
import { openJobs, type Jobs } from './jobs.ts';

type Pod = { readonly jobs: Jobs; readonly tenants: TenantPool; readonly registry: Registry };

type World = {
  readonly apollo: TenantInfo;
  /** Another pod of the same product. */
  readonly pod: (kinds: readonly Job[], options?: { works?: boolean; drainTimeoutMs?: number }) => Promise<Pod>;
  readonly suspend: () => Promise<void>;
  readonly cleanUp: (end: () => Promise<unknown>) => void;
};

const world = async (t: TestContext): Promise<World> => {
  const { config, log } = testCluster(t);
  // Before the databases are dropped, which does not wait.
  const endings: (() => Promise<unknown>)[] = [];
  t.after(async () => {
    for (const end of endings.toReversed()) await end();
  });
  const tenants = await openTenantPool({ config, log });
  endings.push(() => tenants.close());
  const apollo: TenantInfo = {
    id: v7(),
    slug: 'apollo',
    name: 'Apollo',
    timeZone: 'Asia/Kolkata',
    accent: 'teal',
    currency: 'INR',
    modules: [],
    status: 'active',
    createdAt: new Date().toISOString(),
  };
  const databaseName = `${config.databaseName}_t_apollo`;
  await saveRegistered(tenants.platform, { info: apollo, plan: 'test', suite: 'dental', databaseName });
  await ensureDatabase(config.databaseUrl, databaseName);
  return {
    apollo,
    cleanUp: (end) => void endings.push(end),
    suspend: async () => {
      await changeStatus(tenants.platform, 'apollo', 'active', 'suspended');
      tenants.forget('apollo');
    },
    pod: async (kinds, { works = true, drainTimeoutMs = 5_000 } = {}) => {
      const registry = new Registry();
      const own = await openTenantPool({ config, log });
      const jobs = await openJobs({ config, log, tenants: own, kinds, registry, works, drainTimeoutMs });
      endings.push(async () => {
        await jobs.close();
        await own.close();
      });
      return { jobs, tenants: own, registry };
    },
  };
};

const greeting = (run: Job<{ word: string }>['run'], options: Partial<Job> = {}): Job<{ word: string }> =>
  job<{ word: string }>({ name: 'greeting', pollSeconds: 0.5, ...options, run });

test('what is asked for twice is done once, by a pod that works, for the tenant that it is about', async (t) => {
  const { pod, apollo } = await world(t);
  const seen: JobData[] = [];
  const done = Promise.withResolvers<void>();
  const kind = greeting(({ tenant, data }) => {
    seen.push({ tenant: tenant.info.id, ...data });
    if (data.word === 'last') done.resolve();
    return Promise.resolve();
  });
  const web = await pod([kind], { works: false });
  await web.jobs.enqueue(kind, apollo, 7, { word: 'first' });
  await web.jobs.enqueue(kind, apollo, 7, { word: 'again' });
  const worker = await pod([kind]);
  await worker.jobs.enqueue(kind, apollo, 7, { word: 'and again' });
  await worker.jobs.enqueue(kind, apollo, 8, { word: 'last' });
  await done.promise;
  assert.deepEqual(seen, [
    { tenant: apollo.id, word: 'first' },
    { tenant: apollo.id, word: 'last' },
  ]);
});

test('a job that fails is tried again; one that fails for good is counted, and its kind is told', async (t) => {
  const { pod, apollo } = await world(t);
  const attempts: number[] = [];
  const told = Promise.withResolvers<JobData>();
  const kind = greeting(
    ({ attempt }) => {
      attempts.push(attempt);
      return Promise.reject(new Error('98430 12345 does not like this'));
    },
    { retries: 1, onFailed: ({ data }) => Promise.resolve(told.resolve(data)) },
  );
  const { jobs, tenants, registry } = await pod([kind]);
  await jobs.enqueue(kind, apollo, 1, { word: 'hello' });
  assert.deepEqual(await told.promise, { word: 'hello' });
  assert.deepEqual(attempts, [1, 2]);
  assert.match(await registry.metrics(), /jobs_failed_total\{job="greeting"\} 1/);
  // An error can quote a record, and the queue keeps what it is told.
  const kept = await tenants.platform.query<{ output: unknown }>(
    'select output from pgboss.job where output is not null',
  );
  assert.ok(kept.length > 0 && !JSON.stringify(kept).includes('98430'));
});

test('a pod that shuts down hands back what it is at, and another one takes it up', async (t) => {
  const { pod, apollo } = await world(t);
  const begun: string[] = [];
  const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<number>()];
  const onFirst = greeting(async ({ signal }) => {
    begun.push('first');
    first.resolve();
    await new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('cut short'))));
  });
  const leaving = await pod([onFirst]);
  await leaving.jobs.enqueue(onFirst, apollo, 1, { word: 'hello' });
  await first.promise;
  const onSecond = greeting(({ attempt }) => {
    begun.push('second');
    second.resolve(attempt);
    return Promise.resolve();
  });
  await pod([onSecond]);
  await leaving.jobs.close();
  assert.equal(await second.promise, 2);
  assert.deepEqual(begun, ['first', 'second']);
  assert.match(await leaving.registry.metrics(), /job_attempts_total\{job="greeting",outcome="handed-back"\} 1/);
});

test('no number of shutdowns costs a job its attempts, also where it does not end in time', async (t) => {
  const { pod, apollo, cleanUp } = await world(t);
  const begun: number[] = [];
  const failed: JobData[] = [];
  const ends = Promise.withResolvers<void>();
  cleanUp(() => Promise.resolve(ends.resolve()));
  const kind = (run: Job<{ word: string }>['run']): Job =>
    greeting(run, { retries: 0, onFailed: ({ data }) => Promise.resolve(void failed.push(data)) }) as Job;
  const deaf: Job<{ word: string }>['run'] = ({ attempt }) => {
    begun.push(attempt);
    return ends.promise;
  };
  const obedient: Job<{ word: string }>['run'] = ({ attempt, signal }) => {
    begun.push(attempt);
    return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('cut short'))));
  };
  for (const [round, run] of [obedient, deaf, obedient, deaf].entries()) {
    const { jobs } = await pod([kind(run)], { drainTimeoutMs: 100 });
    if (round === 0) await jobs.enqueue(kind(run), apollo, 1, { word: 'hello' });
    while (begun.length === round) await pause(10);
    await jobs.close();
  }
  const done = Promise.withResolvers<void>();
  const { jobs } = await pod([kind(() => Promise.resolve(done.resolve()))]);
  await done.promise;
  await jobs.close();
  assert.deepEqual([begun, failed], [[1, 2, 3, 4], []]);
});

test('an attempt that has lost its lease does not go on', async (t) => {
  const { pod, apollo } = await world(t);
  const [begun, ended] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const kind = greeting(({ signal }) => {
    begun.resolve();
    return new Promise((_, reject) =>
      signal.addEventListener('abort', () => {
        ended.resolve();
        reject(new Error('cut short'));
      }),
    );
  });
  const { jobs, tenants, registry } = await pod([kind]);
  await jobs.enqueue(kind, apollo, 1, { word: 'hello' });
  await begun.promise;
  // As a pod does that took the job over, and is done with it.
  await tenants.platform.query(
    `update pgboss.job set state = 'completed', completed_on = now() where name = 'greeting' and state = 'active'`,
  );
  await ended.promise;
  const stopped = 'job_attempts_total{job="greeting",outcome="stopped"} 1';
  while (!(await registry.metrics()).includes(stopped)) await pause(10);
});

test('what happens daily has its time in the clock of each tenant that is served, and ends with it', async (t) => {
  const { pod, suspend, apollo } = await world(t);
  const kind = job({ name: 'tidy', daily: { fromHour: 1, untilHour: 5 }, run: () => Promise.resolve() });
  const { tenants } = await pod([kind]);
  const schedules = () =>
    tenants.platform.query<{ key: string; timezone: string; cron: string }>(
      'select key, timezone, cron from pgboss.schedule',
    );
  const [schedule, ...others] = await schedules();
  assert.deepEqual([schedule?.key, schedule?.timezone, others.length], [apollo.id, 'Asia/Kolkata', 0]);
  assert.match(schedule?.cron ?? '', /^[1-5]?\d [1-4] \* \* \*$/);
  await pod([kind]);
  assert.deepEqual(await schedules(), [schedule]);
  await suspend();
  await pod([kind]);
  assert.deepEqual(await schedules(), []);
});
