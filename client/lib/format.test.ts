import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  count,
  exactDay,
  formatMoney,
  formatNumber,
  initialsOf,
  describeAgo,
  describeDay,
  describeMoment,
} from './format.ts';
import { setFormats } from './formats.ts';

const today = '2026-11-20';
const zone = 'Asia/Kolkata';

const days: readonly [string, string][] = [
  ['2026-11-20', 'Today'],
  ['2026-11-21', 'Tomorrow'],
  ['2026-11-19', 'Yesterday'],
  ['2026-11-24', 'Tue 24 Nov'],
  ['2027-01-03', '3 Jan 2027'],
];

for (const [day, said] of days) test(`${day} is said "${said}"`, () => assert.equal(describeDay(day, today), said));

test('a day is exact on hover', () => assert.equal(exactDay('2026-11-24'), 'Tuesday, 24 November 2026'));

test('a moment is on the clinic’s calendar day, not on Greenwich’s', () => {
  assert.equal(describeMoment('2026-11-20T19:30:00Z', today, zone), 'Tomorrow, 1:00 am');
});

const now = new Date('2026-11-20T08:00:00Z');
const moments: readonly [string, string][] = [
  ['2026-11-20T07:59:40Z', 'just now'],
  ['2026-11-20T07:48:00Z', '12 min ago'],
  ['2026-11-20T05:00:00Z', '3 h ago'],
  ['2026-11-19T08:00:00Z', 'Yesterday, 1:30 pm'],
];

for (const [iso, said] of moments) {
  test(`${iso} is said "${said}"`, () => assert.equal(describeAgo(iso, now, zone), said));
}

test('numbers and money are grouped as in India', () => {
  assert.equal(formatNumber(1_234_567), '12,34,567');
  assert.equal(formatMoney(12_500_000), '₹1,25,000');
  assert.equal(formatMoney(12_550), '₹125.50');
  assert.equal(count(1, 'lead', 'leads'), '1 lead');
  assert.equal(count(1200, 'lead', 'leads'), '1,200 leads');
});

const names: readonly [string, string][] = [
  ['Priya Raman', 'PR'],
  ['S. Iswarya', 'SI'],
  ['Dr. Anitha Venkatesan', 'AV'],
  ['Karthik', 'K'],
  // A letter with its vowel sign is one letter.
  ['பழனிசாமி', 'ப'],
  ['கௌதம் பாலா', 'கௌபா'],
  ['  ', '?'],
];

for (const [name, initials] of names) {
  test(`"${name}" has the initials ${initials}`, () => assert.equal(initialsOf(name), initials));
}

test('days and times are written as the tenant writes them', () => {
  setFormats({ dateFormat: 'monthDay', timeFormat: 'hours24' });
  assert.equal(describeDay('2026-11-24', today), 'Tue, Nov 24');
  assert.equal(describeDay('2027-01-03', today), 'Jan 3, 2027');
  assert.equal(exactDay('2026-11-24'), 'Tuesday, November 24, 2026');
  assert.equal(describeMoment('2026-11-20T19:30:00Z', today, zone), 'Tomorrow, 01:00');
  setFormats({ dateFormat: 'yearMonthDay' });
  assert.equal(describeDay('2026-11-24', today), 'Tue 2026-11-24');
  setFormats(null);
  assert.equal(describeDay('2026-11-24', today), 'Tue 24 Nov');
});
