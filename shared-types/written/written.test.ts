import assert from 'node:assert/strict';
import { test } from 'node:test';
import { phone } from '#shared/fields/phone.ts';
import { InvalidValue } from '#shared/fields/field.ts';
import { dayOrderIn, readWrittenDay } from './day.ts';
import { withPlainDigits } from './digits.ts';
import { withoutJoiners, withoutMarks } from './marks.ts';
import { readWrittenNumber } from './number.ts';
import { emailsIn, phonesIn } from './phone.ts';

const context = { today: '2026-11-21', timeZone: 'Asia/Kolkata' };

const days: readonly [string, string | null][] = [
  ['7/3/27', '2027-03-07'],
  ['07.03.2027', '2027-03-07'],
  ['28/02/85', '1985-02-28'],
  ['07-Mar-27', '2027-03-07'],
  ['7th March, 2027', '2027-03-07'],
  ['Mar 7, 2027', '2027-03-07'],
  ['Sunday, March 7 2027', '2027-03-07'],
  ['2027 Mar 7', '2027-03-07'],
  ['2027/3/7', '2027-03-07'],
  ['20270307', '2027-03-07'],
  ['2027-03-07 00:00:00', '2027-03-07'],
  ['2027-03-07T00:00:00.000Z', '2027-03-07'],
  ['46453', '2027-03-07'],
  ['46453.5', '2027-03-07'],
  ['1 Sept 2026', '2026-09-01'],
  ['today+2', '2026-11-23'],
  ['Tomorrow', '2026-11-22'],
  ['yesterday', '2026-11-20'],
  ['2nd of April 2027', '2027-04-02'],
  ["2nd of Apr '27", '2027-04-02'],
  ['02 - 04 - 2027', '2027-04-02'],
  ['02 / 04 / 27', '2027-04-02'],
  ['Sun, 02/04/2027', '2027-04-02'],
  ['Fri Apr 02 2027 09:30:00 GMT+0530 (India Standard Time)', '2027-04-02'],
  ['April 2, 2027 at 9:30 AM', '2027-04-02'],
  ['9:30 am, 2 Apr 2027', '2027-04-02'],
  ['2.4.2027 9.30', '2027-04-02'],
  ['1806638400', '2027-04-02'],
  ['1806638400000', '2027-04-02'],
  ['03/27/2027', '2027-03-27'],
  ['31/02/2027', null],
  ['7 Foo 2027', null],
  ['12345', null],
  ['soon', null],
  ['', null],
];
for (const [text, day] of days)
  test(`"${text}" is ${day ?? 'no day'}`, () => assert.equal(readWrittenDay(text, context)?.day ?? null, day));

test('the month comes first where the column says so', () => {
  const monthDay = { ...context, dayOrder: 'monthDay' } as const;
  assert.equal(readWrittenDay('3/7/2027', monthDay)?.day, '2027-03-07');
  assert.equal(readWrittenDay('27/3/2027', monthDay)?.day, '2027-03-27');
  assert.deepEqual(
    [
      ...['3/7/2027', '27/3/2027', '3/27/2027 4:15 PM', '5/5/2027', '2027-03-07', 'Mar 7, 2027', 'x'],
      ...['Sun, 7/3/2027', '3 - 27 - 2027', '4:15 PM 27.3.2027'],
    ].map((text) => dayOrderIn(text, context.timeZone)),
    ['either', 'dayMonth', 'monthDay', null, null, null, null, 'either', 'monthDay', 'dayMonth'],
  );
});

const numbers: readonly [string, number | null][] = [
  ['2,7', 2.7],
  ['1,250', 1250],
  ['1,25,000.50', 125_000.5],
  ['1.250,50', 1250.5],
  ['1.250.000', 1_250_000],
  ['1 250 000', 1_250_000],
  ['₹ 1,250/-', 1250],
  ['Rs. 500', 500],
  ['INR 500', 500],
  ['500 usd', 500],
  ['-₹5', -5],
  ['(250)', -250],
  ['60%', 60],
  ['1e21', 1e21],
  ['41 yrs', null],
  ['1,2,3', null],
  ['3 4', null],
  ['0x10', null],
  ['', null],
];
for (const [text, value] of numbers)
  test(`"${text}" is ${value ?? 'no number'}`, () => assert.equal(readWrittenNumber(text), value));

const phones: readonly [string, string | null][] = [
  ['௯௮௪௩௦ ௧௨௩௪௫', '+919843012345'],
  ['९८४३०१२३४५', '+919843012345'],
  ['+91\ufe0f\u201198430\u201112345', '+919843012345'],
  ['tel:+91-98430-12345', '+919843012345'],
  ['p:+919843012345', '+919843012345'],
  ['+91 919843012345', '+919843012345'],
  ['+91 09843012345', '+919843012345'],
  ['0091 98430 12345', '+919843012345'],
  ['9843012345.0', '+919843012345'],
  ['\u202a+91 98430 12345\u202c', '+919843012345'],
  ['+44 (0)20 7946 0958', '+442079460958'],
  ['9.84301E+11', null],
  ['9.198430123E+11', null],
];
for (const [text, number] of phones)
  test(`"${text}" is ${number ?? 'no phone'}`, () => {
    const field = phone({ label: 'F' });
    if (number === null) assert.throws(() => field.kind.parse(text, field), InvalidValue);
    else assert.equal(field.kind.parse(text, field), number);
  });

test('several numbers or addresses of one cell are told apart', () => {
  assert.deepEqual(phonesIn('98430 12345 / 98430 12346;+91 98430 12347 or 0422 2267096'), [
    '98430 12345',
    '98430 12346',
    '+91 98430 12347',
    '0422 2267096',
  ]);
  assert.deepEqual(phonesIn('98430 12345 ::: 98430 12346'), ['98430 12345', '98430 12346']);
  assert.deepEqual(emailsIn('Devi <devi@example.com>; mani@example.com.\u200b'), [
    'devi@example.com',
    'mani@example.com',
  ]);
});

test('marks that no one sees go, and letters that need a joiner keep it', () => {
  assert.equal(withoutMarks('\u202eDe\u200bvi\u00a0K\ufeff'), 'Devi K');
  assert.equal(withoutMarks('क्\u200dष'), 'क्\u200dष');
  assert.equal(withoutJoiners('98\u200d430'), '98430');
  assert.equal(withPlainDigits('௧௨٣４𝟓 x'), '12345 x');
});
