import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AnyRecord, Collection, Patch } from '#shared/collection.ts';
import { contactOutcomes, type ContactOutcome } from './contact-attempts.ts';
import { followedPriority } from './lead-priority.ts';
import { leads, leadStatuses, nextStatuses, type LeadStatus } from './leads.ts';
import { changeByAttempt, statusAfter } from './record-attempt.ts';

const at = '2026-11-20T06:00:00.000Z';
const standing = { status: 'new', tries: 0, lastContactedAt: null, followUpDate: null } as const;

for (const [outcome, status, moved] of [
  ['connected', 'new', 'connected'],
  ['connected', 'appointment_booked', null],
  ['connected', 'treatment_started', null],
  ['no_answer', 'new', 'attempting'],
  ['no_answer', 'connected', null],
  ['no_answer', 'attempting', null],
  ['busy', 'rescheduled', 'attempting'],
  ['call_later', 'new', 'attempting'],
  ['wrong_number', 'attempting', 'lost'],
  ['wrong_number', 'treatment_started', null],
  ['not_interested', 'visited', 'lost'],
  ['booked', 'connected', 'appointment_booked'],
  ['booked', 'appointment_booked', null],
  ['connected', 'dnc', null],
] as const) {
  test(`${outcome} on a ${status} lead ${moved ? `makes it ${moved}` : 'leaves its status'}`, () =>
    assert.equal(statusAfter(status, outcome), moved));
}

test('no outcome moves a lead where its status may not go', () => {
  for (const { value: status } of leadStatuses)
    for (const { value: outcome } of contactOutcomes) {
      const next = statusAfter(status, outcome);
      assert.ok(next === null || nextStatuses[status].includes(next), `${outcome} on ${status}`);
    }
});

test('every attempt changes its lead: an answer ends the count of tries, no answer adds to it', () => {
  const lead = { ...standing, tries: 2 };
  for (const { value: outcome, means } of contactOutcomes) {
    const change = changeByAttempt(lead, { outcome, at, followUpDate: null });
    assert.equal(change.tries, means === 'reached' ? 0 : 3, outcome);
    assert.equal(change.lastContactedAt, means === 'reached' ? at : undefined, outcome);
  }
  const late = { ...lead, lastContactedAt: '2026-11-20T07:00:00.000Z' };
  const recorded = changeByAttempt(late, { outcome: 'connected', at, followUpDate: null });
  assert.equal(recorded.lastContactedAt, late.lastContactedAt, 'one that is recorded late is not the last');
  const missed = changeByAttempt({ ...late, tries: 0 }, { outcome: 'no_answer', at, followUpDate: null });
  assert.equal(missed.tries, 0, 'nor does a try from before an answer count after it');
});

test('a lead that is lost by it has no follow-up left, unless one is named', () => {
  const lead = { ...standing, followUpDate: '2026-11-20' };
  assert.equal(changeByAttempt(lead, { outcome: 'not_interested', at, followUpDate: null }).followUpDate, null);
  assert.equal(
    changeByAttempt(lead, { outcome: 'not_interested', at, followUpDate: '2027-05-01' }).followUpDate,
    '2027-05-01',
  );
  assert.ok(!('followUpDate' in changeByAttempt(lead, { outcome: 'connected', at, followUpDate: null })));
});

const derived = (next: Patch, previous: Patch | null, ...set: string[]): Patch => {
  const record = { ...standing, priority: 'new', priorityPinned: false, ...next } as unknown as AnyRecord;
  const before = previous && ({ ...standing, priority: 'new', priorityPinned: false, ...previous } as unknown);
  const { derive } = leads as unknown as Collection;
  return { ...record, ...derive?.(record as never, before as never, { set: new Set(set) } as never) };
};

test('a lead is cold from the third try in a row, where it is still being reached and no one pinned its priority', () => {
  const status = 'attempting';
  assert.equal(derived({ status, tries: 2 }, { status, tries: 1 })['priority'], 'new');
  assert.equal(derived({ status, tries: 3 }, { status, tries: 2 })['priority'], 'cold');
  assert.equal(
    derived({ status, tries: 3, priority: 'hot', priorityPinned: true }, { status, tries: 2 })['priority'],
    'hot',
  );
  const cold: [LeadStatus, string][] = [
    ['connected', 'cold'],
    ['appointment_booked', 'appointment'],
    ['visited', 'visited'],
    ['lost', 'cold'],
  ];
  for (const [one, priority] of cold)
    assert.equal(followedPriority({ status: one, tries: 3, lastContactedAt: null }), priority, one);
  assert.equal(followedPriority({ status, tries: 1, lastContactedAt: at }), 'warm', 'who was reached before is warm');
});

test('who is reached, in whatever way that is noted, counts from zero again', () => {
  for (const status of ['connected', 'appointment_booked', 'visited'] satisfies LeadStatus[])
    assert.equal(derived({ status, tries: 3 }, { status: 'attempting', tries: 3 })['tries'], 0, status);
  assert.equal(derived({ status: 'lost', tries: 3 }, { status: 'attempting', tries: 3 })['tries'], 3);
  const outcomes: ContactOutcome[] = ['connected', 'call_later', 'booked', 'not_interested'];
  for (const outcome of outcomes)
    assert.equal(changeByAttempt({ ...standing, tries: 5 }, { outcome, at, followUpDate: null }).tries, 0, outcome);
});
