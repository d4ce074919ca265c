import type { Actor } from '#shared/actor.ts';
import { heldScopes, present } from '#shared/can.ts';
import type { MutationAnswer } from '#shared/protocol.ts';
import { people } from '#shared/modules/index.ts';
import { Refusal, type RefusalData } from '#shared/refusal.ts';
import { reportDefect } from '#server/log.ts';
import { uniqueField } from '#server/database/schema.ts';
import { errorCode, isConnectionError } from '#server/database/errors.ts';
import { actorOf, type Tenant, type Principal } from '#server/tenants/tenant.ts';
import { whoIs } from '#server/tenants/who-is.ts';
import type { CommandRequest } from './command-request.ts';
import { commit, type Kept } from './commit.ts';
import { execute } from './execute.ts';
import { commandNamed } from './commands.ts';
import { createTransaction, type Transaction } from './transaction.ts';
import { loadContext, recordKey, type LoadedContext } from './load-context.ts';

/**
 * Runs several mutations as one transaction: one read, decisions in order on a draft, one write. Each is answered by
 * itself; a refused one leaves nothing but its stored answer. Answers come in the order of the requests.
 * Throws what the database threw when the batch could not be committed; then nothing of it was.
 */
export const runBatch = async (tenant: Tenant, requests: readonly CommandRequest[]): Promise<MutationAnswer[]> => {
  const loaded = await loadContext(tenant.db, requests);
  const draft = createTransaction(loaded.records);
  const at = new Date();
  const answers = new Map<CommandRequest, MutationAnswer>();
  const kept = new Map<string, Kept>();
  for (const request of requests) {
    const { mid } = request.mutation;
    const stored = loaded.answers.get(mid) ?? kept.get(mid);
    try {
      // From the draft: who lost access a moment ago in this very batch has lost it.
      const person = await whoIs(tenant, request.who, { person: (id) => draft.find(people, id) });
      if (!person) throw ended();
      const actor = actorOf(tenant.info, person);
      if (stored) {
        answers.set(request, repeated(request, stored, actor, draft));
        continue;
      }
      const { answer, at: place } = execute(tenant.info, draft, request, actor, at);
      draft.keep();
      answers.set(request, answer);
      kept.set(mid, { mid, actorId: idOf(request.who), hash: request.hash, at: place, answer });
    } catch (error) {
      draft.forget();
      if (isConnectionError(error)) throw error;
      const answer = refused(request, await explained(tenant, error, request));
      answers.set(request, answer);
      // A defect may be mended before the next try; a session that ended says nothing about the mutation.
      const passing = !answer.ok && (answer.error.code === 'DEFECT' || answer.error.code === 'SESSION_ENDED');
      if (!passing && !stored) kept.set(mid, { mid, actorId: idOf(request.who), hash: request.hash, at: null, answer });
    }
  }
  if (kept.size === 0) return requests.map((request) => answerOf(answers, request));
  const { rows, base } = await commit(tenant.db, {
    moment: at.toISOString(),
    writes: draft.writes(),
    entries: draft.entries(),
    answers: [...kept.values()],
    actors: actorsOf(requests, loaded, draft),
  });
  tenant.committed.announce(rows);
  return requests.map((request) => {
    const answer = answerOf(answers, request);
    const place = kept.get(request.mutation.mid)?.at;
    return answer.ok && kept.has(request.mutation.mid) ? { ...answer, seq: base + (place ?? 0) } : answer;
  });
};

/**
 * Whose access decided, and in which version it was read: had it changed by the time of the commit, the batch is read
 * again. Whom the batch itself writes is checked with that write.
 */
const actorsOf = (
  requests: readonly CommandRequest[],
  loaded: LoadedContext,
  draft: Transaction,
): { id: string; version: number }[] => {
  const written = new Set(draft.writes().map(({ definition, record }) => recordKey(definition, record.id)));
  const keys = new Set(requests.flatMap(({ who }) => (who.kind === 'user' ? [recordKey(people, who.id)] : [])));
  return [...keys].flatMap((key) => {
    const user = written.has(key) ? undefined : loaded.records.get(key);
    return user ? [{ id: user.id, version: user.version }] : [];
  });
};

const answerOf = (answers: ReadonlyMap<CommandRequest, MutationAnswer>, request: CommandRequest): MutationAnswer => {
  const answer = answers.get(request);
  if (!answer) throw new Error('a mutation was left unanswered');
  return answer;
};

export const refused = (request: CommandRequest, error: RefusalData): MutationAnswer => ({
  ok: false,
  mid: request.mutation.mid,
  error,
});

/** What a database error says about a mutation that was alone in its batch; null when it says nothing. */
export const refusalOf = (error: unknown): Refusal | null => {
  if (errorCode(error) !== '23505') return null;
  const constraint = (error as { constraint?: string }).constraint ?? '';
  const unique = uniqueField(constraint);
  if (!unique) return null;
  const label = unique.definition.fields[unique.field]?.label ?? unique.field;
  return new Refusal('DUPLICATE', `${label}: another ${unique.definition.label.one.toLowerCase()} has this already.`, {
    field: unique.field,
  });
};

/** Stores the refusal of a mutation that only the database could refuse, so that asking again gets the same answer. */
export const storeRefusal = async (
  tenant: Tenant,
  request: CommandRequest,
  refusal: Refusal,
): Promise<MutationAnswer> => {
  const answer = refused(request, refusal.toJSON());
  await commit(tenant.db, {
    moment: new Date().toISOString(),
    writes: [],
    entries: [],
    answers: [{ mid: request.mutation.mid, actorId: idOf(request.who), hash: request.hash, at: null, answer }],
    actors: [],
  });
  return answer;
};

const idOf = (who: Principal): string => (who.kind === 'system' ? `system:${who.name}` : who.id);

type Stored = Pick<Kept, 'actorId' | 'hash' | 'answer'>;

const repeated = (
  request: CommandRequest,
  { actorId, hash, answer }: Stored,
  actor: Actor,
  draft: Transaction,
): MutationAnswer => {
  if (actorId !== idOf(request.who) || hash !== request.hash) {
    const message = 'This id was used for another mutation. Send a new one.';
    return refused(request, new Refusal('MID_REUSED', message, { field: 'mid' }).toJSON());
  }
  const definition = commandNamed(request.mutation.name)?.collection;
  if (!answer.ok || !answer.record || !definition) return answer;
  // What was done stays done; what it made of the record is shown only to whoever sees that record now.
  const held = heldScopes(actor, 'view', definition);
  const current = draft.find(definition, answer.record.id);
  const seen = current !== null && present(definition, current, held) !== null;
  return { ...answer, record: seen ? present(definition, answer.record, held) : null };
};

const ended = (): Refusal => new Refusal('SESSION_ENDED', 'Your access has ended. Sign in again.');

const explained = async (tenant: Tenant, error: unknown, request: CommandRequest): Promise<RefusalData> => {
  if (!(error instanceof Refusal)) return reportDefect(tenant.log, error, request.mutation.name).toJSON();
  if (error.code !== 'CONFLICT' || !error.details) return error.toJSON();
  const [row] = await tenant.db.query<{ actor_name: string }>(
    'select actor_name from change_log where record_id = $1 and version = $2 order by seq desc limit 1',
    [request.mutation.args['id'], error.details.version],
  );
  return { ...error.toJSON(), details: { ...error.details, ...(row ? { by: row.actor_name } : {}) } };
};
