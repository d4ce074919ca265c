import type { Mutation, MutationAnswer } from '#shared/protocol.ts';
import { Refusal } from '#shared/refusal.ts';
import type { Tenant, Principal } from '#server/tenants/tenant.ts';
import { answerAll, type Timed } from './answer-requests.ts';
import { claimOf, type Claim } from './claim.ts';
import { commandRequest, type CommandRequest } from './command-request.ts';
import { createLanes, type Lanes, type Line } from './lanes.ts';
import { principalId } from './principal-id.ts';

/** How many of a long list are committed together: each costs a person who writes meanwhile less than a millisecond. */
const maxBulkBatchSize = 50;

type Waiting = {
  readonly requests: readonly Timed[];
  readonly claim: Claim;
  readonly resolve: (answers: MutationAnswer[]) => void;
};

/**
 * What arrives for a tenant while its lanes are busy waits and is committed together: the busier a tenant, the fewer round
 * trips and disk flushes each mutation costs.
 */
const queues = new Map<Tenant, Lanes<Waiting>>();
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
export const requireRoom = (tenant: Tenant, who: Principal, line: Line): void => {
  const waiting = queues.get(tenant)?.line(line);
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

const addToQueue = (tenant: Tenant, requests: readonly CommandRequest[], line: Line): Promise<MutationAnswer[]> => {
  const { promise, resolve } = Promise.withResolvers<MutationAnswer[]>();
  unanswered.add(promise);
  void promise.then(() => unanswered.delete(promise));
  const at = performance.now();
  const [first] = requests;
  const person = first ? principalId(first.who) : '';
  const claim = claimOf(tenant.catalog, requests);
  lanesOf(tenant).add(line, person, { requests: requests.map((request) => ({ request, at })), claim, resolve });
  return promise;
};

const lanesOf = (tenant: Tenant): Lanes<Waiting> => {
  const known = queues.get(tenant);
  if (known) return known;
  const lanes = createLanes<Waiting>({
    answer: (batch, between) => answerBatch(tenant, batch, between),
    onIdle: () => queues.delete(tenant),
  });
  queues.set(tenant, lanes);
  return lanes;
};

const answerBatch = async (tenant: Tenant, batch: readonly Waiting[], between: () => Promise<void>): Promise<void> => {
  const requests = batch.flatMap((waiting) => waiting.requests);
  const answers = await answerAll(tenant, requests, between);
  let from = 0;
  for (const waiting of batch) {
    waiting.resolve(answers.slice(from, from + waiting.requests.length));
    from += waiting.requests.length;
  }
};
