import { productCatalog } from '#shared/modules/index.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Actor } from '#shared/actor.ts';
import type { Collection, Sort } from '#shared/collection.ts';
import type { Filter } from '#shared/filter.ts';
import { leads, leadStatuses } from '#shared/modules/leads.ts';
import { sortName } from '#shared/sort.ts';
import { testDatabase } from '#server/testing/test-database.ts';
import type { Database } from '#server/database/connection.ts';
import type { Tenant, TenantInfo } from '#server/tenants/tenant.ts';
import { orderBy } from './cursor.ts';
import { readPage, type Page } from './read.ts';

const definition = leads as unknown as Collection;
const clinics = Array.from({ length: 6 }, (_, i) => `01a1fd86-94e1-72b8-b9df-00000000000${i}`);
const info: TenantInfo = {
  id: '',
  slug: 'plans',
  name: 'Plans',
  timeZone: 'Asia/Kolkata',
  accent: '',
  currency: 'INR',
  modules: ['leads'],
  status: 'active',
  createdAt: '',
};
const admin: Actor = { id: clinics[0] ?? '', name: 'Admin', role: 'admin', memberships: {}, modules: ['leads'] };
const staff: Actor = { ...admin, role: 'clinic_staff', memberships: { clinics: [clinics[1] ?? ''] } };

/** Enough rows that PostgreSQL has a choice, spread as a desk's are. */
const fill = async (db: Database): Promise<void> => {
  await db.query(
    `insert into leads (id, version, created_at, updated_at, name, phone, clinic_id, status, priority, priority_pinned, source, follow_up_date, search_text)
     select gen_random_uuid(), 1, now() - n * interval '1 minute', now(), 'Lead ' || n, '+9198430' || lpad(n::text, 5, '0'),
       case when n % 9 = 0 then null else ($1::uuid[])[1 + n % 6] end, ($2::text[])[1 + n % 10],
       ($3::text[])[1 + n % 6], false, 'other', case when n % 4 = 0 then null else current_date + (n % 90 - 45) end, 'lead ' || n || chr(10) || '919843' || lpad(n::text, 6, '0')
     from generate_series(1, 30000) n`,
    [clinics, leadStatuses.map(({ value }) => value), ['hot', 'appointment', 'warm', 'new', 'cold', 'visited']],
  );
  // Also empties the search index's list of pending entries, as autovacuum does; reading that list has a price.
  await db.query('vacuum analyze leads');
};

/** Runs a read and gives the plans of its statements instead of their rows. */
const explaining = (db: Database): { db: Database; plans: string[] } => {
  const plans: string[] = [];
  const query: Database['query'] = async (sql, values) => {
    // The page asks for an estimate of its own.
    if (sql.startsWith('explain')) return db.query(sql, values);
    const rows = await db.query<{ 'QUERY PLAN': string }>(`explain ${sql}`, values);
    plans.push(rows.map((row) => row['QUERY PLAN']).join('\n'));
    return db.query(sql, values);
  };
  return { db: { ...db, query, read: query }, plans };
};

const filters: [string, Filter][] = [
  ['nothing', { all: [] }],
  ['a clinic', { field: 'clinicId', op: 'eq', value: clinics[2] }],
  [
    'the queue',
    {
      all: [
        { field: 'clinicId', op: 'empty' },
        { field: 'status', op: 'notIn', value: ['dnc', 'dnr'] },
      ],
    },
  ],
  ['a status', { field: 'status', op: 'eq', value: 'connected' }],
  ['a priority', { field: 'priority', op: 'eq', value: 'hot' }],
  ['overdue', { field: 'followUpDate', op: 'lt', value: 'today' }],
  ['due today', { field: 'followUpDate', op: 'eq', value: 'today' }],
  [
    'due today and later',
    {
      any: [
        { field: 'followUpDate', op: 'eq', value: 'today' },
        { field: 'followUpDate', op: 'gt', value: 'today' },
      ],
    },
  ],
  ['DNC', { field: 'status', op: 'in', value: ['dnc'] }],
  ['unscheduled', { field: 'followUpDate', op: 'empty' }],
  ['this week', { field: 'createdAt', op: 'gte', value: 'today-7' }],
  ['a phone', { search: '98430 12345' }],
  ['a name', { search: 'lead 12345' }],
  ['a duplicate', { field: 'phone', op: 'eq', value: '+919843012345' }],
];

/** A database that takes every answer for costly to gather, so that a walk is tried first. */
const walking = (db: Database): Database & { readonly walks: string[] } => {
  const walks: string[] = [];
  const read: Database['read'] = async (sql, values) => {
    if (sql.startsWith('explain'))
      return [{ 'QUERY PLAN': [{ Plan: { 'Total Cost': 1e9, 'Plan Rows': 1e9 } }] }] as never;
    if (sql.includes('limit 5000')) walks.push(sql);
    return db.read(sql, values);
  };
  return { ...db, read, walks };
};

test('a walk that meets too few says nothing of those behind it', async (t) => {
  const db = await testDatabase(t);
  await fill(db);
  const walked = walking(db);
  const tenant = { info, catalog: productCatalog, db: walked } as unknown as Tenant;
  // By name these 1,111 are the last of 30,000; by age they are spread.
  const filter: Filter = { field: 'name', op: 'startsWith', value: 'Lead 9' };
  for (const actor of [admin, staff]) {
    for (const sort of leads.sorts as readonly Sort[]) {
      const found: string[] = [];
      let cursor: string | null = null;
      do {
        const page: Page = await readPage(tenant, actor, { definition, filter, sort, limit: 200, cursor });
        found.push(...page.records.map(({ id }) => id));
        cursor = page.cursor;
      } while (cursor);
      const expected = await db.query<{ id: string }>(
        `select id from leads t where name like 'Lead 9%' and ($1 = 'admin' or (clinic_id = $2 and status not in ('dnc', 'dnr'))) order by ${orderBy(definition, sort)}`,
        [actor.role, staff.memberships['clinics']?.[0]],
      );
      assert.ok(expected.length > 100);
      assert.deepEqual(
        found,
        expected.map(({ id }) => id),
        `${actor.role} by ${sortName(sort)}`,
      );
    }
  }
  assert.ok(walked.walks.length > leads.sorts.length);
});

test('every sort and every filter of the sidebar is served by an index, for admins and for staff', async (t) => {
  const db = await testDatabase(t);
  await fill(db);
  for (const actor of [admin, staff]) {
    for (const sort of leads.sorts as readonly Sort[]) {
      for (const [name, filter] of filters) {
        const watched = explaining(db);
        const tenant = { info, catalog: productCatalog, db: watched.db } as unknown as Tenant;
        const first = await readPage(tenant, actor, { definition, filter, sort, limit: 50 });
        if (first.cursor) await readPage(tenant, actor, { definition, filter, sort, limit: 50, cursor: first.cursor });
        for (const plan of watched.plans.filter((text) => text.includes('leads'))) {
          const what = `${actor.role}: ${name} by ${sortName(sort)}\n${plan}`;
          assert.ok(/Index Scan|Index Only Scan|Bitmap/.test(plan), what);
          assert.ok(!plan.includes('Seq Scan on leads'), what);
        }
      }
    }
  }
});

test('a list by stage is read stage by stage along an index, as far as the page needs', async (t) => {
  const db = await testDatabase(t);
  await db.query(
    `insert into deals (id, version, created_at, updated_at, name, pipeline, stage, expected_close_date)
     select gen_random_uuid(), 1, now(), now(), 'Deal ' || n, 'sales',
       ($1::text[])[1 + n % 6], case when n % 4 = 0 then null else current_date + (n % 90 - 45) end
     from generate_series(1, 30000) n`,
    [['prospecting', 'qualification', 'proposal', 'negotiation', 'closed_won', 'closed_lost']],
  );
  await db.query('vacuum analyze deals');
  const owner: Actor = { ...admin, role: 'owner', modules: ['deals'] };
  const sort: Sort = { label: 'Stage', by: ['stage', 'expectedCloseDate'] };
  const looked: string[] = [];
  const query: Database['query'] = async (sql, values) => {
    const rows = await db.query<{ 'QUERY PLAN': string }>(`explain (analyze, timing off, costs off) ${sql}`, values);
    looked.push(rows.map((row) => row['QUERY PLAN']).join('\n'));
    return db.query(sql, values);
  };
  const tenant = { info, catalog: productCatalog, db: { ...db, query, read: query } } as unknown as Tenant;
  const deals = productCatalog.named('deals');
  assert.ok(deals);
  const first = await readPage(tenant, owner, { definition: deals, filter: { all: [] }, sort, limit: 50 });
  await readPage(tenant, owner, { definition: deals, filter: { all: [] }, sort, limit: 50, cursor: first.cursor });
  assert.equal(looked.length, 2);
  for (const plan of looked) {
    assert.match(plan, /Index Scan using deals_by_stage_expected_close_date/, plan);
    const rows = [...plan.matchAll(/on deals .*rows=(\d+)[^ ]* loops=(\d+)/g)].map(
      ([, each, loops]) => Number(each) * Number(loops),
    );
    assert.ok(rows.length > 0 && Math.max(...rows) <= 51 * 2, plan);
  }
});
