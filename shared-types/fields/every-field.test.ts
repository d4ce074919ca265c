import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { boolean } from './boolean.ts';
import { choice, multiChoice } from './choice.ts';
import { choices as choiceList } from './choices.ts';
import { date, dateTime } from './date.ts';
import { email } from './email.ts';
import { InvalidValue, type Field } from './field.ts';
import { id } from './id.ts';
import { json } from './json.ts';
import { link, links } from './link.ts';
import { money, number } from './number.ts';
import { phone } from './phone.ts';
import { reference } from './reference.ts';
import { rows } from './rows.ts';
import { longText, text } from './text.ts';
import { url } from './url.ts';
import { weekHours } from './week-hours.ts';

const context = { today: '2026-11-21', timeZone: 'Asia/Kolkata' };
const choices = [
  { value: 'new', label: 'New' },
  { value: 'appointment_booked', label: 'Appointment booked' },
];
const someId = '01a1fd86-94e1-72b8-b9df-0cfa8e674c14';

/** One of every kind, what people type into it, and what it must refuse. */
const kinds: { field: Field; typed: [string, unknown][]; refused: unknown[] }[] = [
  {
    field: weekHours({ label: 'F' }),
    typed: [
      [
        'tue 14:00-18:00, 9:00 – 13:00; Mon 09:00-24:00',
        {
          monday: [{ from: '09:00', to: '24:00' }],
          tuesday: [
            { from: '09:00', to: '13:00' },
            { from: '14:00', to: '18:00' },
          ],
        },
      ],
    ],
    refused: [
      [],
      { funday: [] },
      { monday: 'all day' },
      { monday: [{ from: '9:00', to: '18:00' }] },
      { monday: [{ from: '18:00', to: '09:00' }] },
      { monday: [{ from: '09:00', to: '25:00' }] },
      { monday: [{ from: '09:00', to: '13:00', note: 'lunch' }] },
      {
        monday: [
          { from: '09:00', to: '13:00' },
          { from: '12:30', to: '18:00' },
        ],
      },
    ],
  },
  { field: id({ label: 'F' }), typed: [[someId.toUpperCase(), someId]], refused: ['1', `${someId}0`] },
  { field: link({ label: 'F' }), typed: [[someId, someId]], refused: ['x'] },
  { field: links({ label: 'F' }), typed: [[`${someId}; ${someId}`, [someId]]], refused: [[1], 'x'] },
  {
    field: text({ label: 'F', max: 10 }),
    typed: [['  a   b ', 'a b']],
    refused: ['x'.repeat(11), '   ', 'a\u0000b', '\ud800'],
  },
  { field: longText({ label: 'F' }), typed: [['a\n b', 'a\n b']], refused: [1] },
  {
    field: phone({ label: 'F' }),
    typed: ['98430 12345', '+91-98430-12345', '09843012345', '919843012345', '91 9843012345', '98430-12345'].map(
      (s) => [s, '+919843012345'],
    ),
    refused: ['12345', 'call me', '+', '0'.repeat(60)],
  },
  {
    field: email({ label: 'F' }),
    typed: [[' Ana@Example.COM ', 'ana@example.com']],
    refused: ['ana', 'a@b', 'a b@c.de', 'a@b..c'],
  },
  {
    field: number({ label: 'F', min: 0, max: 10 }),
    typed: [
      ['7.5', 7.5],
      ['1,5', 1.5],
    ],
    refused: ['7', -1, 11, Number.NaN, Number.POSITIVE_INFINITY],
  },
  { field: number({ label: 'F', integer: true }), typed: [['1,25,000', 125_000]], refused: [1.5, 2 ** 60] },
  {
    field: money({ label: 'F' }),
    typed: [
      ['₹1,250.50', 125_050],
      ['12500000', 1_250_000_000],
    ],
    refused: [1.5, '1'],
  },
  {
    field: choice({ label: 'F', choices }),
    typed: [
      ['appointment BOOKED', 'appointment_booked'],
      ['New', 'new'],
    ],
    refused: ['old', 1],
  },
  {
    field: multiChoice({ label: 'F', choices }),
    typed: [['Appointment booked; new', ['new', 'appointment_booked']]],
    refused: [['old'], 'new'],
  },
  { field: multiChoice({ label: 'F' }), typed: [['b; a;b', ['a', 'b']]], refused: [['a;b'], ['']] },
  {
    field: boolean({ label: 'F' }),
    typed: [
      ['Yes', true],
      ['n', false],
    ],
    refused: ['yes', 1],
  },
  {
    field: date({ label: 'F' }),
    typed: [
      ['24/11/2026', '2026-11-24'],
      ['1-2-2026', '2026-02-01'],
      ['21 Nov 2026', '2026-11-21'],
      ['today', '2026-11-21'],
      ['today-21', '2026-10-31'],
    ],
    refused: ['2026-02-30', '1026-01-01', 5],
  },
  {
    field: dateTime({ label: 'F' }),
    typed: [['2026-11-21T10:00:00+05:30', '2026-11-21T04:30:00.000Z']],
    refused: ['2026-11-21', '2026-11-21T25:00:00Z', '2026-11-21T10:00:00'],
  },
  {
    field: url({ label: 'F' }),
    typed: [
      ['HTTPS://Kongu.Example/Valves', 'https://kongu.example/Valves'],
      ['www.kongu.example', 'https://www.kongu.example'],
      ['http://பழம்.example:8080/?a=b#c', 'http://பழம்.example:8080/?a=b#c'],
    ],
    refused: [
      'javascript:alert(1)',
      'data:text/html,x',
      'ftp://kongu.example',
      'https://bank.example@evil.example',
      'https://',
      'kongu',
      'https://kongu.example/"onclick=',
    ],
  },
  {
    field: reference({ label: 'F', of: () => [{ name: 'companies' }, { name: 'contacts' }] }),
    typed: [[`companies/${someId.toUpperCase()}`, `companies/${someId}`]],
    refused: [someId, `users/${someId}`, `companies/${someId}0`, { collection: 'companies', id: someId }],
  },
  {
    field: rows({
      label: 'F',
      max: 3,
      columns: {
        itemId: link({ label: 'Item', to: () => ({ name: 'items' }) }),
        quantity: number({ label: 'Quantity', required: true, default: 1, min: 0 }),
        price: money({ label: 'Price', required: true }),
        total: money({ label: 'Total', readOnly: true }),
      },
    }),
    typed: [
      [
        `[{"price":5,"itemId":"${someId}"},{"id":"a","price":7,"quantity":0.5,"total":3}]`,
        [
          { id: '1', itemId: someId, quantity: 1, price: 5, total: null },
          { id: 'a', itemId: null, quantity: 0.5, price: 7, total: null },
        ],
      ],
    ],
    refused: [
      'x',
      [{}],
      [{ price: 1.5 }],
      [{ price: 1, colour: 'red' }],
      [
        { id: 'a', price: 1 },
        { id: 'a', price: 1 },
      ],
      [{ price: 1 }, { price: 1 }, { price: 1 }, { price: 1 }],
      [{ id: 'a/b', price: 1 }],
      { put: [{ price: 1 }] },
      { insert: [] },
    ],
  },
  {
    field: choiceList({ label: 'F' }),
    typed: [
      [
        'Gold; Word of mouth',
        [
          { label: 'Gold', value: 'gold' },
          { label: 'Word of mouth', value: 'word_of_mouth' },
        ],
      ],
    ],
    refused: [[], 'Gold', [{ label: '' }], [{ label: 'a', tone: 'pink' }], [{ label: 'a', other: 1 }]],
  },
  {
    field: json({ label: 'F' }),
    typed: [['{"a":[1,null]}', { a: [1, null] }]],
    refused: [{ a: undefined }, 'x'.repeat(20_000)],
  },
];

for (const { field, typed, refused } of kinds) {
  const { kind } = field;
  test(`${kind.name}: what people type becomes a value, which prints to what becomes it again`, () => {
    for (const [input, value] of typed) {
      const parsed = kind.parse(kind.parseText(input, field, context), field);
      assert.deepEqual(parsed, value, input);
      assert.deepEqual(kind.parse(kind.parseText(kind.formatText(parsed, field), field, context), field), value);
      assert.ok(['string', 'number'].includes(typeof kind.sortKey(parsed, field)));
    }
  });

  test(`${kind.name}: refuses with a sentence, never with a crash`, () => {
    for (const input of [...refused, undefined, null, Symbol('x'), () => 1]) {
      if (kind.name === 'json' && input === null) continue;
      assert.throws(() => kind.parse(input, field), InvalidValue, String(input));
    }
    fc.assert(
      fc.property(fc.anything(), (input) => {
        try {
          const value = kind.parse(input, field);
          assert.deepEqual(kind.parse(value, field), value, 'parsing settles');
        } catch (error) {
          assert.ok(error instanceof InvalidValue, String(error));
        }
      }),
    );
  });
}

test('a cell that is too long for a day is not searched for one', () => {
  const gap = ' '.repeat(60);
  for (const [kind, long] of [
    [date, `today${gap}+1`],
    [dateTime, `today${gap}14:30`],
    [dateTime, `today${gap}+1`],
  ] as const) {
    const field = kind({ label: 'F' });
    assert.equal(field.kind.parseText(long, field, context), long);
  }
});
