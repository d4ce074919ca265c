import assert from 'node:assert/strict';
import { request, type IncomingMessage } from 'node:http';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import { fieldEntries, type Collection } from '#shared/collection.ts';
import { collections } from '#shared/modules/index.ts';
import { refusalStatus } from '#shared/refusal.ts';
import { quotedTable } from '#server/database/rows.ts';
import { valueOf } from '#server/testing/arbitraries.ts';
import { world, type Person, type World } from '#server/testing/world.ts';
import { tenantEndpoints } from './endpoints.ts';
import type { Facts } from './endpoint.ts';
import { platformSignIn } from './sign-in/sign-in-endpoints.ts';

type Sent = {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string | Buffer | null;
};
type Heard = { readonly status: number; readonly text: string; readonly type: string };

/** Without fetch's manners: it would tidy an address or refuse a header that an attacker would not. */
const say = (url: string, { method, path, headers, body }: Sent): Promise<Heard> =>
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
const inPath = word.map((text) => encodeURIComponent(text.toWellFormed()).slice(0, 4000) || '-');

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
const rawQuery = fc.string({ unit: fc.constantFrom(...Array.from('ab=&%[]+;,\\0{}"')), maxLength: 30 });

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
const body = fc.oneof(
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

const headers: fc.Arbitrary<Record<string, string | undefined>> = fc.oneof(
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

const sentTo = (base: string, { method, path, body: kind, collection }: Facts, id: string): fc.Arbitrary<Sent> =>
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

const known = new Set<string>(Object.keys(refusalStatus));

const understood = (sent: Sent, { status, text, type }: Heard): void => {
  const told = `${sent.method} ${sent.path} ${JSON.stringify(sent.headers)} ${String(sent.body).slice(0, 300)} → ${status} ${text.slice(0, 300)}`;
  assert.ok(status < 500, told);
  assert.doesNotMatch(text, /node_modules|\.ts:\d|SELECT|select .* from|syntax error/, told);
  if (status < 400) return;
  assert.match(type, /^application\/json/, told);
  const answer = JSON.parse(text) as { success: boolean; error: { code: string; message: string } };
  assert.equal(answer.success, false, told);
  assert.ok(known.has(answer.error.code), told);
  assert.ok(answer.error.message.length > 5, told);
};

// Reactions write a moment later, and not because of what is being sent.
const counts = collections
  .filter(({ name }) => name !== 'notifications')
  .map((definition) => `(select count(*) from ${quotedTable(definition)})`)
  .join(', ');

/** Imports go on after their answer; what they write is not the fuzzer's doing. */
const importsDone = async ({ general, smiles }: World): Promise<void> => {
  for (const { db } of [general, smiles]) {
    while ((await db.query(`select 1 from import_jobs where state in ('running', 'stopping')`)).length > 0)
      await pause(5);
  }
};

/** All that can be written, in one number a place. */
const written = async (w: World): Promise<string> => {
  const places = await Promise.all(
    [w.general, w.smiles].map(({ db }) =>
      db.query<{ at: string }>(
        `select concat_ws(' ', (select count(*) from change_log where cause is null or cause ->> 'kind' = 'undo'), ${counts}, (select count(*) from import_jobs)) as at`,
      ),
    ),
  );
  return JSON.stringify(places);
};

/** For each endpoint; a longer run found nothing more. */
const runs = 20;

test('whatever is sent to whichever endpoint is answered or refused, never a defect', async (t) => {
  const w = await world(t, { env: { API_REQUESTS_PER_MINUTE: '10000000' }, also: ['general'] });
  const [owner, viewer, user] = [await w.staffOf('owner'), await w.staffOf('viewer'), await w.staffOf('user')];
  const { id: companies } = await w.create(w.general, 'companies.create', { name: 'Anbu & Co' });
  const { id: contacts } = await w.create(w.general, 'contacts.create', { firstName: 'Anbu', assignedTo: user.id });
  const { id: leads } = await w.create(w.smiles, 'leads.create', {
    name: 'Ravi',
    phone: '98430 12345',
    clinicId: w.clinics.ganapathy.id,
  });
  const ids: Record<string, string> = {
    companies,
    contacts,
    leads,
    clinics: w.clinics.rsPuram.id,
    users: (await w.staffOf('user')).id,
  };
  const dental = ['leads', 'clinics', 'leadStatusHistory'];

  const ask = async (someone: Person | null, sent: Sent): Promise<Heard> =>
    say(w.url, {
      ...sent,
      headers: { ...(someone ? { authorization: `Bearer ${someone.token}` } : {}), ...sent.headers },
    });

  for (const endpoint of tenantEndpoints) {
    const { method, path, collection, access } = endpoint;
    const isDental = dental.includes(collection?.name ?? '');
    const base = `/${isDental ? 'smiles' : 'general'}/api/v1`;
    // Signing out is open too: asked as a stranger, it does not end the test.
    const people = access === 'open' ? [null] : isDental ? [w.ana, w.ben] : [owner, user, viewer];
    await t.test(`${method.toUpperCase()} ${path}`, () =>
      fc.assert(
        fc.asyncProperty(
          sentTo(base, endpoint, ids[collection?.name ?? ''] ?? leads),
          fc.constantFrom(...people),
          async (sent, someone) => {
            await importsDone(w);
            const before = await written(w);
            const answer = await ask(someone, sent);
            understood(sent, answer);
            if (answer.status >= 400) assert.equal(await written(w), before, 'what is refused writes nothing');
          },
        ),
        { numRuns: runs },
      ),
    );
  }

  for (const endpoint of platformSignIn) {
    const { method, path } = endpoint;
    await t.test(`platform ${method.toUpperCase()} ${path}`, () =>
      fc.assert(
        fc.asyncProperty(sentTo('/platform/api/v1', endpoint, leads), async (sent) =>
          understood(sent, await ask(null, sent)),
        ),
        { numRuns: runs },
      ),
    );
  }

  await t.test('any address at all', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(inPath, { maxLength: 6 }),
        rawQuery,
        fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'PROPFIND'),
        async (words, search, method) => {
          const sent: Sent = { method, path: `/${words.join('/')}?${search}`, headers: {}, body: null };
          const answer = await ask(null, sent);
          if (method === 'HEAD' || method === 'OPTIONS') assert.ok(answer.status < 500);
          else understood(sent, answer);
        },
      ),
      { numRuns: runs * 20 },
    ),
  );

  assert.equal(
    (await ask(owner, { method: 'GET', path: '/general/api/v1/auth/me', headers: {}, body: null })).status,
    200,
    'the one who asked is still signed in',
  );
});
