import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { writeXlsx } from 'hucre/xlsx';
import type { Collection } from '#shared/collection.ts';
import { leads } from '#shared/modules/leads.ts';
import { readTable, type Table, type TableOptions } from './table.ts';

const tableOf = (file: string | Uint8Array, options?: TableOptions): Promise<Table> =>
  readTable(
    leads as unknown as Collection,
    typeof file === 'string' ? file : Readable.from([Buffer.from(file)]),
    options,
  );

const rowsOf = async ({ rows }: Table): Promise<unknown[]> => {
  const all: unknown[] = [];
  for await (const row of rows) all.push('cells' in row ? [row.row, ...row.cells] : row.problem);
  return all;
};

const workbook = (): Promise<Uint8Array> =>
  writeXlsx({
    sheets: [
      {
        name: 'Enquiries',
        rows: [
          ['Enquiries'],
          [],
          ['Name', 'Phone', 'Age', 'Ad ID', 'Follow-up date', 'Email'],
          ['Selvi', 9_843_012_345, 41, 12_024_100_000_123_456, new Date('2027-03-07T00:00:00Z'), null],
          [],
          [' Mani ', '098430 12346', 1.5, '120', new Date('2027-03-07T14:30:00Z'), true],
        ],
      },
      {
        name: 'Old',
        rows: [
          ['Name', 'Phone'],
          ['Devi', '98430 12347'],
        ],
      },
    ],
  });

test('a workbook is read: its first sheet, or the one that was chosen', async () => {
  const file = await workbook();
  const first = await tableOf(file);
  assert.deepEqual([first.headerRow, first.sheets, first.sheet], [3, ['Enquiries', 'Old'], 1]);
  assert.deepEqual(await rowsOf(first), [
    [4, 'Selvi', '9843012345', '41', '1.2024100000123456E+16', '2027-03-07'],
    [6, 'Mani', '098430 12346', '1.5', '120', '2027-03-07 14:30:00', 'Yes'],
  ]);
  assert.deepEqual(await rowsOf(await tableOf(file, { sheet: 2 })), [[2, 'Devi', '98430 12347']]);
  await assert.rejects(tableOf(file, { sheet: 3 }), { code: 'VALIDATION_ERROR' });
});

const refused: readonly [what: string, bytes: Uint8Array, sentence: RegExp][] = [
  ['nothing', new Uint8Array(), /not a table/],
  ['a packed file that is no workbook', Buffer.from('PK\u0003\u0004 and something else'), /workbook cannot be read/],
  ['an old workbook', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 1, 2, 3]), /old format/],
  ['a PDF', Buffer.from('%PDF-1.7'), /is a PDF/],
  ['a mark left open', Buffer.from('"never closed'), /not a table/],
];
for (const [what, bytes, sentence] of refused)
  test(`${what} is refused in a sentence`, async () => {
    await assert.rejects(tableOf(bytes), (error: { code?: string; message: string }) => {
      assert.equal(error.code, 'VALIDATION_ERROR');
      assert.match(error.message, sentence);
      return true;
    });
  });

test('the header is the row whose titles are known, and rows that hold nothing are none', async () => {
  const table = await tableOf('Enquiries of June,,\n,,\nName,Phone\nSelvi,1\n,\n\nMani,2\n,,');
  assert.deepEqual([table.headerRow, table.header], [3, ['Name', 'Phone']]);
  assert.deepEqual(await rowsOf(table), [
    [4, 'Selvi', '1'],
    [7, 'Mani', '2'],
  ]);
  assert.equal((await tableOf('wer,wo,was\na,b,c')).headerRow, 1);
  assert.equal((await tableOf('Report\nwer,wo,was\na,b,c')).headerRow, 2);
});
