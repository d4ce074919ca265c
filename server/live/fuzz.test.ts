import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { v7 } from 'uuid';
import { productCatalog } from '#shared/modules/index.ts';
import { world } from '#server/testing/world.ts';
import { valueOf } from '#server/testing/arbitraries.ts';
import type { TestClient } from '#server/testing/client.ts';
import { requests } from './requests.ts';

/** What travels as JSON: undefined and functions do not, everything else that is odd does. */
const odd = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom(
    null,
    '',
    0,
    -1,
    2 ** 53,
    '\u0000',
    '\ud800',
    'x'.repeat(100),
    [],
    {},
    { $ne: null },
    "'; drop table leads; --",
  ),
  fc.uuid(),
  fc.constantFrom('__proto__', 'constructor', 'toString').map((key) => JSON.parse(`{"${key}": {"x": 1}}`) as unknown),
);

const acceptable = (answer: { ok: boolean; error?: { code: string; message: string } }, sent: unknown): void => {
  if (answer.ok) return;
  assert.ok(answer.error, JSON.stringify({ sent, answer }));
  assert.ok(answer.error.code !== 'DEFECT' && answer.error.message.length > 5, JSON.stringify({ sent, answer }));
};

test('every command refuses nonsense with a code, and writes nothing', async (t) => {
  const { ana, eve, smiles, general, staffOf } = await world(t, { also: ['other', 'general'] });
  const owner = await staffOf('owner', general);
  const clients = new Map<string, TestClient>([
    ['smiles', await ana.connect()],
    ['general', await owner.connect()],
  ]);
  assert.ok(eve);
  const before = await counts(smiles.db.query, general.db.query);
  for (const command of productCatalog.commands()) {
    const client = clients.get(command.collection.suites.includes('dental') ? 'smiles' : 'general');
    assert.ok(client);
    const fields = Object.fromEntries(
      Object.entries(command.input).map(([name, field]) => [
        name,
        fc.oneof({ arbitrary: odd, weight: 3 }, { arbitrary: valueOf(field), weight: 1 }),
      ]),
    );
    const args = fc.oneof(
      odd,
      fc.record({ ...fields, reason: odd, patch: odd }, { requiredKeys: [] }),
      fc.record(
        { id: fc.oneof(fc.uuid(), odd), patch: fc.oneof(odd, fc.record(fields, { requiredKeys: [] })) },
        { requiredKeys: [] },
      ),
    );
    await fc.assert(
      fc.asyncProperty(args, odd, async (given, base) => {
        // A create of valid values would be right to succeed: a field that is not there makes all of it nonsense.
        const poisoned =
          typeof given === 'object' && given !== null && !Array.isArray(given) && command.verb === 'create'
            ? { ...given, poison: 1 }
            : given;
        acceptable(await client.ask('mutate', { mid: v7(), name: command.name, args: poisoned, base }), [
          command.name,
          poisoned,
        ]);
      }),
      { numRuns: 40 },
    );
  }
  assert.deepEqual(await counts(smiles.db.query, general.db.query), before);
});

test('what is nearly right goes all the way through the write path without a defect', async (t) => {
  const { ana, ben, smiles, general, clinics, create, staffOf } = await world(t, { also: ['other', 'general'] });
  const owner = await staffOf('owner', general);
  const lead = await create(smiles, 'leads.create', {
    name: 'L',
    phone: '98430 12345',
    clinicId: clinics.ganapathy.id,
  });
  const company = await create(general, 'companies.create', { name: 'C' });
  const contact = await create(general, 'contacts.create', { firstName: 'C', companyId: company.id });
  const known: Record<string, string[]> = {
    leads: [lead.id],
    clinics: [clinics.ganapathy.id, clinics.rsPuram.id],
    users: [ben.id],
    companies: [company.id],
    contacts: [contact.id],
  };
  const ids = fc.constantFrom(...Object.values(known).flat()).chain((id) => fc.constantFrom(id, id.toUpperCase()));
  const [dental, other] = [await ana.connect(), await owner.connect()];
  for (const command of productCatalog.commands()) {
    const client = command.collection.suites.includes('dental') ? dental : other;
    const own = fc.constantFrom(...(known[command.collection.name] ?? [v7()]));
    const fields = Object.fromEntries(
      Object.entries(command.input).map(([name, field]) => [
        name,
        field.kind.isReference
          ? fc.oneof(ids, fc.array(ids, { maxLength: 2 }), odd)
          : fc.oneof({ arbitrary: valueOf(field), weight: 6 }, { arbitrary: odd, weight: 1 }),
      ]),
    );
    const patch = fc.record(fields, { requiredKeys: [] }).map(({ id: _id, ...rest }) => rest);
    const target = fc.oneof({ arbitrary: own, weight: 3 }, { arbitrary: ids, weight: 1 });
    const args =
      command.verb === 'create'
        ? fc.record({ ...fields, id: fc.option(fc.oneof(ids, fc.uuid({ version: 7 })), { nil: undefined }) })
        : fc.oneof(
            fc.record({ id: target, patch }),
            fc.tuple(target, patch).map(([id, rest]) => ({ ...rest, id })),
          );
    await fc.assert(
      fc.asyncProperty(args, fc.constantFrom(undefined, 0, 1, 2, 99), async (given, base) => {
        const sent = { mid: v7(), name: command.name, args: given, ...(base === undefined ? {} : { base }) };
        acceptable(await client.ask('mutate', sent), sent);
      }),
      { numRuns: 60 },
    );
  }
});

test('every request of the socket refuses nonsense with a code', async (t) => {
  const { ana } = await world(t);
  const client = await ana.connect();
  const deep = JSON.parse(`${'{"a":'.repeat(100)}1${'}'.repeat(100)}`) as unknown;
  for (const event of Object.keys(requests) as (keyof typeof requests)[]) {
    const shape = fc.record(
      {
        collection: fc.oneof(fc.constantFrom('leads', 'users', 'leadStatusHistory'), odd),
        filter: odd,
        sort: odd,
        limit: odd,
        cursor: odd,
        ids: odd,
        id: odd,
        by: odd,
        since: odd,
        epoch: odd,
        before: odd,
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(fc.oneof(odd, shape), async (given) => {
        acceptable(await client.ask(event, given), [event, given]);
      }),
      { numRuns: 120 },
    );
  }
  for (const event of Object.keys(requests) as (keyof typeof requests)[]) {
    const answer = await client.ask(event, {
      collection: 'leads',
      filter: deep,
      mid: v7(),
      name: 'leads.update',
      args: deep,
    });
    assert.equal(answer.error?.code, 'BAD_REQUEST', event);
  }
  assert.equal(client.socket.connected, true);
});

type Query = (sql: string) => Promise<unknown[]>;

const counts = (...queries: Query[]): Promise<unknown[]> =>
  Promise.all(queries.map((query) => query('select seq from log_head')));
