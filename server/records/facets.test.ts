import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { present, heldScopes } from '#shared/can.ts';
import { dayOf } from '#shared/calendar-day.ts';
import type { AnyRecord, Collection } from '#shared/collection.ts';
import { compileFilter, parseFilter } from '#shared/filter.ts';
import { parseGroup, parseMeasures, type Group, type Measure } from '#shared/measures.ts';
import { deals } from '#shared/modules/deals.ts';
import { defaultSort } from '#shared/sort.ts';
import { filterOf } from '#server/testing/arbitraries.ts';
import { world, type Person, type World } from '#server/testing/world.ts';
import { momentIn } from '#server/tenants/tenant.ts';
import { readFacets, type FacetRow } from './facets.ts';
import { readPage } from './read.ts';

const definition = deals as unknown as Collection;

/** Deals of two users, and of neither, spread over stages, currencies, days and midnights. */
const fill = async (w: World, owners: readonly Person[]): Promise<void> => {
  const deal = fc.record({
    name: fc.constant('Deal'),
    stage: fc.constantFrom('prospecting', 'proposal', 'negotiation', 'closed_won'),
    amount: fc.option(fc.integer({ min: 0, max: 1_000_000 })),
    currency: fc.constantFrom(null, 'USD'),
    expectedCloseDate: fc.option(fc.constantFrom('2026-11-29', '2026-11-30', '2026-12-01', '2027-01-01')),
    assignedTo: fc.constantFrom(...owners.map(({ id }) => id), null),
  });
  for (const values of fc.sample(deal, { numRuns: 40, seed: 3 })) await w.create(w.general, 'deals.create', values);
  // The clock's last minutes of a month in Kolkata are the month before's in London.
  await w.general.db.query(
    `update deals set created_at = timestamptz '2026-11-30 18:29:59.999Z' + (random() * 4)::int * interval '1 day'`,
  );
};

const monday = (day: string): string => {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() - ((date.getUTCDay() + 6) % 7));
  return date.toISOString().slice(0, 10);
};

const keyOf = (record: AnyRecord, { name, field, bucket }: Group, today: string, timeZone: string): unknown => {
  const value = record[name] ?? null;
  if (typeof value !== 'string') return value;
  if (!bucket)
    return field.kind.facet === 'due' ? (value < today ? 'overdue' : value > today ? 'upcoming' : 'today') : value;
  const day = value.includes('T') ? dayOf(new Date(value), timeZone) : value;
  return bucket === 'day' ? day : bucket === 'week' ? monday(day) : `${day.slice(0, 7)}-01`;
};

const measured = (records: readonly AnyRecord[], { of, name }: Measure): number | null => {
  const values = records.map((record) => record[name]).filter((value) => typeof value === 'number');
  if (values.length === 0) return null;
  const sum = values.reduce((a, b) => a + b, 0);
  return { sum, avg: sum / values.length, min: Math.min(...values), max: Math.max(...values) }[of];
};

/** Rows as text in any order; averages to what a double holds of them. */
const comparable = (rows: readonly FacetRow[]): string[] =>
  rows
    .map((row) =>
      JSON.stringify(row.map((value) => (typeof value === 'number' ? Number(value.toPrecision(12)) : value))),
    )
    .toSorted();

test('counts and measures are those of a plain computation over what the reader sees', async (t) => {
  const w = await world(t, { also: ['general'] });
  const [anita, rahul] = [await w.staffOf('user'), await w.staffOf('user')];
  await fill(w, [anita, rahul]);
  const readers = [anita, rahul, await w.staffOf('manager'), await w.staffOf('viewer')];
  const all = await readPage(w.general, (await w.staffOf('owner')).actor, {
    definition,
    filter: { all: [] },
    sort: defaultSort(definition),
    limit: 200,
  });
  const asked = fc.record({
    reader: fc.constantFrom(...readers),
    filter: filterOf(definition, ['stage', 'amount', 'assignedTo', 'expectedCloseDate']),
    by: fc.uniqueArray(
      fc.constantFrom(
        'stage',
        'assignedTo',
        'expectedCloseDate',
        ...['expectedCloseDate', 'createdAt'].flatMap((name) =>
          ['day', 'week', 'month'].map((one) => `${name}:${one}`),
        ),
      ),
      { maxLength: 2 },
    ),
    measures: fc.uniqueArray(
      fc.constantFrom('sum:amount', 'avg:amount', 'min:amount', 'max:weighted', 'avg:probability', 'sum:probability'),
      { maxLength: 4 },
    ),
  });
  await fc.assert(
    fc.asyncProperty(asked, async ({ reader, filter: given, by: some, measures: texts }) => {
      const by = [...some, 'currency'];
      const filter = parseFilter(JSON.parse(JSON.stringify(given)), definition);
      const moment = momentIn(w.general.info, reader.actor.id);
      const held = heldScopes(reader.actor, 'view', definition);
      const seen = all.records
        .filter((record) => present(definition, record, held))
        .filter(compileFilter(filter, definition, moment));
      const groups = by.map((text) => parseGroup(text, definition));
      const measures = parseMeasures(texts, groups, definition);
      const found = Map.groupBy(seen, (record) =>
        JSON.stringify(groups.map((group) => keyOf(record, group, moment.today, moment.timeZone))),
      );
      const expected = [...found].map(([key, records]): FacetRow => [
        ...(JSON.parse(key) as string[]),
        records.length,
        ...measures.map((measure) => measured(records, measure)),
      ]);
      const { rows } = await readFacets(w.general, reader.actor, { definition, filter, by, measures: texts });
      assert.deepEqual(comparable(rows), comparable(expected), JSON.stringify({ by, texts, filter }));
    }),
    { numRuns: 150, seed: 1 },
  );
});

test('a measure is asked for over REST and over the socket, and refused where it would say what is not so', async (t) => {
  const w = await world(t, { also: ['general'] });
  const [manager, user] = [await w.staffOf('manager'), await w.staffOf('user')];
  for (const amount of [100, 250])
    await w.create(w.general, 'deals.create', { name: 'D', amount, assignedTo: amount === 100 ? user.id : null });
  await w.create(w.general, 'deals.create', { name: 'D', amount: 7, currency: 'USD' });
  const path = '/deals/facets?by=currency&measures=sum:amount,max:amount';
  const { body } = await manager.request('GET', path);
  assert.deepEqual(
    comparable(body.data as FacetRow[]),
    comparable([
      [null, 2, 350, 250],
      ['USD', 1, 7, 7],
    ]),
  );
  assert.deepEqual((await user.request('GET', path)).body.data, [[null, 1, 100, 100]], 'of one’s own alone');
  const client = await manager.connect();
  const counted = await client.ask('facets', { collection: 'deals', by: [], measures: ['sum:probability'] });
  assert.deepEqual((counted as { rows?: unknown }).rows, [[3, 30]]);
  const viewer = await w.staffOf('viewer');
  for (const [asks, field, person] of [
    ['/deals/facets?measures=sum:amount', 'measures', manager],
    ['/deals/facets?by=currency&measures=sum:name', 'measures', manager],
    ['/deals/facets?by=currency&measures=median:amount', 'measures', manager],
    ['/deals/facets?by=stage:month', 'by', manager],
    ['/deals/facets?by=createdAt', 'by', manager],
    ['/deals/facets?by=createdAt:year', 'by', manager],
    ['/users/facets?by=role&measures=max:version', 'role', viewer],
  ] as const) {
    const { status, body: refused } = await person.request('GET', asks);
    assert.equal(status, 422, asks);
    assert.equal(refused.error?.details?.['field'], field, asks);
  }
});
