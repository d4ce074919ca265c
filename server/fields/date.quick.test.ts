import assert from 'node:assert/strict';
import { test } from 'node:test';
import { date, dateTime } from '#shared/fields/date.ts';
import { InvalidValue } from '#shared/fields/field.ts';
import { storageOf } from './columns.ts';

const context = { today: '2026-11-21', timeZone: 'Asia/Kolkata' };

const moments: readonly [string, string | null][] = [
  ['07/03/2027 04:15 PM', '2027-03-07T10:45:00.000Z'],
  ['7-3-2027 16:15:20', '2027-03-07T10:45:20.000Z'],
  ['today 14:30', '2026-11-21T09:00:00.000Z'],
  ['2027-03-07T10:45:20.123Z', '2027-03-07T10:45:20.123Z'],
  ['2027-03-07 16:15', '2027-03-07T10:45:00.000Z'],
  ['2027-03-07T16:15:20+0530', '2027-03-07T10:45:20.000Z'],
  ['2027-03-07T16:15:20+05:30', '2027-03-07T10:45:20.000Z'],
  ['2027-03-07 10:45 UTC', '2027-03-07T10:45:00.000Z'],
  ['Mar 7, 2027 at 4:15 p.m. IST', '2027-03-07T10:45:00.000Z'],
  ['Sun Mar 07 2027 16:15:20 GMT+0530 (India Standard Time)', '2027-03-07T10:45:20.000Z'],
  ['2027-03-07T16:15:20\u221205:00', '2027-03-07T21:15:20.000Z'],
  ['16:15 07/03/2027', '2027-03-07T10:45:00.000Z'],
  ['07.03.2027 16.15', '2027-03-07T10:45:00.000Z'],
  ['1804416320', '2027-03-07T10:45:20.000Z'],
  ['1804416320000', '2027-03-07T10:45:20.000Z'],
  ['7 Mar 2027 4:15 PM EST', null],
  ['Mar 7, 2027, 4:15 p.m. IST', '2027-03-07T10:45:00.000Z'],
  ['7 Mar 2027 4 pm', '2027-03-07T10:30:00.000Z'],
  ['7 Mar 2027 12:05 am', '2027-03-06T18:35:00.000Z'],
  ['46453.75', '2027-03-07T12:30:00.000Z'],
  ['7 Mar 2027', '2027-03-07T03:30:00.000Z'],
  ['7 Mar 2027 25:00', null],
];
for (const [text, moment] of moments)
  test(`"${text}" is ${moment ?? 'no moment'}`, () => {
    const field = dateTime({ label: 'F' });
    const read = (): unknown => field.kind.parse(storageOf(field).readCell?.(text, context), field);
    if (moment === null) assert.throws(read, InvalidValue);
    else assert.equal(read(), moment);
  });

const days: readonly [string, string][] = [
  ['2027-03-07T18:30:00.000Z', '2027-03-08'],
  ['2027-03-07T23:15:00-05:00', '2027-03-08'],
  ['2027-03-07T09:00:00+05:30', '2027-03-07'],
  ['2027-03-07T00:00:00.000Z', '2027-03-07'],
  ['2027-03-07T00:00:00-05:00', '2027-03-07'],
  ['7 Mar 2027 11:45 PM', '2027-03-07'],
];
for (const [text, day] of days)
  test(`"${text}" is on ${day} in India`, () => {
    const field = date({ label: 'F' });
    assert.equal(field.kind.parse(storageOf(field).readCell?.(text, context), field), day);
  });
