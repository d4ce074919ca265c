import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Actor } from '#shared/actor.ts';
import type { Collection } from '#shared/collection.ts';
import type { Filter } from '#shared/filter.ts';
import { productCatalog } from '#shared/modules/index.ts';
import { leads } from '#shared/modules/leads.ts';
import { readFor, type Database } from '#server/database/connection.ts';
import { createFairSlots } from '#server/fair-slots.ts';
import { testDatabase } from '#server/testing/test-database.ts';
import type { Tenant } from '#server/tenants/tenant.ts';
import { estimateOf, planOf } from './page-estimate.ts';
import { readPage } from './read.ts';

const definition = leads as unknown as Collection;

test('a page is gathered where few match, and walked to where many do, no further than is worth it', () => {
  assert.deepEqual(planOf({ matches: 40, cost: 100, size: 10_000 }, 51), { by: 'gathering' });
  assert.deepEqual(planOf({ matches: 1_666, cost: 900, size: 10_000 }, 51), { by: 'walk', longest: 1_225 });
  assert.deepEqual(planOf({ matches: 3_900, cost: 900, size: 4_000 }, 51), { by: 'walk', longest: 500 });
  assert.deepEqual(planOf({ matches: 20_000, cost: 9_000, size: 200_000 }, 51), { by: 'walk', longest: 5_000 });
  // Nothing is known of a table that PostgreSQL has never looked at.
  assert.deepEqual(planOf({ matches: 2_000, cost: 900, size: Infinity }, 51), { by: 'gathering' });
});

test('what is expected of a filter is asked once in a while, for each of its values, and again after it failed', async (t) => {
  const db = await testDatabase(t);
  const asked: string[] = [];
  let fails = true;
  const read: Database['read'] = (sql, values) => {
    asked.push(sql);
    return fails ? Promise.reject(new Error('away')) : db.read(sql, values);
  };
  const estimate = (status: string): ReturnType<typeof estimateOf> =>
    estimateOf({ orm: db.orm, read }, definition, 'status = $1', [status]);
  await assert.rejects(estimate('new'), /away/);
  fails = false;
  await estimate('new');
  assert.equal(asked.length, 3);
  await estimate('new');
  assert.equal(asked.length, 3, 'it is remembered');
  await estimate('lost');
  assert.equal(asked.length, 4, 'another value is another question, of the same table');
});

test('who has a slot does not wait for the estimate of someone who has none yet', async (t) => {
  const db = await testDatabase(t);
  const slots = createFairSlots({ places: () => 3, waitTimeoutMs: 10_000 });
  const admin: Actor = { id: 'ana', name: 'Ana', role: 'admin', memberships: {}, modules: ['leads'] };
  const info = { timeZone: 'UTC', modules: ['leads'] };
  const read = (one: Database, filter: Filter): ReturnType<typeof readPage> => {
    const tenant = { info, catalog: productCatalog, db: one } as unknown as Tenant;
    return readPage(tenant, admin, { definition, filter, sort: { label: 'Name', by: ['name'] }, limit: 50 });
  };
  const held = await Promise.all(['x', 'y', 'z'].map((person) => slots.reserve([person]).granted));
  const inTurn = async (person: string): Promise<unknown> => {
    const end = await slots.reserve([person]).granted;
    try {
      return await read({ ...db, read: db.slottedRead }, { field: 'priority', op: 'eq', value: 'hot' });
    } finally {
      end();
    }
  };
  const people = ['ben', 'cara', 'dora'].map(inTurn);
  // An export takes a slot for each statement.
  const exporter = { ...db, read: readFor(slots, db.slottedRead, 'exporter') };
  const exported = read(exporter, { field: 'status', op: 'eq', value: 'connected' });
  for (const end of held) end();
  await Promise.all([...people, exported]);
});
