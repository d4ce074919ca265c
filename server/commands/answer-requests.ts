import { setTimeout as pause } from 'node:timers/promises';
import type { MutationAnswer } from '#shared/protocol.ts';
import { collections } from '#shared/modules/index.ts';
import { ref, type RecordRef } from '#shared/record-ref.ts';
import { Refusal } from '#shared/refusal.ts';
import { reportDefect } from '#server/log.ts';
import { errorCode, isConnectionError } from '#server/database/errors.ts';
import { tableOf } from '#server/database/schema.ts';
import type { Tenant } from '#server/tenants/tenant.ts';
import { refusalOf, refused, runBatch, storeRefusal, type Missing } from './batch.ts';
import type { CommandRequest } from './command-request.ts';

/** A request, and since when it waits. */
export type Timed = { readonly request: CommandRequest; readonly at: number };

/** How long a mutation waits for a database that is away, in milliseconds, before it is refused as UNAVAILABLE. */
const waitTimeoutMs = 8_000;

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

/**
 * Runs requests as one batch, again where it has to be, in halves where one of them breaks it. `between` is waited for
 * before each attempt. Never throws: whatever goes wrong, everyone who asked is answered.
 */
export const answerAll = async (
  tenant: Tenant,
  waiting: readonly Timed[],
  between: () => Promise<void>,
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
