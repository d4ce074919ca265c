import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatCsv } from './csv.ts';

test('what a cell holds stays within it', () => {
  const rows = [
    ['a', 'b; c'],
    ['x, y', 'say "z"', ' by itself', 'two\nlines'],
  ];
  assert.equal(formatCsv(rows), 'a,"b; c"\r\n"x, y","say ""z"""," by itself","two\nlines"\r\n');
});
