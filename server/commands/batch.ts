import type { Actor } from '#shared/actor.ts';
import type { Catalog } from '#shared/catalog.ts';
import { heldScopes, present } from '#shared/can.ts';
import type { AlsoWritten, MutationAnswer } from '#shared/protocol.ts';
import type { AnyRecord, Collection } from '#shared/collection.ts';
import { people } from '#shared/modules/index.ts';
import type { RecordRef } from '#shared/record-ref.ts';
import { Refusal, type RefusalData } from '#shared/refusal.ts';
import { isTailoring, tailoringScopes } from '#shared/tailoring.ts';
import { NotRead, type LinkQuery } from '#shared/transaction.ts';
import { reportDefect } from '#server/log.ts';
import { constraintNamed, uniqueField } from '#server/database/schema.ts';
import { errorCode, isConnectionError } from '#server/database/errors.ts';
import { actorOf, type Tenant } from '#server/tenants/tenant.ts';
import { whoIs } from '#server/tenants/who-is.ts';
import { askedOf, collectionOf } from './asked-command.ts';
import type { CommandRequest } from './command-request.ts';
import { commit, type NewAnswer } from './commit.ts';
import { execute } from './execute.ts';
import { commandNamed } from './commands.ts';
import { createTransaction, type BatchTransaction } from './transaction.ts';
import { principalId } from './principal-id.ts';
import { loadContext } from './load-context.ts';
import type { LoadedContext, StoredAnswer } from './loaded-context.ts';

/** What the attempts at a batch have found that it needs beside what its mutations name. */
export type Missing = (RecordRef | LinkQuery)[];

/**
 * Runs several mutations as one transaction: one read, decisions in order on a draft, one write. Each is answered by
 * itself; a refused one leaves nothing but its stored answer. Answers come in the order of the requests. What follows a
 * change of the catalog is a transaction of its own.
 * Throws what the database threw when the batch could not be committed; then nothing of it was.
 */
export const runBatch = async (
  tenant: Tenant,
  requests: readonly CommandRequest[],
  missing: Missing = [],
): Promise<MutationAnswer[]> => {
  for (let attempt = 0; ; attempt++) {
    const { catalog, catalogs } = tenant;
    const version = catalogs.version();
    const loaded = await loadContext(tenant.db, catalog, requests, missing);
    if (loaded.catalogVersion !== version) {
      await catalogs.refresh();
      throw staleCatalog();
    }
    const decided = await decideAll(tenant, catalog, requests, loaded);
    if (decided.missing.length === 0) {
      const answers = await commitAll(tenant, requests.slice(0, decided.count), decided, version);
      const rest = requests.slice(decided.count);
      return rest.length === 0 ? answers : [...answers, ...(await runBatch(tenant, rest, missing))];
    }
    if (attempt === mostReads) throw new NotRead(...decided.missing);
    missing.push(...decided.missing);
  }
};

/** The catalog is another one than the batch was going to be decided under: it is to be read again. */
const staleCatalog = (): Error => Object.assign(new Error('the catalog changed meanwhile'), { code: '40001' });

/** A child's parent's parent's children: deeper than that is a ring. */
const mostReads = 12;

type Decided = {
  readonly batch: BatchTransaction;
  readonly at: Date;
  readonly answers: ReadonlyMap<CommandRequest, MutationAnswer>;
  readonly newAnswers: ReadonlyMap<string, NewAnswer>;
  readonly missing: Missing;
  /** How many of the requests were decided; the others are to be read again. */
  readonly count: number;
};

const decideAll = async (
  tenant: Tenant,
  given: Catalog,
  requests: readonly CommandRequest[],
  loaded: LoadedContext,
): Promise<Decided> => {
  let catalog = given;
  const batch = createTransaction(loaded);
  const at = new Date();
  const answers = new Map<CommandRequest, MutationAnswer>();
  const newAnswers = new Map<string, NewAnswer>();
  const missing: Missing = [];
  type Known = { readonly person: AnyRecord | null; readonly under: Catalog; readonly actor: Actor };
  const actors = new Map<string, Known>();
  /** Who asks as they are in the batch: who lost access a moment ago in this very batch has lost it. */
  const actorIn = async (who: CommandRequest['who']): Promise<Actor> => {
    const person = who.kind === 'user' ? batch.known(people, who.id) : null;
    const known = actors.get(principalId(who));
    // What a role of the tenant's own says may have changed in this batch, too.
    if (known && person && known.person === person && known.under === catalog) return known.actor;
    const found = await whoIs(tenant, who, { person: () => person });
    if (!found) throw ended();
    const actor = actorOf({ info: tenant.info, catalog }, found);
    actors.set(principalId(who), { person, under: catalog, actor });
    return actor;
  };
  let count = 0;
  for (const request of requests) {
    const { mid, group = null, name } = request.mutation;
    // Records were read under the catalog before: to write them under this one would empty a field that came back.
    if (catalog !== given && !tailors(catalog, name)) break;
    count += 1;
    const stored = loaded.answers.get(mid) ?? newAnswers.get(mid);
    const about = { mid, actorId: principalId(request.who), hash: request.hash, group };
    try {
      const actor = await actorIn(request.who);
      if (stored) {
        answers.set(request, repeated(catalog, collectionOf(catalog, loaded, request), request, stored, actor, batch));
        continue;
      }
      const { answer, places } = execute(
        tenant.info,
        catalog,
        batch,
        request,
        actor,
        at,
        askedOf(catalog, loaded, request),
      );
      // What else tailors the tenant is decided under what this change makes of the catalog.
      for (const { definition, record } of batch.unsaved())
        if (isTailoring(definition.name)) catalog = catalog.with(definition.name, record.id, record);
      batch.save();
      answers.set(request, answer);
      newAnswers.set(mid, { ...about, places, answer });
    } catch (error) {
      batch.rollback();
      if (isConnectionError(error)) throw error;
      if (error instanceof NotRead) {
        missing.push(...error.missing);
        continue;
      }
      const answer = refused(request, await explained(tenant, error, request));
      answers.set(request, answer);
      // A defect may be mended before the next try; a session that ended says nothing about the mutation.
      const passing = !answer.ok && (answer.error.code === 'DEFECT' || answer.error.code === 'SESSION_ENDED');
      if (!passing && !stored) newAnswers.set(mid, { ...about, places: null, answer });
    }
  }
  return { batch, at, answers, newAnswers, missing, count };
};

/** Whether a command is about what tailors a tenant, which no tailoring changes. */
const tailors = (catalog: Catalog, name: string): boolean =>
  isTailoring(commandNamed(catalog, name)?.collection.name ?? '');

const commitAll = async (
  tenant: Tenant,
  requests: readonly CommandRequest[],
  { batch, at, answers, newAnswers }: Decided,
  version: number,
): Promise<MutationAnswer[]> => {
  if (newAnswers.size === 0) return requests.map((request) => answerOf(answers, request));
  await tenant.markActive();
  const { rows, base } = await commit(tenant.db, {
    moment: at.toISOString(),
    writes: batch.writes(),
    entries: batch.entries(),
    answers: [...newAnswers.values()],
    seen: batch.seen(),
    knownLinks: batch.knownLinks(),
    catalog: { scopes: tailoringScopes, version },
  });
  tenant.committed.announce(rows);
  return requests.map((request) => {
    const answer = answerOf(answers, request);
    const stored = newAnswers.get(request.mutation.mid);
    return answer.ok && stored ? { ...answer, seq: base + (stored.places?.at ?? 0) } : answer;
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

/** A unique index, an exclusion or a check refused a row. */
const constraintCodes = new Set(['23505', '23P01', '23514']);

/** What a database error says about a mutation that was alone in its batch; null when it says nothing. */
export const refusalOf = (error: unknown): Refusal | null => {
  const code = errorCode(error);
  const constraint = (error as { constraint?: string }).constraint ?? '';
  const rule = code && constraintCodes.has(code) ? constraintNamed(constraint) : undefined;
  if (rule) return new Refusal(rule.code, rule.message, { field: rule.field });
  if (code !== '23505') return null;
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
    answers: [
      {
        mid: request.mutation.mid,
        actorId: principalId(request.who),
        hash: request.hash,
        group: null,
        places: null,
        answer,
      },
    ],
    seen: [],
    knownLinks: [],
    catalog: null,
  });
  return answer;
};

const repeated = (
  catalog: Catalog,
  definition: Collection | undefined,
  request: CommandRequest,
  { actorId, hash, answer }: StoredAnswer,
  actor: Actor,
  batch: BatchTransaction,
): MutationAnswer => {
  if (actorId !== principalId(request.who) || hash !== request.hash) {
    const message = 'This id was used for another mutation. Send a new one.';
    return refused(request, new Refusal('MID_REUSED', message, { field: 'mid' }).toJSON());
  }
  if (!answer.ok) return answer;
  // What was done stays done; what it made of a record is shown only to those who see that record now.
  const shown = (of: Collection | undefined, record: AnyRecord | null): AnyRecord | null => {
    if (!of || !record) return null;
    const held = heldScopes(actor, 'view', of);
    const current = batch.known(of, record.id);
    return current && present(of, current, held, batch.known) !== null ? present(of, record, held, batch.known) : null;
  };
  const also = answer.also?.map(({ record, ...one }): AlsoWritten =>
    record === undefined ? one : { ...one, record: shown(catalog.named(one.collection), record) },
  );
  return { ...answer, record: shown(definition, answer.record), ...(also ? { also } : {}) };
};

const ended = (): Refusal => new Refusal('SESSION_ENDED', 'Your access has ended. Sign in again.');

const explained = async (tenant: Tenant, error: unknown, request: CommandRequest): Promise<RefusalData> => {
  if (!(error instanceof Refusal)) return reportDefect(tenant.log, error, request.mutation.name).toJSON();
  if (error.code !== 'CONFLICT' || !error.details || error.details.by !== undefined) return error.toJSON();
  const [row] = await tenant.db.query<{ actor_name: string }>(
    'select actor_name from change_log where record_id = $1 and version = $2 order by seq desc limit 1',
    [request.mutation.args['id'], error.details.version],
  );
  return { ...error.toJSON(), details: { ...error.details, ...(row ? { by: row.actor_name } : {}) } };
};
