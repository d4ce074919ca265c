import { setTimeout as pause } from 'node:timers/promises';
import type { Mutation, MutationAnswer } from '#shared/protocol.ts';
import { collections } from '#shared/modules/index.ts';
import { ref, type RecordRef } from '#shared/record-ref.ts';
import { Refusal } from '#shared/refusal.ts';
import { reportDefect } from '#server/log.ts';
import { errorCode, isConnectionError } from '#server/database/errors.ts';
import { tableOf } from '#server/database/schema.ts';
import type { Tenant, Principal } from '#server/tenants/tenant.ts';
import { commandRequest, type CommandRequest } from './command-request.ts';
import { createFairLine, type FairLine } from './fair-line.ts';
import { principalId } from './principal-id.ts';
import { refusalOf, refused, runBatch, storeRefusal, type Missing } from './batch.ts';

/** How many waiting mutations are committed together at most. */
const maxBatchSize = 100;
/** How many of a long list are committed together: each costs a person who writes meanwhile less than a millisecond. */
const maxBulkBatchSize = 50;
/** How long a mutation waits for a database that is away, in milliseconds, before it is refused as UNAVAILABLE. */
const waitTimeoutMs = 8_000;

/** A request, and since when it waits. */
type Timed = { readonly request: CommandRequest; readonly at: number };

type Waiting = { readonly requests: readonly Timed[]; readonly resolve: (answers: MutationAnswer[]) => void };

type Queue = { readonly urgent: FairLine<Waiting>; readonly bulk: FairLine<Waiting>; batches: number };

/**
 * What arrives for a tenant while a batch is being committed waits and is committed together: the busier a tenant, the
 * fewer round trips and disk flushes each mutation costs. People take turns in it.
 */
const queues = new Map<Tenant, Queue>();
const unanswered = new Set<Promise<unknown>>();

/** Runs a mutation. Never throws: a refusal is an answer, a defect is answered with a reference. */
export const enqueue = async (tenant: Tenant, who: Principal, mutation: Mutation): Promise<MutationAnswer> => {
  const [answer] = await addToQueue(tenant, [commandRequest(who, mutation)], 'urgent');
  if (!answer) throw new Error('a mutation was left unanswered');
  return answer;
};

type ManyOptions = Partial<Pick<CommandRequest, 'leavesOutRetired' | 'cause'>> & {
  /** For each of them. */
  readonly createdAt?: readonly (string | null)[];
};

/**
 * The same for many at once, behind whatever people are waiting for: a few to a commit, so that a person who comes
 * meanwhile waits for a few, not for all.
 */
export const enqueueMany = async (
  tenant: Tenant,
  who: Principal,
  mutations: readonly Mutation[],
  { createdAt = [], leavesOutRetired = false, cause = null }: ManyOptions = {},
): Promise<MutationAnswer[]> => {
  const requests = mutations.map((mutation, i) =>
    commandRequest(who, mutation, { createdAt: createdAt[i] ?? null, leavesOutRetired, cause }),
  );
  const parts: Promise<MutationAnswer[]>[] = [];
  for (let from = 0; from < requests.length; from += maxBulkBatchSize)
    parts.push(addToQueue(tenant, requests.slice(from, from + maxBulkBatchSize), 'bulk'));
  return (await Promise.all(parts)).flat();
};

/**
 * How many may wait to be committed: of one person, and of a tenant. Someone with `few` of their own is let into a full
 * line, for it is full of others' changes. `urgent` counts single mutations, `bulk` parts of long lists.
 */
const room = { urgent: { person: 250, tenant: 2_500, few: 10 }, bulk: { person: 16, tenant: 160, few: 4 } };

/** Throws RATE_LIMITED where so much is waiting that more of this person's would only fill the memory. */
export const requireRoom = (tenant: Tenant, who: Principal, line: keyof typeof room): void => {
  const waiting = queues.get(tenant)?.[line];
  if (!waiting) return;
  const own = waiting.sizeOf(principalId(who));
  const most = room[line];
  if (own < most.person && (own < most.few || waiting.size() < most.tenant)) return;
  throw new Refusal('RATE_LIMITED', 'Too many changes are waiting. Wait for their answers, then send more.', {
    retryAfter: 1,
  });
};

/** Waits until everything accepted so far is answered. What comes later may still be under way then. */
export const whenIdle = async (): Promise<void> => {
  await Promise.all(unanswered);
};

const addToQueue = (
  tenant: Tenant,
  requests: readonly CommandRequest[],
  line: 'urgent' | 'bulk',
): Promise<MutationAnswer[]> => {
  const { promise, resolve } = Promise.withResolvers<MutationAnswer[]>();
  unanswered.add(promise);
  void promise.then(() => unanswered.delete(promise));
  const running = queues.get(tenant);
  const queue = running ?? { urgent: createFairLine<Waiting>(), bulk: createFairLine<Waiting>(), batches: 0 };
  const at = performance.now();
  const [first] = requests;
  const person = first ? principalId(first.who) : '';
  queue[line].add(person, { requests: requests.map((request) => ({ request, at })), resolve });
  if (running) return promise;
  queues.set(tenant, queue);
  // What this turn of the loop still brings in goes into the first batch too.
  setImmediate(() => void work(tenant, queue));
  return promise;
};

const work = async (tenant: Tenant, queue: Queue): Promise<void> => {
  while (queue.urgent.size() > 0 || queue.bulk.size() > 0) {
    queue.batches += 1;
    const people = queue.urgent.size() > 0 && (queue.bulk.size() === 0 || queue.batches % maxBatchesBeforeBulk !== 0);
    if (people) await answerPeople(tenant, queue);
    else await answerBatch(tenant, queue.bulk.take(1), () => answerPeople(tenant, queue));
  }
  queues.delete(tenant);
};

const answerPeople = async (tenant: Tenant, queue: Queue): Promise<void> => {
  if (queue.urgent.size() > 0) await answerBatch(tenant, queue.urgent.take(maxBatchSize), noOneBetween);
};

const answerBatch = async (tenant: Tenant, batch: readonly Waiting[], between: Between): Promise<void> => {
  const requests = batch.flatMap((waiting) => waiting.requests);
  const answers = await answerAll(tenant, requests, between);
  let from = 0;
  for (const waiting of batch) {
    waiting.resolve(answers.slice(from, from + waiting.requests.length));
    from += waiting.requests.length;
  }
};

/** What is done between two attempts at a batch: many may be needed where the database refuses one mutation after another. */
type Between = () => Promise<void>;

const noOneBetween: Between = () => Promise.resolve();

/** How many batches of what people wait for may go before one of an import, however many people there are. */
const maxBatchesBeforeBulk = 20;

/**
 * Errors after which the same batch is to be read again: another pod wrote one of its records, created one of them, or
 * answered one of its mids. It may also be our own commit whose answer was lost, and that had not quite happened yet.
 */
const isStale = (error: unknown): boolean => {
  const { constraint } = error as { constraint?: string };
  return isContended(error) || (errorCode(error) === '23505' && constraint?.endsWith('_pkey') === true);
};

const isContended = (error: unknown): boolean => ['40001', '40P01'].includes(errorCode(error) ?? '');

/** So often is a batch of several read again; then it is halved, so that only what changes all the time is refused. */
const maxStaleReads = 20;
/** How long a batch, with what it is halved into, is read again in milliseconds: others may write a record without a pause. */
const staleTimeoutMs = 3_000;
/** After that time, so often. */
const minStaleReads = 5;

/** Until when what others change meanwhile is read again; Infinity while nothing was stale. */
type Deadline = { at: number };

/** An id that a mutation made from its own number is there already: next time it is read, and refused as taken. */
const takenId = (error: unknown): RecordRef[] => {
  const { constraint = '', detail = '' } = error as { constraint?: string; detail?: string };
  const id = /^Key \(id\)=\(([0-9a-f-]{36})\)/.exec(detail)?.[1];
  const collection = collections.find((one) => constraint === `${tableOf(one)}_pkey`);
  return errorCode(error) === '23505' && id && collection ? [ref(collection, id)] : [];
};

/** Never throws: whatever goes wrong, everyone who asked is answered. */
const answerAll = async (
  tenant: Tenant,
  waiting: readonly Timed[],
  between: Between,
  deadline: Deadline = { at: Infinity },
): Promise<MutationAnswer[]> => {
  const requests = waiting.map(({ request }) => request);
  const since = Math.min(...waiting.map(({ at }) => at));
  const [only] = requests;
  let refusal: Refusal | null = null;
  const missing: Missing = [];
  // Counted apart: a database that was away for a while says nothing of how often a record changes.
  let unreached = 0;
  let stale = 0;
  const isWorthReading = (): boolean =>
    performance.now() < deadline.at ? waiting.length === 1 || stale < maxStaleReads : stale < minStaleReads;
  for (;;) {
    await between();
    try {
      return refusal && only ? [await storeRefusal(tenant, only, refusal)] : await runBatch(tenant, requests, missing);
    } catch (error) {
      missing.push(...takenId(error));
      if (isStale(error)) deadline.at = Math.min(deadline.at, performance.now() + staleTimeoutMs);
      if (isConnectionError(error)) {
        if (performance.now() - since > waitTimeoutMs) return requests.map((request) => refused(request, unavailable));
        deadline.at = Infinity;
        await pause(Math.min(50 * 2 ** unreached++, 800));
      } else if (isStale(error) && isWorthReading()) {
        refusal = null;
        // A little chance keeps two pods from meeting again and again.
        await pause(Math.random() * Math.min(2 ** stale++, 50));
      } else if (waiting.length > 1) {
        // One of them cannot be written: halved until it is alone, it is the only one to suffer.
        const half = Math.ceil(waiting.length / 2);
        const first = await answerAll(tenant, waiting.slice(0, half), between, deadline);
        return [...first, ...(await answerAll(tenant, waiting.slice(half), between, deadline))];
      } else {
        if (isContended(error)) return requests.map((request) => refused(request, contended));
        // What only the database could refuse is stored too, so that asking again gets the same answer.
        refusal = refusal ? null : refusalOf(error);
        if (!refusal) return requests.map((request) => defect(tenant, request, error));
      }
    }
  }
};

const unavailable = new Refusal(
  'UNAVAILABLE',
  'The database is not available just now; nothing was lost. Try again in a moment.',
).toJSON();

const contended = new Refusal(
  'UNAVAILABLE',
  'Others are changing this without a pause; nothing was lost. Try again in a moment.',
).toJSON();

const defect = (tenant: Tenant, request: CommandRequest, error: unknown): MutationAnswer =>
  refused(request, reportDefect(tenant.log, error, request.mutation.name).toJSON());
