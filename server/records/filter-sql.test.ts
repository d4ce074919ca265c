import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Actor } from '#shared/actor.ts';
import { type AnyRecord, type Collection, type Sort } from '#shared/collection.ts';
import { compileFilter, everything, parseFilter, type Filter } from '#shared/filter.ts';
import { customFieldName, customKinds, customKindsWithOptions, type CustomKind } from '#shared/custom-field.ts';
import { catalogOf, collections, productCatalog } from '#shared/modules/index.ts';
import { contacts } from '#shared/modules/contacts.ts';
import { compareKeys, orderKeyOf } from '#shared/sort.ts';
import { filterOf, valuesOf } from '#server/testing/arbitraries.ts';
import { testDatabase } from '#server/testing/test-database.ts';
import type { Database } from '#server/database/connection.ts';
import { uniqueName } from '#server/database/schema.ts';
import { momentIn, type Tenant, type TenantInfo } from '#server/tenants/tenant.ts';
import { orderBy } from './cursor.ts';
import { filterSql, parameters } from './filter-sql.ts';
import { readPage, type Page } from './read.ts';
import { quotedTable, rowOf, writtenColumns, writtenSql, type StoredRecord } from '#server/database/rows.ts';

const moment = {
  now: '2026-11-21T06:00:00.000Z',
  today: '2026-11-21',
  timeZone: 'Asia/Kolkata',
  me: '01a1fd86-94e1-72b8-b9df-000000000001',
};
// One filter is cheap, a table of records is not: many filters meet each of a few tables.
const tables = 3;
const recordsEach = 60;
const filtersEach = 120;

const recordOf = (values: Record<string, unknown>, index: number): StoredRecord =>
  ({
    ...values,
    id: `01a1fd86-94e1-72b8-b9df-${String(index).padStart(12, '0')}`,
    version: 1,
    createdAt: `2026-11-2${index % 3}T10:00:00.000Z`,
    createdBy: null,
    updatedAt: moment.now,
    updatedBy: null,
    deletedAt: null,
    fieldVersions: {},
  }) as unknown as StoredRecord;

const fill = async (db: Database, definition: Collection, records: readonly StoredRecord[]): Promise<void> => {
  const table = quotedTable(definition);
  const columns = writtenColumns(definition).join(', ');
  const values = writtenColumns(definition)
    .map((column) => writtenSql(column, false))
    .join(', ');
  await db.query(`truncate ${table}`);
  await db.query(
    `insert into ${table} (${columns}) select ${values} from jsonb_populate_recordset(null::${table}, $1::jsonb) n`,
    [JSON.stringify(records.map((record) => rowOf(definition, record)))],
  );
};

const found = async (db: Database, definition: Collection, filter: Filter): Promise<string[]> => {
  const params = parameters();
  const where = filterSql(filter, definition, moment, params);
  const rows = await db.query<{ id: string }>(
    `select id from ${quotedTable(definition)} t where ${where} order by id`,
    params.values,
  );
  return rows.map((row) => row.id);
};

const fieldOfKind = (kind: CustomKind, position: number): AnyRecord =>
  ({
    id: kind,
    version: 1,
    collection: 'contacts',
    name: kind,
    label: kind,
    kind,
    help: null,
    options: customKindsWithOptions.includes(kind)
      ? ['a', 'b', 'c'].map((value) => ({ value, label: value.toUpperCase() }))
      : null,
    required: position % 2 === 1,
    section: null,
    position,
    inList: true,
    active: true,
  }) as unknown as AnyRecord;

const kinds = customKinds.map(({ value }) => value as CustomKind);

/** Contacts as a tenant has them that added a field of every kind. */
const tailored = catalogOf(['contacts', 'companies', 'users'], {
  customFields: new Map(kinds.map((kind, at) => [kind, fieldOfKind(kind, at)])),
}).of(contacts as unknown as Collection);

test('a field of every kind can be added, is listed and has its place in the form', () => {
  for (const name of kinds.map(customFieldName)) {
    assert.equal(tailored.fields[name]?.custom, true, name);
    assert.ok(tailored.list.includes(name), name);
    assert.ok(tailored.form.at(-1)?.fields.includes(name), name);
  }
});

for (const [name, definition] of [
  ...collections.map((one) => [one.name, one] as const),
  ['tailored contacts', tailored] as const,
]) {
  test(`${name}: a filter finds the same records in SQL as matches() does`, async (t) => {
    const db = await testDatabase(t);
    // A unique field would refuse most of what is made here; the filter does not care.
    for (const fields of definition.unique ?? []) await db.query(`drop index "${uniqueName(definition, fields)}"`);
    for (let table = 0; table < tables; table++) {
      const records = fc.sample(valuesOf(definition), { numRuns: recordsEach, seed: 7 * table + 1 }).map(recordOf);
      await fill(db, definition, records);
      await fc.assert(
        fc.asyncProperty(filterOf(definition), async (given) => {
          const filter = parseFilter(JSON.parse(JSON.stringify(given)), definition);
          const test = compileFilter(filter, definition, moment);
          assert.deepEqual(
            await found(db, definition, filter),
            records.filter(test).map((record) => record.id),
            JSON.stringify(filter),
          );
        }),
        { numRuns: filtersEach, seed: table },
      );
      for (const sort of definition.sorts)
        assert.deepEqual(await sorted(db, definition, sort), inOrder(records, sort, definition), sort.label);
    }
  });
}

const info: TenantInfo = {
  id: '',
  slug: 'f',
  name: '',
  timeZone: moment.timeZone,
  accent: '',
  currency: 'INR',
  modules: [],
  status: 'active',
  createdAt: '',
};

/** A database that expects this of every filter: the page is read the one way, or the other. */
const expecting = (db: Database, cost: number, matches: number): Database & { readonly statements: string[] } => {
  const statements: string[] = [];
  const read: Database['read'] = async (sql, values) => {
    statements.push(sql);
    return sql.startsWith('explain')
      ? ([{ 'QUERY PLAN': [{ Plan: { 'Total Cost': cost, 'Plan Rows': matches } }] }] as never)
      : db.read(sql, values);
  };
  // What is expected is remembered for each database.
  return { ...db, orm: Object.create(db.orm) as Database['orm'], read, statements };
};

/** Gathered, walked, and walked not far, where most of them match. */
const ways = [
  { cost: 0, matches: 1, reads: 'with found' },
  { cost: 1e9, matches: 1, reads: 'limit 5000' },
  { cost: 0, matches: 3_999, reads: 'limit 500)' },
] as const;

/** Deals in a workspace that has its stages in another order, and one more. */
const itsOwnStages = catalogOf(['deals', 'contacts', 'companies', 'users', 'items'], {
  choiceSets: new Map([
    [
      'stages',
      {
        id: 'stages',
        version: 1,
        field: 'deals.stage',
        choices: ['closed_won', 'demo', 'negotiation', 'closed_lost', 'proposal', 'prospecting', 'qualification'].map(
          (value) => ({ value, label: value, means: 'open' }),
        ),
      } as unknown as AnyRecord,
    ],
  ]),
});

for (const [name, catalog, title] of [
  ['leads', productCatalog, 'leads'],
  ['deals', itsOwnStages, 'deals with the workspace’s own stages'],
] as const) {
  test(`${title}: a page holds what matches, in order, whichever way it is read`, async (t) => {
    const definition = catalog.named(name);
    assert.ok(definition);
    const modules = catalog.collections.map((one) => one.name);
    const db = await testDatabase(t);
    const databases = ways.map(({ cost, matches }) => expecting(db, cost, matches));
    const tenants = databases.map((one) => ({ info: { ...info, modules }, catalog, db: one }) as unknown as Tenant);
    const admin: Actor = { id: moment.me, name: '', role: 'admin', memberships: {}, modules };
    const records = fc.sample(valuesOf(definition), { numRuns: recordsEach, seed: 11 }).map(recordOf);
    await fill(db, definition, records);
    // How many there are is known to PostgreSQL only then.
    await db.query(`analyze ${quotedTable(definition)}`);
    const pages = async (tenant: Tenant, filter: Filter, sort: Sort): Promise<string[]> => {
      const ids: string[] = [];
      let cursor: string | null = null;
      do {
        const page: Page = await readPage(tenant, admin, { definition, filter, sort, limit: 7, cursor });
        ids.push(...page.records.map((record) => record.id));
        cursor = page.cursor;
      } while (cursor);
      return ids;
    };
    const turned = definition.sorts.map((sort) => ({ ...sort, descending: !sort.descending }));
    for (const sort of [...definition.sorts, ...turned]) {
      for (const tenant of tenants)
        assert.deepEqual(await pages(tenant, everything, sort), inOrder(records, sort, definition), sort.label);
      // A condition on what the list is sorted by is said twice in SQL, so it is in every filter here.
      const bounded = filterOf(definition, sort.by.slice(0, 1));
      await fc.assert(
        fc.asyncProperty(bounded, fc.option(filterOf(definition), { nil: null }), async (bound, other) => {
          const filter = parseFilter(JSON.parse(JSON.stringify({ all: other ? [bound, other] : [bound] })), definition);
          const now = momentIn(info, admin.id);
          const expected = inOrder(records.filter(compileFilter(filter, definition, now)), sort, definition);
          for (const tenant of tenants)
            assert.deepEqual(await pages(tenant, filter, sort), expected, JSON.stringify({ filter, sort }));
        }),
        { numRuns: 30, seed: 5 },
      );
    }
    for (const [at, { reads }] of ways.entries())
      assert.ok(
        databases[at]?.statements.some((sql) => sql.includes(reads)),
        reads,
      );
  });
}

const sorted = async (db: Database, definition: Collection, sort: Sort): Promise<string[]> => {
  const rows = await db.query<{ id: string }>(
    `select id from ${quotedTable(definition)} t order by ${orderBy(definition, sort)}`,
  );
  return rows.map((row) => row.id);
};

const inOrder = (records: readonly AnyRecord[], sort: Sort, definition: Collection): string[] =>
  records
    .toSorted((a, b) => compareKeys(orderKeyOf(a, sort, definition), orderKeyOf(b, sort, definition), sort))
    .map((record) => record.id);
