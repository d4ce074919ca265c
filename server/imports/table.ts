import type { Readable } from 'node:stream';
import type { Collection } from '#shared/collection.ts';
import { Refusal } from '#shared/refusal.ts';
import { titleReader } from './column-titles.ts';
import { cleanCell } from './clean-cell.ts';
import { fillable } from './columns.ts';
import { csvRows, type SheetRow } from './csv.ts';
import { sniff } from './sniff.ts';
import { workbookRows, type Workbook } from './workbook.ts';

/** A table of a file: what names its columns, and the rows after it. */
export type Table = {
  readonly header: readonly string[];
  /** Where the header stands, counted as a spreadsheet counts. */
  readonly headerRow: number;
  /** Rows that hold something. */
  readonly rows: AsyncGenerator<SheetRow, void>;
  /** The rows up to the header, and those after it that were looked at to find it. */
  readonly above: readonly { readonly row: number; readonly cells: readonly string[] }[];
  /** The names of a workbook's sheets, and which of them this is, from 1. */
  readonly sheets: readonly string[];
  readonly sheet: number;
  readonly bytesRead: () => number;
};

export type TableOptions = {
  /** The row that names the columns, where it is not for us to find. */
  readonly headerRow?: number;
  /** Of a workbook, from 1. */
  readonly sheet?: number;
};

/** Above a header stand titles, dates and empty rows, and no more of them than these. */
export const mostAbove = 20;
/** How many sheets of a workbook may be chosen among. */
export const mostSheets = 100;

const notATable = new Refusal('VALIDATION_ERROR', 'This is not a table: a row should name the columns.', {
  field: 'file',
});

/** Finds the header in a file that comes in, and offers the rows after it, those that hold nothing left out. */
export const readTable = async (
  definition: Collection,
  file: Readable | string,
  { headerRow, sheet = 1 }: TableOptions = {},
  halt?: AbortSignal,
): Promise<Table> => {
  const { rows, bytesRead, ...workbook } = await open(file, sheet, halt);
  const first: SheetRow[] = [];
  const last = headerRow ?? mostAbove;
  for (let step = await rows.next(); !step.done; step = await rows.next()) {
    first.push(step.value);
    if (step.value.row >= last) break;
  }
  const at =
    headerRow === undefined
      ? headerAmong(definition, first)
      : first.findIndex(({ row, ...read }) => row === headerRow && 'cells' in read);
  const header = first[at];
  if (!header || !('cells' in header)) throw notATable;
  return {
    header: header.cells.map(cleanCell),
    headerRow: header.row,
    rows: filled(first.slice(at + 1), rows),
    above: first.flatMap((read) => ('cells' in read && !isEmpty(read) ? [read] : [])),
    ...workbook,
    bytesRead,
  };
};

const open = async (given: Readable | string, sheet: number, halt?: AbortSignal): Promise<Workbook> => {
  if (typeof given === 'string') return { ...csvRows(given, halt), sheets: [], sheet: 1 };
  const { kind, file } = await sniff(given);
  return kind === 'workbook' ? workbookRows(file, sheet, halt) : { ...csvRows(file, halt), sheets: [], sheet: 1 };
};

async function* filled(
  first: readonly SheetRow[],
  rest: AsyncGenerator<SheetRow, void>,
): AsyncGenerator<SheetRow, void> {
  for (const row of first) if (!isEmpty(row)) yield row;
  for await (const row of rest) if (!isEmpty(row)) yield row;
}

const isEmpty = (row: SheetRow): boolean => 'cells' in row && row.cells.every((cell) => cell === '');

/** The row with the most titles that are known; where none is, the first that is as wide as the table. */
const headerAmong = (definition: Collection, rows: readonly SheetRow[]): number => {
  const nameOf = titleReader(definition, fillable(definition));
  const counts = rows.map((row) =>
    'cells' in row ? new Set(row.cells.flatMap((cell) => nameOf(cleanCell(cell)) ?? [])).size : 0,
  );
  const most = Math.max(0, ...counts);
  if (most > 0) return counts.indexOf(most);
  const widths = rows.map((row) => ('cells' in row ? row.cells.filter(Boolean).length : 0));
  return widths.findIndex((width) => width > 0 && width * 2 > Math.max(...widths));
};
