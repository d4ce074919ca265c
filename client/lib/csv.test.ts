import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatCsv, parseCsv, textOf } from './csv.ts';

const cases: readonly [string, string, string[][]][] = [
  [
    'plain',
    'a,b\n1,2\n',
    [
      ['a', 'b'],
      ['1', '2'],
    ],
  ],
  [
    'no end of line',
    'a,b\r\n1,2',
    [
      ['a', 'b'],
      ['1', '2'],
    ],
  ],
  [
    'quotes, commas and lines in a cell',
    'a,b\n"x, ""y""\nz",2\n',
    [
      ['a', 'b'],
      ['x, "y"\nz', '2'],
    ],
  ],
  [
    'semicolons',
    'a;b\n1,5;2\n',
    [
      ['a', 'b'],
      ['1,5', '2'],
    ],
  ],
  ['an announced delimiter', 'sep=;\na;b\n', [['a', 'b']]],
  ['a byte order mark', '\ufeffa,b\n', [['a', 'b']]],
  ['empty rows keep their number', 'a\n\n1\n', [['a'], [''], ['1']]],
  [
    'Tamil',
    'பெயர்,எண்\nகவிதா,1\n',
    [
      ['பெயர்', 'எண்'],
      ['கவிதா', '1'],
    ],
  ],
];

for (const [name, text, rows] of cases) {
  test(`reads ${name}`, () => assert.deepEqual(parseCsv(text).rows, rows));
}

test('reads no more rows than asked for', () => assert.equal(parseCsv('a\n1\n2\n3\n', 2).rows.length, 2));

test('what was written is read again', () => {
  const rows = [
    ['a', 'b'],
    ['x, y', 'say "z"'],
    [' led', 'two\nlines'],
  ];
  const kept = parseCsv(formatCsv(rows)).rows;
  assert.deepEqual(kept, [
    ['a', 'b'],
    ['x, y', 'say "z"'],
    ['led', 'two\nlines'],
  ]);
});

test('a file in an old Windows encoding is still text', async () => {
  assert.equal(await textOf(new Blob([new Uint8Array([0x52, 0xe9, 0x6e])])), 'Rén');
});
