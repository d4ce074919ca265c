import { request, type IncomingMessage } from 'node:http';
import fc from 'fast-check';
import { fieldEntries, type Collection } from '#shared/collection.ts';
import { valueOf } from '#server/testing/arbitraries.ts';
import { tenantEndpoints } from '#server/http/endpoints.ts';
import type { Facts } from '#server/http/endpoint.ts';

export type Sent = {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string | Buffer | null;
};

export type Heard = { readonly status: number; readonly text: string; readonly type: string };

/** Without fetch's manners: it would tidy an address or refuse a header that an attacker would not. */
export const say = (url: string, { method, path, headers, body }: Sent): Promise<Heard> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const length: Record<string, string> = body === null ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const asked = request(
      { hostname, port, method, path, headers: { ...headers, ...length } },
      (answer: IncomingMessage) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () =>
          resolve({
            status: answer.statusCode ?? 0,
            text: Buffer.concat(chunks).toString(),
            type: answer.headers['content-type'] ?? '',
          }),
        );
      },
    );
    asked.on('error', reject);
    asked.end(body ?? undefined);
  });

const nasty = fc.constantFrom(
  '',
  'null',
  'undefined',
  '0',
  '-1',
  'NaN',
  '__proto__',
  'constructor',
  'none',
  'me',
  '%00',
  '%ff',
  '%F0%9F%A6%B7',
  "'; drop table leads; --",
  '..',
  '../../etc/passwd',
  'a'.repeat(3000),
  '00000000-0000-0000-0000-000000000000',
  '[]',
  '{}',
  '\\',
  '%',
  '$1',
  '💥',
  'tbd',
  'export',
);

const word = fc.oneof(nasty, fc.string({ maxLength: 12 }), fc.uuid());

export const inPath = word.map((text) => encodeURIComponent(text.toWellFormed()).slice(0, 4000) || '-');

const fieldNames = [...new Set(tenantEndpoints.flatMap(({ collection }) => Object.keys(collection?.fields ?? {})))];

const names = fc.oneof(
  fc.constantFrom(
    ...fieldNames,
    'q',
    'sort',
    'limit',
    'cursor',
    'count',
    'filter',
    'by',
    'before',
    'base',
    'dryRun',
    'reason',
    'id',
  ),
  word,
);

const operators = fc.constantFrom(
  '',
  '',
  '[lt]',
  '[gte]',
  '[ne]',
  '[in]',
  '[contains]',
  '[has]',
  '[empty]',
  '[nothing]',
  '[',
  '[]',
);

const query = fc
  .array(fc.tuple(names, operators, fc.oneof(word, fc.json({ maxDepth: 4 }))), { maxLength: 4 })
  .map((parts) =>
    parts
      .map(
        ([name, op, value]) =>
          `${encodeURIComponent(name.toWellFormed())}${op}=${encodeURIComponent(value.toWellFormed())}`,
      )
      .join('&'),
  );

export const rawQuery = fc.string({ unit: fc.constantFrom(...Array.from('ab=&%[]+;,\\0{}"')), maxLength: 30 });

const anything = fc.anything({
  withNullPrototype: false,
  withDate: false,
  maxDepth: 4,
  key: fc.oneof(
    fc.constantFrom(...fieldNames, 'id', 'patch', 'reason', '__proto__', 'password', 'email', 'refreshToken'),
    fc.string(),
  ),
});

const fields = fc.dictionary(
  fc.constantFrom(...fieldNames, 'id', 'patch', 'reason', 'email', 'password', 'refreshToken'),
  fc.oneof(anything, word),
  { maxKeys: 5 },
);

const asJson = (value: unknown): string =>
  JSON.stringify(value, (_key, held: unknown) => (typeof held === 'bigint' ? String(held) : held)) ?? 'null';

const deep = `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`;

export const body = fc.oneof(
  fields.map(asJson),
  fields.map(asJson),
  anything.map(asJson),
  fc.constantFrom(
    '',
    '{',
    '[1,2]',
    '"x"',
    'null',
    '7',
    deep,
    `{"name":"${'x'.repeat(70_000)}"}`,
    '{"name":"\\u0000"}',
    '{"name":"\\ud800"}',
    '\ufeff{}',
  ),
  fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
);

const csv = fc.oneof(
  fc.string({ unit: fc.constantFrom(...Array.from('Name,Phone\n\r"\';\t=0123456789 ')), maxLength: 60 }),
  fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
);

const strangeHeaders = fc.record(
  {
    'content-type': fc.constantFrom(
      'application/json',
      'application/json',
      'application/json',
      'text/csv',
      'text/csv; charset=utf-16',
      'application/json; charset=x',
      'multipart/form-data',
      'x',
    ),
    'if-match': fc.constantFrom('"1"', '*', 'x', '"99999999999"', '""'),
    'idempotency-key': fc.oneof(fc.uuid(), fc.constantFrom('x', '')),
    'if-none-match': fc.constantFrom('"1"', '*', 'x'),
    'content-encoding': fc.constantFrom('gzip', 'x', 'identity'),
    'accept-encoding': fc.constantFrom('identity', 'x'),
    'x-request-id': fc.constantFrom('short', 'a'.repeat(80), 'good-enough-id'),
    cookie: fc.constantFrom('access=x', '=', ';;', 'access=%ff; csrf=x'),
  },
  { requiredKeys: [] },
);

export const headers: fc.Arbitrary<Record<string, string | undefined>> = fc.oneof(
  { weight: 2, arbitrary: fc.constant({}) },
  { weight: 1, arbitrary: strangeHeaders },
);

/** Nearly right, so that it gets past the first check: the collection's own fields, with one of them spoilt now and then. */
const plausible = (definition: Collection): fc.Arbitrary<string> => {
  const own = Object.fromEntries(
    fieldEntries(definition)
      .filter(([, field]) => !field.readOnly && !field.kind.isReference)
      .map(([name, field]) => [name, valueOf(field)]),
  );
  const required = Object.keys(own).filter((name) => definition.fields[name]?.required);
  return fc
    .tuple(fc.record(own, { requiredKeys: required }), fc.option(fields, { freq: 4, nil: {} }))
    .map(([right, wrong]) => asJson({ ...right, ...wrong }));
};

export const sentTo = (base: string, { method, path, body: kind, collection }: Facts, id: string): fc.Arbitrary<Sent> =>
  fc
    .tuple(
      fc.array(fc.oneof(fc.constant(id), inPath), { minLength: 3, maxLength: 3 }),
      fc.oneof(fc.constant(''), query, rawQuery),
      headers,
      kind === 'csv' ? csv : collection ? fc.oneof(body, plausible(collection)) : body,
    )
    .map(([words, search, given, payload]) => {
      let at = 0;
      const filled = path.replaceAll(/:\w+/g, () => words[at++] ?? '-');
      const mayHaveBody = method !== 'get';
      return {
        method: method.toUpperCase(),
        path: `${base}${filled}${search ? `?${search.replaceAll(/[^\u0021-\u007e]/g, '')}` : ''}`,
        body: mayHaveBody ? payload : null,
        headers: {
          ...(mayHaveBody ? { 'content-type': kind === 'csv' ? 'text/csv' : 'application/json' } : {}),
          ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
        } as Record<string, string>,
      };
    });
