import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { countsOf } from './counts.ts';
import { emptyQuery, emptyView, inView, viewOf, views, type DeskQuery } from './desk-query.ts';
import type { FacetRows } from '#client/store/types.ts';

const rows: FacetRows = [
  ['new', 'new', 'a', 'today', 3],
  ['new', 'hot', 'b', 'overdue', 2],
  ['lost', 'cold', 'a', null, 5],
  ['connected', 'warm', null, 'upcoming', 7],
];

test('without filters every lead counts', () => {
  const counts = countsOf(rows, emptyQuery);
  assert.equal(counts.total, 17);
  assert.equal(counts.status.get('new'), 5);
  assert.equal(counts.clinics.get('none'), 7);
  assert.equal(counts.followUp.get('unscheduled'), 5);
});

test('a group ignores its own filter and obeys the others', () => {
  const counts = countsOf(rows, { ...emptyQuery, status: ['new'], clinics: ['a'] });
  assert.equal(counts.total, 3);
  assert.deepEqual(
    [...counts.status],
    [
      ['new', 3],
      ['lost', 5],
    ],
  );
  assert.deepEqual(
    [...counts.clinics],
    [
      ['a', 3],
      ['b', 2],
    ],
  );
  assert.deepEqual([...counts.priority], [['new', 3]]);
});

test('a view counts what it leads to, within the clinics that are chosen', () => {
  const asked: DeskQuery = { ...emptyQuery, clinics: ['a'], status: ['lost'], priority: ['cold'] };
  assert.equal(viewOf(asked), undefined);
  assert.equal(viewOf(emptyQuery)?.label, 'All');
  const { views: counted } = countsOf(rows, asked);
  assert.deepEqual(
    [...counted],
    [
      ['My day', 3],
      ['New', 3],
      ['All', 8],
    ],
  );
  for (const view of views) {
    const shown = { ...asked, ...inView(view) };
    assert.equal(viewOf(shown), view);
    assert.equal(countsOf(rows, shown).total, counted.get(view.label));
  }
});

test('each count is what the list holds once its option alone is chosen', () => {
  const status = ['new', 'lost', 'connected'];
  const clinic = ['a', 'b', null];
  const due = ['overdue', 'today', 'upcoming', null];
  const row = fc.tuple(
    fc.constantFrom(...status),
    fc.constantFrom('hot', 'cold'),
    fc.constantFrom(...clinic),
    fc.constantFrom(...due),
    fc.nat(9),
  );
  const some = <T extends string>(...values: T[]) => fc.subarray(values);
  const query = fc.record({
    status: some(...status),
    priority: some('hot', 'cold'),
    clinics: some('a', 'b', 'none'),
    followUp: some('overdue', 'today', 'upcoming', 'unscheduled'),
  });
  fc.assert(
    fc.property(fc.array(row), query, (some, chosen) => {
      const asked: DeskQuery = { ...emptyQuery, ...chosen };
      const counts = countsOf(some, asked);
      for (const group of ['status', 'priority', 'clinics', 'followUp'] as const) {
        for (const [option, count] of counts[group]) {
          assert.equal(countsOf(some, { ...asked, [group]: [option] }).total, count);
        }
      }
    }),
  );
});

test('a view that holds nothing says so in its own words, but not for a search or a filter beside it', () => {
  const [myDay, fresh, all] = views.map((view): DeskQuery => ({ ...emptyQuery, ...inView(view) }));
  assert.ok(myDay && fresh && all);
  assert.deepEqual([emptyView(myDay)?.title, emptyView(fresh)?.title], ['Nothing is due', 'No new leads']);
  const others = [all, { ...myDay, search: 'ravi' }, { ...myDay, clinics: ['none'] }, { ...myDay, priority: ['hot'] }];
  assert.deepEqual(others.map(emptyView), [undefined, undefined, undefined, undefined]);
});
