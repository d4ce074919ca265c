import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matches } from '#shared/filter.ts';
import type { AnyRecord, Collection } from '#shared/collection.ts';
import { leads } from '#shared/modules/leads.ts';
import { setFormats } from '#client/lib/formats.ts';
import {
  createdFrom,
  emptyQuery,
  filtersSet,
  formatDeskQuery,
  listFilter,
  parseDeskQuery,
  type DeskQuery,
} from './desk-query.ts';

const definition = leads as unknown as Collection;
// A Friday.
const today = '2026-11-20';
const zone = 'Asia/Kolkata';
const moment = { now: '2026-11-20T06:00:00.000Z', today, timeZone: zone, me: '' };
const ganapathy = '01980000-0000-7000-8000-000000000001';

test('an address says the query, and the query its address', () => {
  const query: DeskQuery = {
    search: 'meena & co',
    status: ['new', 'attempting'],
    priority: ['hot'],
    clinics: ['none', ganapathy],
    followUp: ['overdue', 'today'],
    created: { from: '2026-11-01', to: null },
    sort: '-createdAt',
    others: [['source', 'meta_ads']],
  };
  assert.deepEqual(parseDeskQuery(`?${formatDeskQuery(query)}`, definition), query);
});

test('the plain list has a plain address', () => {
  assert.equal(formatDeskQuery(emptyQuery), '');
  assert.deepEqual(parseDeskQuery('', definition), emptyQuery);
});

const broken: readonly [string, Partial<DeskQuery>][] = [
  ['?status=new,nonsense', { status: ['new'] }],
  ['?followUp=soon', {}],
  ['?created=yesterday', {}],
  ['?created=2026-13-45..', {}],
  ['?sort=phone', {}],
  ['?clinicId=ganapathy', {}],
  ['?unknown=1&source=meta_ads', { others: [['source', 'meta_ads']] }],
  ['?q=%E0%A4%A', {}],
];

for (const [search, left] of broken) {
  test(`"${search}" still opens the desk`, () =>
    assert.deepEqual(parseDeskQuery(search, definition), { ...emptyQuery, ...left }));
}

const lead = (over: object): AnyRecord =>
  ({
    status: 'new',
    priority: 'new',
    clinicId: ganapathy,
    followUpDate: null,
    source: 'other',
    createdAt: '2026-11-20T05:00:00.000Z',
    name: 'Meena',
    ...over,
  }) as unknown as AnyRecord;

const shows = (query: Partial<DeskQuery>, over: object): boolean =>
  matches(lead(over), listFilter({ ...emptyQuery, ...query }, { definition, today, timeZone: zone }), leads, moment);

test('follow-up states are derived from today', () => {
  for (const [state, day] of [
    ['overdue', '2026-11-19'],
    ['today', '2026-11-20'],
    ['upcoming', '2026-11-21'],
    ['unscheduled', null],
  ] as const) {
    for (const wanted of ['overdue', 'today', 'upcoming', 'unscheduled'] as const) {
      assert.equal(shows({ followUp: [wanted] }, { followUpDate: day }), wanted === state, `${wanted} of ${day}`);
    }
  }
  assert.ok(shows({ followUp: ['overdue', 'today'] }, { followUpDate: '2026-11-01' }));
});

test('no clinic is a clinic to choose', () => {
  assert.ok(shows({ clinics: ['none'] }, { clinicId: null }));
  assert.ok(!shows({ clinics: ['none'] }, {}));
  assert.ok(shows({ clinics: ['none', ganapathy] }, {}));
});

test('days of creation are the clinic’s, not Greenwich’s', () => {
  // 19:00 UTC on the 19th is half past midnight on the 20th in India.
  assert.ok(shows({ created: 'today' }, { createdAt: '2026-11-19T19:00:00.000Z' }));
  assert.ok(!shows({ created: 'today' }, { createdAt: '2026-11-19T18:00:00.000Z' }));
  assert.ok(shows({ created: { from: null, to: '2026-11-19' } }, { createdAt: '2026-11-19T18:00:00.000Z' }));
  assert.ok(!shows({ created: { from: null, to: '2026-11-19' } }, { createdAt: '2026-11-19T19:00:00.000Z' }));
});

test('a week begins on Monday', () => {
  assert.equal(createdFrom('week', '2026-11-20'), '2026-11-16');
  assert.equal(createdFrom('week', '2026-11-16'), '2026-11-16');
  assert.equal(createdFrom('week', '2026-11-22'), '2026-11-16');
  setFormats({ weekStart: 'sunday' });
  assert.equal(createdFrom('week', '2026-11-20'), '2026-11-15');
  setFormats(null);
  assert.equal(createdFrom('month', '2026-11-20'), '2026-11-01');
});

test('filters are counted by group', () => {
  assert.equal(filtersSet(emptyQuery), 0);
  assert.equal(filtersSet({ ...emptyQuery, status: ['new', 'lost'], created: 'week', search: 'x' }), 2);
});
