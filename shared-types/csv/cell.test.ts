import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { guardCell, guardText, unguardCell } from './cell.ts';

const guarded = [
  '=1+1',
  '+1+1',
  '-1+cmd',
  '@SUM(A1)',
  '\tx',
  '\rx',
  '＝1',
  "'=1",
  '- a note',
  '=HYPERLINK("http://x")',
  '\u200b=1+1',
  '\u00a0@SUM(A1)',
  '\u202e=1',
];
const plain = [
  '',
  'Meena',
  '+919843012345',
  '-5',
  '12.50',
  "'quoted'",
  'a=b',
  '98430 12345',
  '+91 98430 12345',
  '+1 213-373-4253',
];
const digits = [
  ...['09843012345', '919843012345', '23851339666063308', "'0042"],
  ...['+919843012345', '+0044', '12E5', '4e-2', '1.50', '10.0', '3-4', '12/11', '10:30', '3-4-2027', '2027/04/03'],
];

test('what a spreadsheet would run goes out as text', () => {
  for (const text of guarded) assert.equal(guardCell(text), `'${text}`);
  for (const text of plain) assert.equal(guardCell(text), text);
});

test('digits that a spreadsheet would shorten go out as text', () => {
  for (const text of digits) assert.equal(guardText(text), `'${text}`);
  const kept = plain.filter((text) => !['+919843012345', '12.50'].includes(text));
  for (const text of [...kept, '9843012345', '0', '12.5', '3-', 'E5', '1.2.', 'a 3-4'])
    assert.equal(guardText(text), text);
});

test('every text comes back as it was', () => {
  const tricky = fc.string({
    unit: fc.constantFrom(
      ...["'", '=', '+', '-', '@', '\t', '\r', '0', '1', '1234567', 'a', 'e', '.', '/', ':', '＝', '\u200b', '\u00a0'],
    ),
    maxLength: 6,
  });
  fc.assert(
    fc.property(fc.oneof(tricky, fc.string()), (text) => {
      assert.equal(unguardCell(guardText(text)), text);
      if (!/^'*[+-]?\d[\d.e/:+-]*$/i.test(text)) assert.equal(unguardCell(guardCell(text)), text);
    }),
  );
});
