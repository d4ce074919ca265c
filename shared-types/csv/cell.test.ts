import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { guardCell, unguardCell } from './cell.ts';

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
const plain = ['', 'Meena', '+919843012345', '-5', '12.50', "'quoted'", 'a=b', '98430 12345'];

test('what a spreadsheet would run goes out as text', () => {
  for (const text of guarded) assert.equal(guardCell(text), `'${text}`);
  for (const text of plain) assert.equal(guardCell(text), text);
});

test('every text comes back as it was', () => {
  const tricky = fc.string({
    unit: fc.constantFrom("'", '=', '+', '-', '@', '\t', '\r', '1', 'a', '.', '＝', '\u200b', '\u00a0'),
    maxLength: 6,
  });
  fc.assert(fc.property(fc.oneof(tricky, fc.string()), (text) => assert.equal(unguardCell(guardCell(text)), text)));
});
