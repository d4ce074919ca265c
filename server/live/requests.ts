import { can, heldScopes, scopesOf } from '#shared/can.ts';
import {
  maxFrameMutations,
  type httpEvents,
  type ActivityAnswer,
  type ClientEvents,
  type DoNotContactAnswer,
  type FacetsAnswer,
  type GetAnswer,
  type GroupAnswer,
  type MutateManyAnswer,
  type MutationAnswer,
  type QueryAnswer,
  type Refused,
  type SyncAnswer,
} from '#shared/protocol.ts';
import { parseFields } from '#shared/asked-fields.ts';
import type { AnyRecord, Collection } from '#shared/collection.ts';
import { isId } from '#shared/fields/id.ts';
import { everything, parseFilter } from '#shared/filter.ts';
import { parseSort } from '#shared/sort.ts';
import { invalid, notFound } from '#shared/refusal.ts';
import { parseMutation } from '#server/commands/command-request.ts';
import { enqueue, enqueueMany, requireRoom } from '#server/commands/enqueue.ts';
import { readGroup } from '#server/commands/read-group.ts';
import { isListed } from '#server/records/do-not-contact.ts';
import { readFacets } from '#server/records/facets.ts';
import { readPage, readRecords } from '#server/records/read.ts';
import { readActivity } from '#server/records/read-activity.ts';
import { momentIn } from '#server/tenants/tenant.ts';
import { encodedOnce } from './encode-once.ts';
import { object, wholeNumber, type Input } from './input.ts';
import type { LiveSocket } from './live-tenant.ts';
import { hearAccess, personOf, readAs, readInTurn, type Asker } from './read-as.ts';
import { sync } from './sync.ts';

const collectionIn = (asker: Asker, input: Input): Collection => {
  const definition = asker.data.live.tenant.catalog.named(input['collection']);
  if (!definition || !asker.data.actor.modules.includes(definition.name)) throw notFound('collection');
  return definition;
};

const filterIn = (input: Input, definition: Collection) =>
  input['filter'] === undefined || input['filter'] === null ? everything : parseFilter(input['filter'], definition);

const idIn = (input: Input, label: string): string => {
  if (!isId(input['id'])) throw notFound(label);
  return input['id'];
};

/**
 * The same scopes in a collection (a child's name its parent's), question and day give the same answer, unless the
 * question is about the asking person.
 */
const sharedKey = ({ data }: Asker, what: string, asked: { readonly definition: Collection }): string => {
  const { actor, live } = data;
  const question = JSON.stringify({ ...asked, definition: asked.definition.name });
  const { today } = momentIn(live.tenant.info, actor.id);
  const scopes = heldScopes(actor, 'view', asked.definition).toSorted();
  return JSON.stringify([what, today, scopes, question.includes('"me"') ? actor.id : null, question]);
};

const mutate = async (asker: Asker, input: unknown): Promise<MutationAnswer> => {
  const { live, principal } = asker.data;
  requireRoom(live.tenant, principal, 'urgent');
  return enqueue(live.tenant, principal, parseMutation(input));
};

const mutateMany = async (asker: Asker, raw: unknown): Promise<MutateManyAnswer> => {
  const { mutations } = object(raw);
  if (!Array.isArray(mutations) || mutations.length === 0 || mutations.length > maxFrameMutations)
    throw invalid('mutations', `Send a list of 1 to ${maxFrameMutations} mutations.`);
  const { live, principal } = asker.data;
  requireRoom(live.tenant, principal, 'bulk');
  return { ok: true, answers: await enqueueMany(live.tenant, principal, mutations.map(parseMutation)) };
};

const group = async (asker: Asker, raw: unknown): Promise<GroupAnswer> => {
  const input = object(raw);
  const { group: act } = input;
  if (!isId(act)) throw invalid('group', 'The group should be a UUID.');
  const { live, principal } = asker.data;
  const mids = await live.tenant.inTurn(personOf(asker), (slotted) => readGroup(slotted, principal, act));
  return { ok: true, mids };
};

const query = async (asker: Asker, raw: unknown): Promise<QueryAnswer> => {
  const input = object(raw);
  const definition = collectionIn(asker, input);
  const cursor = input['cursor'];
  if (cursor !== undefined && cursor !== null && (typeof cursor !== 'string' || cursor.length > 4_000))
    throw invalid('cursor', 'This cursor is not one that a page returned. Start again without it.');
  const asked = {
    definition,
    filter: filterIn(input, definition),
    sort: parseSort(input['sort'], definition),
    limit: wholeNumber(input['limit'], 'limit', 1, 200, 50),
    cursor: cursor ?? null,
    fields: parseFields(input['fields'], definition),
  };
  const { live } = asker.data;
  const page = await readAs(asker, (actor) =>
    live.reads(sharedKey(asker, 'query', asked), 'often', personOf(asker), async (slotted) => {
      await hearAccess(asker);
      const found = await readPage(slotted, actor, asked);
      encodedOnce(found.records);
      return found;
    }),
  );
  return { ok: true, ...page };
};

const get = async (asker: Asker, raw: unknown): Promise<GetAnswer> => {
  const input = object(raw);
  const { ids } = input;
  if (!Array.isArray(ids) || ids.length > 200 || !ids.every(isId))
    throw invalid('ids', 'A list of at most 200 ids is expected.');
  const definition = collectionIn(asker, input);
  return { ok: true, ...(await readInTurn(asker, (slotted, actor) => readRecords(slotted, actor, definition, ids))) };
};

const facets = async (asker: Asker, raw: unknown): Promise<FacetsAnswer> => {
  const input = object(raw);
  const definition = collectionIn(asker, input);
  const { by, measures = [] } = input;
  if (!Array.isArray(by) || by.length > 6 || !by.every((name) => typeof name === 'string'))
    throw invalid('by', 'A list of at most 6 fields is expected.');
  if (!Array.isArray(measures) || !measures.every((name) => typeof name === 'string'))
    throw invalid('measures', 'A list of measures is expected, like "sum:amount".');
  const asked = { definition, filter: filterIn(input, definition), by, measures };
  const { live } = asker.data;
  const counted = await readAs(asker, (actor) =>
    live.reads(sharedKey(asker, 'facets', asked), 'spaced', personOf(asker), async (slotted) => {
      await hearAccess(asker);
      const found = await readFacets(slotted, actor, asked);
      encodedOnce(found.rows);
      return found;
    }),
  );
  return { ok: true, ...counted };
};

const activity = async (asker: Asker, raw: unknown): Promise<ActivityAnswer> => {
  const input = object(raw);
  const definition = collectionIn(asker, input);
  const before = wholeNumber(input['before'], 'before', 0, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
  const id = idIn(input, definition.label.one);
  const read = readInTurn(asker, (slotted, actor) => readActivity(slotted, actor, definition, id, before));
  return { ok: true, ...(await read) };
};

const doNotContact = async (asker: Asker, raw: unknown): Promise<DoNotContactAnswer> => {
  const input = object(raw);
  const definition = collectionIn(asker, input);
  const { field, value } = input;
  const listed = await readInTurn(asker, (slotted, actor) => isListed(slotted, actor, definition, field, value));
  return { ok: true, listed };
};

/** A record read while nothing changed: what is said of its scopes is then still so. */
const settled = async (socket: LiveSocket, definition: Collection, id: string): Promise<AnyRecord | undefined> => {
  const { follower } = socket.data.live;
  for (let tries = 0; ; tries++) {
    const before = follower.seq();
    const { records } = await readInTurn(socket, (slotted, actor) => readRecords(slotted, actor, definition, [id]));
    if (follower.seq() === before || tries === 5) return records[0];
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

type Answer =
  | MutationAnswer
  | MutateManyAnswer
  | GroupAnswer
  | QueryAnswer
  | GetAnswer
  | FacetsAnswer
  | ActivityAnswer
  | DoNotContactAnswer
  | SyncAnswer
  | { readonly ok: true }
  | Refused;

/** What may be asked over HTTP as well. */
export const httpRequests: {
  readonly [name in (typeof httpEvents)[number]]: (asker: Asker, input: unknown) => Promise<Answer>;
} = { mutate, mutateMany, group, sync, query, get, facets, activity, doNotContact };

/** Everything that a client may ask over its socket, but for renewing the session. */
export const requests: {
  readonly [name in Exclude<keyof ClientEvents, 'refresh'>]: (socket: LiveSocket, input: unknown) => Promise<Answer>;
} = { ...httpRequests, view };
