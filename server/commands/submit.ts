import { setTimeout as pause } from 'node:timers/promises';
import type { Mutation, MutationAnswer } from '#shared/change.ts';
import { Refusal } from '#shared/refusal.ts';
import { reportDefect } from '#server/log.ts';
import { errorCode } from '#server/tenants/database.ts';
import type { Tenant, Who } from '#server/tenants/tenant.ts';
import { askOf, type Ask } from './ask.ts';
import { refusalOf, refused, runBatch, storeRefusal } from './batch.ts';

/** How many waiting mutations are committed together at most. */
const largestBatch = 100;
/** How long a mutation waits for a database that is away, in milliseconds, before it is refused as UNAVAILABLE. */
const patience = 8_000;

type Waiting = { readonly asks: readonly Ask[]; readonly resolve: (answers: MutationAnswer[]) => void };

type Queue = { readonly urgent: Waiting[]; readonly bulk: Waiting[]; readonly idle: (() => void)[] };

/**
 * What arrives for a tenant while a batch is being committed waits and is committed together: the busier a tenant,
 * the fewer round trips and disk flushes each mutation costs.
 */
const queues = new Map<Tenant, Queue>();

/** Runs a mutation. Never throws: a refusal is an answer, a defect is answered with a reference. */
export const submit = async (tenant: Tenant, who: Who, mutation: Mutation): Promise<MutationAnswer> => {
  const [answer] = await enqueue(tenant, [askOf(who, mutation)], 'urgent');
  if (!answer) throw new Error('a mutation was left unanswered');
  return answer;
};

/** The same for many at once, in one commit, behind whatever people are waiting for. */
export const submitMany = (
  tenant: Tenant,
  who: Who,
  mutations: readonly Mutation[],
  options?: { readonly createdAt?: readonly (string | null)[] },
): Promise<MutationAnswer[]> =>
  enqueue(
    tenant,
    mutations.map((mutation, i) => askOf(who, mutation, options?.createdAt?.[i] ?? null)),
    'bulk',
  );

/** Waits until everything accepted so far is answered. */
export const drained = async (): Promise<void> => {
  await Promise.all([...queues.values()].map((queue) => new Promise<void>((resolve) => queue.idle.push(resolve))));
};

const enqueue = (tenant: Tenant, asks: readonly Ask[], line: 'urgent' | 'bulk'): Promise<MutationAnswer[]> =>
  new Promise((resolve) => {
    const running = queues.get(tenant);
    const queue = running ?? { urgent: [], bulk: [], idle: [] };
    queue[line].push({ asks, resolve });
    if (running) return;
    queues.set(tenant, queue);
    // What this turn of the loop still brings in goes into the first batch too.
    setImmediate(() => void work(tenant, queue));
  });

const work = async (tenant: Tenant, queue: Queue): Promise<void> => {
  while (queue.urgent.length > 0 || queue.bulk.length > 0) {
    const taken = take(queue);
    const answers = await answerAll(
      tenant,
      taken.flatMap((waiting) => waiting.asks),
    );
    let from = 0;
    for (const waiting of taken) {
      waiting.resolve(answers.slice(from, from + waiting.asks.length));
      from += waiting.asks.length;
    }
  }
  queues.delete(tenant);
  for (const wake of queue.idle) wake();
};

const take = (queue: Queue): Waiting[] => {
  if (queue.urgent.length > 0) return queue.urgent.splice(0, largestBatch);
  return queue.bulk.splice(0, 1);
};

/** Errors after which the same batch may simply be tried again: nothing of it was committed, or its answers are stored. */
const stale = new Set(['40001', '40P01']);
const away = new Set([
  '57P01',
  '57P02',
  '57P03',
  '08000',
  '08003',
  '08006',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  '53300',
]);

const isAway = (error: unknown): boolean =>
  away.has(errorCode(error) ?? '') ||
  (error instanceof Error &&
    /Connection terminated|connection timeout|timeout exceeded when trying to connect|Client has encountered a connection error/i.test(
      error.message,
    ));

const answerAll = async (tenant: Tenant, asks: readonly Ask[]): Promise<MutationAnswer[]> => {
  const started = performance.now();
  for (let attempt = 0; ; attempt++) {
    try {
      return await runBatch(tenant, asks);
    } catch (error) {
      if (isAway(error)) {
        if (performance.now() - started > patience) return asks.map((ask) => refused(ask, unavailable));
        await pause(Math.min(50 * 2 ** attempt, 800));
      } else if (stale.has(errorCode(error) ?? '') && attempt < 20) {
        // Another pod wrote one of these records first. A little chance keeps two pods from meeting again and again.
        await pause(Math.random() * Math.min(2 ** attempt, 50));
      } else if (asks.length > 1) {
        // One of them cannot be written; alone, it is the only one to suffer.
        const answers: MutationAnswer[] = [];
        for (const ask of asks) answers.push(...(await answerAll(tenant, [ask])));
        return answers;
      } else {
        return [await answerFailed(tenant, asks[0], error)];
      }
    }
  }
};

const unavailable = new Refusal(
  'UNAVAILABLE',
  'The database cannot be reached; nothing was lost. Try again in a moment.',
).toJSON();

const answerFailed = async (tenant: Tenant, ask: Ask | undefined, error: unknown): Promise<MutationAnswer> => {
  if (!ask) throw error;
  const refusal = refusalOf(error);
  if (refusal) return storeRefusal(tenant, ask, refusal);
  // The same mid, committed by another pod between our read and our write: its stored answer is there now.
  if (errorCode(error) === '23505' && (error as { constraint?: string }).constraint === 'mutations_pkey') {
    const [answer] = await runBatch(tenant, [ask]);
    if (answer) return answer;
  }
  const reference = reportDefect(tenant.log, error, ask.mutation.name);
  return refused(ask, {
    code: 'DEFECT',
    message: `Something went wrong on our side. Tell support the number ${reference}.`,
    details: { reference },
  });
};
