import { hasBin } from '#shared/bin.ts';
import { can, heldScopes } from '#shared/can.ts';
import type { Catalog } from '#shared/catalog.ts';
import type { AnyRecord, Collection, ScopeRule } from '#shared/collection.ts';
import { isId } from '#shared/fields/id.ts';
import type { Filter } from '#shared/filter.ts';
import { only, parseListQuery, parseQueryFilter, parseWhole } from '#shared/query-string.ts';
import { Refusal, invalid, notFound } from '#shared/refusal.ts';
import { doNotContactCost, isListed } from '#server/records/do-not-contact.ts';
import { readFacets } from '#server/records/facets.ts';
import { countRecords, readPage, readRecords } from '#server/records/read.ts';
import { readActivity } from '#server/records/read-activity.ts';
import type { Answer } from '#server/http/answer.ts';
import { readFields } from '#server/http/body.ts';
import { countMore, param, type Call, type Endpoint } from '#server/http/endpoint.ts';
import { listOf, object, recordRef, refTo, text } from '#server/http/schemas.ts';
import { pathOf } from '#shared/rest-path.ts';
import { binEndpoint } from './bin-endpoint.ts';
import { filterParameters, listParameters } from './list-parameters.ts';
import { childName } from './paths.ts';
import { recordTag } from './record-tag.ts';

/** A reading endpoint answers in its person's turn. */
const inTurn = (endpoint: Endpoint): Endpoint =>
  endpoint.access === 'open'
    ? endpoint
    : {
        ...endpoint,
        run: (call: Call) => call.tenant.inTurn(call.actor.id, (tenant) => endpoint.run({ ...call, tenant })),
      };

/** Everything that a collection lets one read. What comes before a path with `:id` in its place is listed first. */
export const readEndpoints = (catalog: Catalog, definition: Collection): Endpoint[] => {
  const path = pathOf(definition);
  const { one, many } = definition.label;
  const about = { method: 'get', tag: many, collection: definition, access: 'signed-in' } as const;
  const filters = filterParameters(definition);
  const endpoints: Endpoint[] = [
    {
      ...about,
      path,
      summary: `List ${many.toLowerCase()} that you may see.`,
      query: [...listParameters(definition), ...filters],
      answer: listOf(recordRef(definition)),
      socket: {
        event: 'query',
        argument: `{ collection: "${definition.name}", filter?, sort?, limit?, cursor?, fields? }`,
      },
      run: (call: Call) => list(call, definition),
    },
    ...queues(definition).map((rule): Endpoint => ({
      ...about,
      path: `${path}/${rule.name}`,
      summary: `List the ${rule.name} ${many.toLowerCase()}.`,
      query: [...listParameters(definition), ...filters],
      answer: listOf(recordRef(definition)),
      run: (call: Call) => listQueue(call, definition, rule),
    })),
    {
      ...about,
      path: `${path}/facets`,
      summary: `Count ${many.toLowerCase()} for each combination of the fields in "by", and measure them.`,
      query: [
        {
          name: 'by',
          describe:
            'Up to six fields, separated by commas; may be left out where there are measures. A date counts as overdue, today, upcoming or empty; date:day, date:week (from Monday) and date:month count by the first day of each, in the time zone of the workspace.',
          schema: text,
        },
        {
          name: 'measures',
          describe:
            'Up to six of sum:field, avg:field, min:field and max:field, separated by commas. Amounts that may be in several currencies are measured with their currency in "by".',
          schema: text,
        },
        ...filters,
      ],
      answer: listOf({
        type: 'array',
        description:
          'The values in the order of "by", then the count, then the measures; null where there is nothing to measure.',
      }),
      socket: { event: 'facets', argument: `{ collection: "${definition.name}", filter?, by, measures? }` },
      run: (call: Call) => facets(call, definition),
    },
    ...(hasBin(definition) ? [binEndpoint(definition)] : []),
    {
      ...about,
      path: `${path}/:id`,
      summary: `Get one ${one.toLowerCase()}. The ETag is its version; where you are shown a part of its fields, it says which after a dot.`,
      answer: recordRef(definition),
      socket: { event: 'get', argument: `{ collection: "${definition.name}", ids }` },
      run: (call: Call) => getOne(call, definition),
    },
    {
      ...about,
      path: `${path}/:id/activity`,
      summary: `What happened to one ${one.toLowerCase()}, newest first.`,
      query: [
        {
          name: 'before',
          describe: 'Only what came before this sequence number: the last one of the page before.',
          schema: { type: 'integer' },
        },
      ],
      answer: listOf(refTo('Activity')),
      socket: { event: 'activity', argument: `{ collection: "${definition.name}", id, before? }` },
      run: (call: Call) => activity(call, definition),
    },
    ...(definition.doNotContact
      ? [
          {
            ...about,
            method: 'post',
            path: `${path}/do-not-contact`,
            summary:
              'Whether a number or address must not be contacted, wherever the record is that says so. In the body, so that it stands in no log.',
            body: object({ field: { type: 'string', enum: definition.doNotContact.by }, value: text }),
            answer: object({ listed: { type: 'boolean' } }),
            socket: { event: 'doNotContact', argument: `{ collection: "${definition.name}", field, value }` },
            run: (call: Call) => doNotContact(call, definition),
          } satisfies Endpoint,
        ]
      : []),
    ...catalog.childrenOf(definition).map((child, _, siblings): Endpoint => ({
      ...about,
      path: `${path}/:id/${childName(child, siblings)}`,
      collection: child,
      summary: `${child.label.many} of one ${one.toLowerCase()}.`,
      query: [...listParameters(child), ...filterParameters(child)],
      answer: listOf(recordRef(child)),
      socket: {
        event: 'query',
        argument: `{ collection: "${child.name}", filter: { field: "${child.parent?.field}", op: "eq", value }, sort? }`,
      },
      run: (call: Call) => listChildren(call, definition, child),
    })),
  ];
  return endpoints.map(inTurn);
};

const list = (call: Call, definition: Collection, within?: Filter): Promise<Answer> => {
  const { filter, ...page } = parseListQuery(call.query, definition);
  return answerPage(call, definition, within ? { all: [within, filter] } : filter, page);
};

const answerPage = async (
  { tenant, actor }: Call,
  definition: Collection,
  filter: Filter,
  { count, page, limit, ...query }: Omit<ReturnType<typeof parseListQuery>, 'filter'>,
): Promise<Answer> => {
  const skip = page === null ? 0 : (page - 1) * limit;
  const { records, cursor, seq } = await readPage(tenant, actor, { definition, filter, limit, skip, ...query });
  const total = count ? await countRecords(tenant, actor, definition, filter) : null;
  return {
    data: records,
    meta: {
      cursor,
      seq,
      ...(page === null ? {} : { page, perPage: limit }),
      ...(total === null ? {} : { total }),
      ...(page === null || total === null ? {} : { totalPages: Math.ceil(total / limit) }),
    },
  };
};

/** A scope that is no one's in particular is a queue with a place of its own: `/leads/tbd`. */
const queues = (definition: Collection): (ScopeRule & { readonly when: Filter })[] =>
  definition.scopes.flatMap((rule) => (rule.when && !rule.by ? [{ ...rule, when: rule.when }] : []));

const listQueue = async (
  call: Call,
  definition: Collection,
  rule: ScopeRule & { readonly when: Filter },
): Promise<Answer> => {
  const held = heldScopes(call.actor, 'view', definition);
  if (!held.includes(`${definition.name}:all`) && !held.includes(`${definition.name}:${rule.name}`)) {
    throw new Refusal('FORBIDDEN', `You may not view the ${rule.name} ${definition.label.many.toLowerCase()}.`);
  }
  return list(call, definition, rule.when);
};

const facets = async (call: Call, definition: Collection): Promise<Answer> => {
  const listed = (name: string): string[] => (only(call.query, name) ?? '').split(',').filter(Boolean);
  const [by, measures] = [listed('by'), listed('measures')];
  if ((by.length === 0 && measures.length === 0) || by.length > 6)
    throw invalid('by', 'Name one to six fields to count by.');
  const { rows, seq } = await readFacets(call.tenant, call.actor, {
    definition,
    filter: parseQueryFilter(call.query, definition),
    by,
    measures,
  });
  return { data: rows, meta: { seq } };
};

/** A record that someone may see, or NOT_FOUND: for ids that are none, for what is not there and for what is not theirs. */
export const find = async (
  { tenant, actor }: Call,
  definition: Collection,
  id: string,
): Promise<{ record: AnyRecord; seq: number }> => {
  if (!can(actor, 'view', definition))
    throw new Refusal('FORBIDDEN', `You may not view ${definition.label.many.toLowerCase()}.`);
  if (!isId(id.toLowerCase())) throw notFound(definition.label.one);
  const { records, seq } = await readRecords(tenant, actor, definition, [id.toLowerCase()]);
  const [record] = records;
  if (!record) throw notFound(definition.label.one);
  return { record, seq };
};

const getOne = async (call: Call, definition: Collection): Promise<Answer> => {
  const { record, seq } = await find(call, definition, param(call, 'id'));
  return { data: record, meta: { seq }, headers: { ETag: recordTag(definition, record) } };
};

const activity = async (call: Call, definition: Collection): Promise<Answer> => {
  const { record } = await find(call, definition, param(call, 'id'));
  const before = parseWhole(call.query, 'before', 0, Number.MAX_SAFE_INTEGER) ?? undefined;
  const { entries, more } = await readActivity(call.tenant, call.actor, definition, record.id, before);
  return { data: entries, meta: { more } };
};

const doNotContact = async (call: Call, definition: Collection): Promise<Answer> => {
  const { field, value, ...others } = await readFields(call.req, call.res);
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw invalid(unknown.slice(0, 60), `There is no field "${unknown.slice(0, 60)}".`);
  await countMore(call, doNotContactCost - 1);
  return { data: { listed: await isListed(call.tenant, call.actor, definition, field, value) } };
};

const listChildren = async (call: Call, definition: Collection, child: Collection): Promise<Answer> => {
  const { record } = await find(call, definition, param(call, 'id'));
  if (!child.parent) throw new Error(`${child.name} is no child`);
  const { field, kind } = child.parent;
  const ofIt: Filter = { field, op: 'eq', value: record.id };
  return list(
    call,
    child,
    kind === undefined ? ofIt : { all: [ofIt, { field: kind, op: 'eq', value: definition.name }] },
  );
};
