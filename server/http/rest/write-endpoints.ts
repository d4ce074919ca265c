import type { Catalog } from '#shared/catalog.ts';
import type { AnyRecord, Collection, Patch } from '#shared/collection.ts';
import { reasonField } from '#shared/command.ts';
import type { Fields } from '#shared/fields/field.ts';
import { isId } from '#shared/fields/id.ts';
import type { Runnable } from '#shared/run-command.ts';
import { only } from '#shared/query-string.ts';
import { Refusal, invalid, notFound } from '#shared/refusal.ts';
import { enqueue, requireRoom } from '#server/commands/enqueue.ts';
import type { Answer } from '#server/http/answer.ts';
import { readFields } from '#server/http/body.ts';
import { param, type Call, type Endpoint, type Parameter } from '#server/http/endpoint.ts';
import { inputSchema, nothing, recordRef, text } from '#server/http/schemas.ts';
import { idempotency, midOf } from './idempotency.ts';
import { pathOf } from '#shared/rest-path.ts';
import { recordTag, versionIn } from './record-tag.ts';

/** The commands of a collection, each at the address where REST has it; they run exactly as over a socket. */
export const writeEndpoints = (catalog: Catalog, definition: Collection): Endpoint[] =>
  catalog
    .commands()
    .filter((command) => command.collection === definition)
    .flatMap((command) => endpointsOf(command));

export const ifMatch: Parameter = {
  name: 'If-Match',
  describe:
    'The version that you changed, as its ETag says: where someone changed the same fields since, CONFLICT. Without it the last writer wins.',
  schema: text,
};

export const base: Parameter = {
  name: 'base',
  describe: 'The same as If-Match, where headers are hard to set.',
  schema: { type: 'integer' },
};
const moveTo: Parameter = {
  name: 'moveTo',
  describe: 'The ID of another: what points at this one and would refuse its deletion points at that one instead.',
  schema: text,
};
export const reason: Parameter = { name: 'reason', describe: 'Why; kept in the history.', schema: text };

const endpointsOf = (command: Runnable): Endpoint[] => {
  const { collection: definition, verb } = command;
  const path = pathOf(definition);
  const about = {
    tag: definition.label.many,
    collection: definition,
    summary: command.describe,
    access: 'signed-in',
    socket: { event: 'mutate', argument: socketArgument(command) },
  } as const;
  const one = {
    ...about,
    path: `${path}/:id`,
    headers: [idempotency, ifMatch],
    query: [base],
    run: (call: Call) => changeOne(call, command),
  };
  const record = recordRef(definition);
  const body = inputSchema(withReason(withoutId(command.input)), verb !== 'update');
  switch (verb) {
    case 'create': {
      const withId = inputSchema(withReason(command.input), true);
      return [
        {
          ...about,
          method: 'post',
          path,
          headers: [idempotency],
          body: withId,
          answer: record,
          status: 201,
          run: (call: Call) => create(call, command),
        },
      ];
    }
    case 'update':
      return (['patch', 'put'] as const).map((method) => ({ ...one, method, body, answer: record }));
    case 'delete':
      return [{ ...one, method: 'delete', query: [base, reason, moveTo], answer: nothing }];
    case 'restore':
      return [{ ...one, method: 'post', path: `${path}/:id/restore`, body, answer: record }];
    case 'change':
    case 'run': {
      const name = command.name.slice(definition.name.length + 1);
      if (Object.hasOwn(command.input, 'id')) {
        return [{ ...one, method: 'post', path: `${path}/:id/${name}`, body, answer: record }];
      }
      const run = (call: Call) => create(call, command);
      return [{ ...about, method: 'post', path: `${path}/${name}`, headers: [idempotency], body, answer: record, run }];
    }
    case 'undo':
      return [];
  }
};

/** As one writes it: `{ mid, name: "leads.assign", args: { id, clinicId, reason? } }`. */
const socketArgument = ({ name, verb, input }: Runnable): string => {
  const { id, moveTo: to, ...others } = input;
  const names = Object.entries(others).map(([field, { required, readOnly, default: initial }]) =>
    readOnly ? [] : required && initial === undefined && verb !== 'update' ? field : `${field}?`,
  );
  const own = verb === 'update' ? [`patch: { ${names.flat().join(', ')} }`] : names.flat();
  const subject = verb === 'create' ? ['id?'] : id || verb === 'update' ? ['id'] : [];
  return `{ mid, name: "${name}", args: { ${[...subject, ...own, ...(to ? ['moveTo?'] : []), 'reason?'].join(', ')} } }`;
};

export const withoutId = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => name !== 'id'));
export const withReason = (fields: Fields): Fields => ({ ...fields, reason: reasonField });

const create = async (call: Call, command: Runnable): Promise<Answer> =>
  createWith(call, command, await readFields(call.req, call.res));

export const createWith = async (call: Call, command: Runnable, fields: Patch): Promise<Answer> => {
  const { record, seq } = await run(call, command, fields);
  const location = record
    ? { Location: `/${call.tenant.info.slug}/api/v1${pathOf(command.collection)}/${record.id}` }
    : {};
  return { status: 201, data: record, meta: { seq }, headers: { ...location, ...etag(command.collection, record) } };
};

/** `name` is the parameter of the address that the record's id stands in. */
export const changeOne = async (call: Call, command: Runnable, name = 'id'): Promise<Answer> => {
  const id = param(call, name).toLowerCase();
  if (!isId(id)) throw notFound(command.collection.label.one);
  const { id: named = id, ...fields } = await readFields(call.req, call.res);
  if (named !== id) throw invalid('id', 'The address names another record.');
  const said = ['reason', 'moveTo'].flatMap((name) => {
    const value = name === 'reason' || command.verb === 'delete' ? only(call.query, name) : null;
    return value === null ? [] : [[name, value]];
  });
  const { record, seq } = await run(call, command, { ...Object.fromEntries(said), ...fields, id });
  return { data: command.verb === 'delete' ? null : record, meta: { seq }, headers: etag(command.collection, record) };
};

const etag = (definition: Collection, record: AnyRecord | null): { [name: string]: string } =>
  record ? { ETag: recordTag(definition, record) } : {};

/** Runs a command for the one who asks; what it refuses is thrown, so that every refusal leaves by the same way. */
const run = async (call: Call, command: Runnable, args: Patch): Promise<{ record: AnyRecord | null; seq: number }> => {
  const seen = baseOf(call);
  requireRoom(call.tenant, call.principal, 'urgent');
  const answer = await enqueue(call.tenant, call.principal, {
    mid: midOf(call),
    name: command.name,
    args,
    ...(seen === null ? {} : { base: seen }),
  });
  if (answer.ok) return answer;
  throw new Refusal(answer.error.code, answer.error.message, answer.error.details);
};

const baseOf = ({ req, query }: Call): number | null => {
  const said = only(query, 'base');
  const match = req.headers['if-match'] ?? (said === null ? '*' : `"${said}"`);
  if (match === '*') return null;
  const version = versionIn(match);
  if (version === undefined)
    throw invalid('If-Match', 'If-Match (or base) is the version of the record, as its ETag says.');
  return version;
};
