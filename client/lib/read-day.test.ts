import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setFormats } from './formats.ts';
import { readDay } from './read-day.ts';

// A Friday.
const today = '2026-11-20';

const cases: readonly [string, string | null][] = [
  ['today', '2026-11-20'],
  [' Tomorrow ', '2026-11-21'],
  ['tom', '2026-11-21'],
  ['yesterday', '2026-11-19'],
  ['+3', '2026-11-23'],
  ['-1', '2026-11-19'],
  ['today+7', '2026-11-27'],
  ['mon', '2026-11-23'],
  ['fri', '2026-11-27'],
  ['24', '2026-11-24'],
  ['5', null],
  ['24/11', '2026-11-24'],
  ['24 nov', '2026-11-24'],
  ['Mon 24 Nov', '2026-11-24'],
  ['3 jan', '2027-01-03'],
  ['24/11/2025', '2025-11-24'],
  ['2026-12-01', '2026-12-01'],
  ['31/02', null],
  ['soon', null],
  ['', null],
];

const monthFirst: readonly [string, string | null][] = [
  ['11/24', '2026-11-24'],
  ['11/24/2027', '2027-11-24'],
  ['Nov 24', '2026-11-24'],
  ['Tue, Nov 24', '2026-11-24'],
  ['Jan 3, 2027', '2027-01-03'],
  // No month has so many.
  ['24/11', '2026-11-24'],
  ['13/45', null],
];

for (const [typed, day] of monthFirst) {
  test(`where the month comes first, "${typed}" means ${day ?? 'no day'}`, (t) => {
    t.after(() => setFormats(null));
    setFormats({ dateFormat: 'monthDay' });
    assert.equal(readDay(typed, today), day);
  });
}

test('a day is read as it is shown where the year comes first', (t) => {
  t.after(() => setFormats(null));
  setFormats({ dateFormat: 'yearMonthDay' });
  for (const shown of ['Tue 2026-11-24', '2026-11-24', '11-24']) assert.equal(readDay(shown, today), '2026-11-24');
});

for (const [typed, day] of cases) {
  test(`"${typed}" means ${day ?? 'no day'}`, () => assert.equal(readDay(typed, today), day));
}
