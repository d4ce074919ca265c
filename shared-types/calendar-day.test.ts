import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { addDays, dayOf, daysBetween, isDay, momentOf } from './calendar-day.ts';

test('a day begins at midnight of the tenant, not of the server', () => {
  assert.equal(dayOf(new Date('2026-11-20T18:29:59Z'), 'Asia/Kolkata'), '2026-11-20');
  assert.equal(dayOf(new Date('2026-11-20T18:30:00Z'), 'Asia/Kolkata'), '2026-11-21');
  assert.equal(dayOf(new Date('2026-11-20T18:30:00Z'), 'America/New_York'), '2026-11-20');
});

test('days are counted over the ends of months and leap years', () => {
  assert.equal(addDays('2028-02-28', 1), '2028-02-29');
  assert.equal(addDays('2026-01-01', -1), '2025-12-31');
  assert.equal(daysBetween('2026-11-21', '2026-11-18'), -3);
});

test('only days that exist are days', () => {
  assert.ok(isDay('2028-02-29'));
  for (const text of ['2026-02-29', '2026-13-01', '2026-1-1', 'today', '2026-11-31']) assert.ok(!isDay(text), text);
});

test('a wall clock and its moment agree, next to daylight-saving changes too', () => {
  assert.equal(momentOf('2026-11-21', '00:00', 'Asia/Kolkata'), '2026-11-20T18:30:00.000Z');
  const zones = fc.constantFrom('Asia/Kolkata', 'America/New_York', 'Europe/London', 'Australia/Lord_Howe', 'UTC');
  fc.assert(
    fc.property(zones, fc.integer({ min: 0, max: 3650 }), (zone, offset) => {
      const day = addDays('2020-01-01', offset);
      // Noon exists once on every day of every zone.
      assert.equal(dayOf(new Date(momentOf(day, '12:00', zone)), zone), day);
    }),
  );
});
