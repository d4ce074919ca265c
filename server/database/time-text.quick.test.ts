import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isoTime } from '#server/fields/iso-time.ts';
import { isoTimeIn } from './time-text.ts';

test('a time of PostgreSQL is ISO text, whatever its zone and however fine it is', () => {
  for (const [text, iso] of [
    ['2026-11-28 09:30:00+00', '2026-11-28T09:30:00.000Z'],
    ['2026-11-28 09:30:00.1+00', '2026-11-28T09:30:00.100Z'],
    ['2026-11-28 09:30:00.123456+00', '2026-11-28T09:30:00.123Z'],
    ['2026-11-28 15:00:00.12+05:30', '2026-11-28T09:30:00.120Z'],
    ['2026-11-28 04:30:00-05', '2026-11-28T09:30:00.000Z'],
    // Kolkata's own time, before there was India's.
    ['1900-01-01 05:21:10+05:21:10', '1900-01-01T00:00:00.000Z'],
  ] as const) {
    assert.equal(isoTimeIn(text), iso);
    assert.equal(isoTime(iso), iso);
  }
  assert.equal(isoTime(new Date(0)), '1970-01-01T00:00:00.000Z');
  assert.equal(isoTime('2026-11-28T09:30:00.123+00:00'), '2026-11-28T09:30:00.123Z');
});
