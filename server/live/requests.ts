import type { Actor } from '#shared/actor.ts';
import { can, heldScopes, scopesOf } from '#shared/can.ts';
import {
  maxFrameMutations,
  type ActivityAnswer,
  type Change,
  type ClientEvents,
  type FacetsAnswer,
  type GetAnswer,
  type GroupAnswer,
  type MutateManyAnswer,
  type MutationAnswer,
  type QueryAnswer,
  type Refused,
  type ResyncReason,
  type SyncAnswer,
} from '#shared/protocol.ts';
import type { AnyRecord, Collection } from '#shared/collection.ts';
import { isId } from '#shared/fields/id.ts';
import { everything, parseFilter } from '#shared/filter.ts';
import { parseSort } from '#shared/sort.ts';
import { Refusal, invalid, notFound } from '#shared/refusal.ts';
import { parseMutation } from '#server/commands/command-request.ts';
import { enqueue, enqueueMany } from '#server/commands/enqueue.ts';
import { readGroup } from '#server/commands/read-group.ts';
import { readFacets } from '#server/records/facets.ts';
import { readActivity, readPage, readRecords, visibleIds } from '#server/records/read.ts';
import type { LogRow } from '#server/database/log-row.ts';
import { momentIn, type Tenant } from '#server/tenants/tenant.ts';
import { changesFor } from './changes.ts';
import { framesFor } from './frames.ts';
import type { LiveSocket } from './live-tenant.ts';
import { tailoringOf } from './tailoring.ts';
import { accessChangedBetween, readLog } from '#server/changelog/read.ts';

type Input = { readonly [name: string]: unknown };

const object = (input: unknown): Input => {
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    throw new Refusal('BAD_REQUEST', 'This is not an object. Send one.');
  return input as Input;
};

const collectionIn = (socket: LiveSocket, input: Input): Collection => {
  const definition = socket.data.live.tenant.catalog.named(input['collection']);
  if (!definition || !socket.data.actor.modules.includes(definition.name)) throw notFound('collection');
  return definition;
};

const filterIn = (input: Input, definition: Collection) =>
  input['filter'] === undefined || input['filter'] === null ? everything : parseFilter(input['filter'], definition);

const wholeNumber = (value: unknown, name: string, least: number, most: number, fallback: number): number => {
  if (value === undefined || value === null) return fallback;
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < least || value > most) {
    throw invalid(name, `${name} should be a whole number from ${least} to ${most}.`);
  }
  return value;
};

const idIn = (input: Input, label: string): string => {
  if (!isId(input['id'])) throw notFound(label);
  return input['id'];
};

/** The longest that a change of access may be unheard of where it matters, in milliseconds. */
const oldest = 1_000;

/** Reads for who asks. Access that changed while the database was reading makes it read again: nothing leaves late. */
const readAs = async <T>(socket: LiveSocket, read: (actor: Actor) => Promise<T>): Promise<T> => {
  const { follower: tail } = socket.data.live;
  // A pod that stood still, or whose database was away, may be the last to hear who has lost access meanwhile.
  if (tail.age() > oldest) await tail.catchUp();
  for (;;) {
    const { actor } = socket.data;
    const found = await read(actor);
    if (socket.data.actor === actor) return found;
  }
};

/**
 * The same scopes in a collection (a child's name its parent's), question and day give the same answer, unless the
 * question is about the asking person.
 */
const sharedKey = ({ data }: LiveSocket, what: string, asked: { readonly definition: Collection }): string => {
  const { actor, live } = data;
  const question = JSON.stringify({ ...asked, definition: asked.definition.name });
  const { today } = momentIn(live.tenant.info, actor.id);
  const scopes = heldScopes(actor, 'view', asked.definition).toSorted();
  return JSON.stringify([what, today, scopes, question.includes('"me"') ? actor.id : null, question]);
};

const farthest = 5_000;
const pageSize = 500;

const mutate = async (socket: LiveSocket, input: unknown): Promise<MutationAnswer> =>
  enqueue(socket.data.live.tenant, socket.data.principal, parseMutation(input));

const mutateMany = async (socket: LiveSocket, raw: unknown): Promise<MutateManyAnswer> => {
  const { mutations } = object(raw);
  if (!Array.isArray(mutations) || mutations.length === 0 || mutations.length > maxFrameMutations)
    throw invalid('mutations', `Send a list of 1 to ${maxFrameMutations} mutations.`);
  const { tenant } = socket.data.live;
  return { ok: true, answers: await enqueueMany(tenant, socket.data.principal, mutations.map(parseMutation)) };
};

const group = async (socket: LiveSocket, raw: unknown): Promise<GroupAnswer> => {
  const input = object(raw);
  if (!isId(input['group'])) throw invalid('group', 'The group should be a UUID.');
  return { ok: true, mids: await readGroup(socket.data.live.tenant, socket.data.principal, input['group']) };
};

const query = async (socket: LiveSocket, raw: unknown): Promise<QueryAnswer> => {
  const input = object(raw);
  const definition = collectionIn(socket, input);
  const cursor = input['cursor'];
  if (cursor !== undefined && cursor !== null && (typeof cursor !== 'string' || cursor.length > 4_000))
    throw invalid('cursor', 'This cursor is not one that a page returned. Start again without it.');
  const asked = {
    definition,
    filter: filterIn(input, definition),
    sort: parseSort(input['sort'], definition),
    limit: wholeNumber(input['limit'], 'limit', 1, 200, 50),
    cursor: cursor ?? null,
  };
  const { live } = socket.data;
  const page = await readAs(socket, (actor) =>
    live.reads(sharedKey(socket, 'query', asked), 'often', () => readPage(live.tenant, actor, asked)),
  );
  return { ok: true, ...page };
};

const get = async (socket: LiveSocket, raw: unknown): Promise<GetAnswer> => {
  const input = object(raw);
  const { ids } = input;
  if (!Array.isArray(ids) || ids.length > 200 || !ids.every(isId))
    throw invalid('ids', 'A list of at most 200 ids is expected.');
  const definition = collectionIn(socket, input);
  const { tenant } = socket.data.live;
  return { ok: true, ...(await readAs(socket, (actor) => readRecords(tenant, actor, definition, ids))) };
};

const facets = async (socket: LiveSocket, raw: unknown): Promise<FacetsAnswer> => {
  const input = object(raw);
  const definition = collectionIn(socket, input);
  const { by, measures = [] } = input;
  if (!Array.isArray(by) || by.length > 6 || !by.every((name) => typeof name === 'string'))
    throw invalid('by', 'A list of at most 6 fields is expected.');
  if (!Array.isArray(measures) || !measures.every((name) => typeof name === 'string'))
    throw invalid('measures', 'A list of measures is expected, like "sum:amount".');
  const asked = { definition, filter: filterIn(input, definition), by, measures };
  const { live } = socket.data;
  const counted = await readAs(socket, (actor) =>
    live.reads(sharedKey(socket, 'facets', asked), 'spaced', () => readFacets(live.tenant, actor, asked)),
  );
  return { ok: true, ...counted };
};

const activity = async (socket: LiveSocket, raw: unknown): Promise<ActivityAnswer> => {
  const input = object(raw);
  const definition = collectionIn(socket, input);
  const before = wholeNumber(input['before'], 'before', 0, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
  const id = idIn(input, definition.label.one);
  const { tenant } = socket.data.live;
  return { ok: true, ...(await readAs(socket, (actor) => readActivity(tenant, actor, definition, id, before))) };
};

/** What a client missed since a number that it names, in pages; or why it has to start over. */
const sync = async (socket: LiveSocket, raw: unknown): Promise<SyncAnswer> => {
  const input = object(raw);
  const since = wholeNumber(input['since'], 'since', 0, Number.MAX_SAFE_INTEGER, 0);
  const { follower: tail } = socket.data.live;
  // A client that comes from another pod may know more than this one does.
  if (since > tail.seq()) await tail.catchUp();
  return readAs(socket, () => missedSince(socket, since, input['epoch']));
};

const missedSince = async (socket: LiveSocket, since: number, epoch: unknown): Promise<SyncAnswer> => {
  const { actor, audience, live, principal } = socket.data;
  const { follower: tail, tenant } = live;
  const upTo = tail.seq();
  const scopes = [...audience.scopes];
  const heads = tail.heads(scopes);
  const restart = (reason: ResyncReason): SyncAnswer => ({
    ok: true,
    resync: true,
    reason,
    epoch: tail.epoch(),
    upTo,
    heads,
    tailoring: tailoringOf(tenant, { scopes, epoch: tail.epoch(), held: null }),
  });
  if (epoch !== tail.epoch()) return restart('epoch');
  if (since > upTo) return restart('ahead');
  if (upTo - since > farthest) return restart('too-far');
  // What one holds now says nothing of what one might see of changes made while one held something else.
  if (principal.kind === 'user' && (await accessChangedBetween(tenant.db, principal.id, since, upTo)))
    return restart('access');
  const rows = await readLog(tenant.db, since, upTo, pageSize);
  const last = rows.at(-1)?.seq ?? upTo;
  const page = { ok: true, upTo: last, more: last < upTo, heads } as const;
  const isSeen = await stillSeen(tenant, actor, rows, audience.scopes);
  if (audience.form === 1) {
    const changes = changesFor(tenant.catalog, rows, audience.scopes, tail.epoch());
    return { ...page, changes: changes.map((change) => (isSeen(change.id) ? change : removed(change))) };
  }
  const readers = { scopes: audience.scopes, numberOf: live.numberOf, isGone: ({ id }: LogRow) => !isSeen(id) };
  const [frame = null] = framesFor(tenant.catalog, rows, readers, Infinity);
  return { ...page, changes: [], frame };
};

const removed = (change: Change): Change => ({ ...change, op: 'remove', data: null });

/**
 * The log tells what was seen when it happened. A reader who comes later is told of it only where they see the record now:
 * the rest has left their sight meanwhile, and to them is a removal from the start.
 */
const stillSeen = async (
  tenant: Tenant,
  actor: Actor,
  rows: readonly LogRow[],
  scopes: ReadonlySet<string>,
): Promise<(id: string) => boolean> => {
  const told = rows.filter(({ prevs, after }) => after.some((scope) => scopes.has(scope) && scope in prevs));
  const seen = new Set<string>();
  for (const [name, group] of Map.groupBy(told, (row) => row.collection)) {
    const definition = tenant.catalog.named(name);
    if (!definition || !can(actor, 'view', definition)) continue;
    for (const id of await visibleIds(tenant, actor, definition, [...new Set(group.map((row) => row.id))]))
      seen.add(id);
  }
  return (id) => seen.has(id);
};

/** A record read while nothing changed: what is said of its scopes is then still so. */
const settled = async (socket: LiveSocket, definition: Collection, id: string): Promise<AnyRecord | undefined> => {
  const { follower: tail, tenant } = socket.data.live;
  for (let tries = 0; ; tries++) {
    const before = tail.seq();
    const { records } = await readAs(socket, (actor) => readRecords(tenant, actor, definition, [id]));
    if (tail.seq() === before || tries === 5) return records[0];
  }
};

const view = async (socket: LiveSocket, raw: unknown): Promise<{ ok: true }> => {
  const input = object(raw);
  const { presence, sockets } = socket.data.live;
  if (input['id'] === null || input['id'] === undefined) {
    presence.close(socket);
    return { ok: true };
  }
  const definition = collectionIn(socket, input);
  const id = idIn(input, definition.label.one);
  const record = await settled(socket, definition, id);
  // Who has left meanwhile would be shown here for ever.
  if (!sockets.has(socket)) return { ok: true };
  if (!record || definition.parent || !can(socket.data.actor, 'view', definition, record))
    throw notFound(definition.label.one);
  presence.open(socket, definition.name, record.id, scopesOf(definition, record));
  return { ok: true };
};

type Handler = (
  socket: LiveSocket,
  input: unknown,
) => Promise<
  | MutationAnswer
  | MutateManyAnswer
  | GroupAnswer
  | QueryAnswer
  | GetAnswer
  | FacetsAnswer
  | ActivityAnswer
  | SyncAnswer
  | { readonly ok: true }
  | Refused
>;

/** Everything that a client may ask over its socket, but for renewing the session. */
export const requests: { readonly [name in Exclude<keyof ClientEvents, 'refresh'>]: Handler } = {
  mutate,
  mutateMany,
  group,
  query,
  get,
  facets,
  activity,
  sync,
  view,
};
