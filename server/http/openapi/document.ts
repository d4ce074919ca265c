import { refusalStatus, type RefusalCode } from '#shared/refusal.ts';
import type { JsonSchema } from '#shared/fields/field.ts';
import type { Catalog } from '#shared/catalog.ts';
import type { Facts, Parameter } from '#server/http/endpoint.ts';
import {
  componentName,
  moment,
  nothing,
  mapOf,
  object,
  recordSchema,
  refTo,
  text,
  uuid,
} from '#server/http/schemas.ts';

export type Documented = Facts & { readonly access: 'open' | 'signed-in' };

type Json = { readonly [key: string]: unknown };

/** The API's description in OpenAPI 3.1, made of the endpoints that are really there. */
export const openApi = (
  title: string,
  base: string,
  endpoints: readonly Documented[],
  { collections }: Catalog,
): Json => {
  const paths: { [path: string]: { [method: string]: Json } } = {};
  for (const endpoint of endpoints) (paths[templateOf(endpoint.path)] ??= {})[endpoint.method] = operationOf(endpoint);
  return {
    openapi: '3.1.0',
    info: { title, version: '1', description: introduction, license: { name: 'MIT', identifier: 'MIT' } },
    servers: [{ url: base }],
    tags: [...new Set(endpoints.map(({ tag }) => tag))].map((name) => ({ name, description: `${name}.` })),
    security: [{ bearer: [] }, { cookie: [] }],
    paths,
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
        cookie: {
          type: 'apiKey',
          in: 'cookie',
          name: 'access',
          description:
            'Its name ends in a few characters of the installation (access-1a2b3c). What changes something also repeats the value of the csrf cookie, named alike, in X-CSRF-Token.',
        },
      },
      schemas: {
        Error: errorSchema,
        Refusal: refusalSchema,
        Activity: activitySchema,
        ...Object.fromEntries(collections.map((definition) => [componentName(definition), recordSchema(definition)])),
      },
      responses: Object.fromEntries(
        [...refusedWith].map(([status, codes]) => [
          `Refused${status}`,
          { description: codes.join(', '), content: { 'application/json': { schema: refTo('Error') } } },
        ]),
      ),
    },
  };
};

const introduction =
  'Answers come as {"success": true, "data": …, "meta": …} or {"success": false, "error": {"code", "message", "details"}}. ' +
  'Lists come in pages: meta.cursor leads to the next one. What you may not see is not found. ' +
  'Whatever is read has an ETag: sent back as If-None-Match, it is answered with 304 as long as nothing in it has changed. ' +
  'The same commands run over the live connection, where changes of others arrive as they happen.';

const refusalSchema = object(
  { code: { type: 'string', enum: Object.keys(refusalStatus) }, message: text, details: { type: 'object' } },
  ['code', 'message'],
);

const errorSchema = object({ success: { const: false }, error: refTo('Refusal') });

const activity: { readonly [name: string]: JsonSchema } = {
  seq: { type: 'integer' },
  at: moment,
  by: { anyOf: [object({ id: uuid, name: text }), nothing] },
  command: text,
  reason: { type: ['string', 'null'] },
  op: { type: 'string', enum: ['create', 'update', 'delete', 'restore'] },
  fields: { type: 'object', additionalProperties: object({ from: {}, to: {} }, []) },
};

/**
 * `names`: what deleted records were called that the values name, by their ids. `child`: a record that belongs to this one
 * and was created.
 */
const activitySchema = object(
  { ...activity, names: mapOf(text), child: object({ collection: text, id: uuid }) },
  Object.keys(activity),
);

const images: Json = Object.fromEntries(
  ['image/png', 'image/jpeg', 'image/webp'].map((type) => [type, { schema: { type: 'string', format: 'binary' } }]),
);

const spreadsheet: Json = {
  'text/csv': { schema: text },
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': {
    schema: { type: 'string', contentMediaType: 'application/octet-stream' },
  },
};

/** The codes of refusals, by their status. */
const refusedWith = Map.groupBy(Object.keys(refusalStatus) as RefusalCode[], (code) => refusalStatus[code]);

/** The statuses with which an endpoint may refuse: what it needs decides. */
const refusalsOf = ({ method, path, access, body, query, collection, refused = [] }: Documented): number[] => [
  ...(body || query ? [400] : []),
  ...(access === 'signed-in' || path.startsWith('/auth/') ? [401] : []),
  ...(access === 'signed-in' ? [403] : []),
  404,
  ...(method === 'get' || !(collection || path === '/undo') ? [] : [409]),
  ...refused,
  ...(body ? [413] : []),
  ...(body || query ? [422] : []),
  ...[429, 500, 503],
];

const templateOf = (path: string): string => path.replaceAll(/:(\w+)/g, '{$1}');

const operationOf = (endpoint: Documented): Json => {
  const { method, path, tag, summary, body, access, socket, status = 200 } = endpoint;
  return {
    operationId: [method, ...path.split(/[/:-]+/).filter(Boolean)]
      .map((word, i) => (i === 0 ? word : word[0]?.toUpperCase() + word.slice(1)))
      .join(''),
    tags: [tag],
    summary,
    ...(socket ? { 'x-socket': socket } : {}),
    ...(access === 'open' ? { security: [] } : {}),
    parameters: [
      ...[...path.matchAll(/:(\w+)/g)].map(([, name = '']) => ({
        name,
        in: 'path',
        required: true,
        schema: name === 'slug' || name === 'name' ? text : uuid,
      })),
      ...parameters('query', endpoint.query),
      ...parameters('header', endpoint.headers),
    ],
    ...(body
      ? {
          requestBody: {
            required: isRequired(endpoint, body),
            content: bodyContent(body),
          },
        }
      : {}),
    responses: {
      [status]: { description: 'Done.', content: contentOf(endpoint.answer) },
      ...(method === 'get' && typeof endpoint.answer === 'object'
        ? { 304: { description: 'You have it already.' } }
        : {}),
      ...Object.fromEntries(
        refusalsOf(endpoint).map((refused) => [refused, { $ref: `#/components/responses/Refused${refused}` }]),
      ),
    },
  };
};

/** A file that was sent before is asked for by its id. */
const isRequired = ({ query }: Facts, body: NonNullable<Facts['body']>): boolean =>
  typeof body === 'string' ? !query?.some(({ name }) => name === 'file') : 'required' in body;

const bodyContent = (body: NonNullable<Facts['body']>): Json => {
  if (body === 'csv') return spreadsheet;
  return body === 'image' ? images : { 'application/json': { schema: body } };
};

const parameters = (where: 'query' | 'header', given: readonly Parameter[] = []): Json[] =>
  given.map(({ name, describe, schema, required = false }) => ({
    name,
    in: where,
    description: describe,
    required,
    schema,
  }));

const contentOf = (answer: Facts['answer']): Json => {
  if (answer === 'csv') return { 'text/csv': { schema: text } };
  if (answer === 'image') return { ...images, 'image/svg+xml': { schema: text } };
  if (answer === 'html') return { 'text/html': { schema: text } };
  if (answer === 'json') return { 'application/json': { schema: { type: 'object' } } };
  const meta = answer['type'] === 'array' ? { meta: listMeta } : {};
  return {
    'application/json': { schema: object({ success: { const: true }, data: answer, ...meta }, ['success', 'data']) },
  };
};

const listMeta: JsonSchema = object(
  {
    cursor: { type: ['string', 'null'] },
    seq: { type: 'integer' },
    total: { type: 'integer' },
    page: { type: 'integer' },
    perPage: { type: 'integer' },
    totalPages: { type: 'integer' },
    more: { type: 'boolean' },
  },
  [],
);
