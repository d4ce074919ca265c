import { setImmediate as turn } from 'node:timers/promises';
import type { Readable } from 'node:stream';
import { readXlsx, streamXlsxRows, type CellValue } from 'hucre/xlsx';
import { Refusal } from '#shared/refusal.ts';
import type { SheetRow, SheetRows } from './csv.ts';

/** How many rows are read before everybody else of this process gets a turn. */
const turnRows = 200;
/** What a workbook may unpack to, in bytes. */
const largestUnpacked = 1024 * 1024 * 1024;
/** A number with more digits than these has lost some. */
const mostExact = 1e15;

export type Workbook = SheetRows & { readonly sheets: readonly string[]; readonly sheet: number };

/**
 * The rows of one sheet of an Excel workbook, from 1. Days and moments come as they are written there, whatever their
 * format. Throws VALIDATION_ERROR for what is no workbook, or has no such sheet.
 */
export const workbookRows = async (file: Readable, sheet: number, halt?: AbortSignal): Promise<Workbook> => {
  const bytes = await allOf(file, halt);
  if (unpackedSize(bytes) > largestUnpacked) throw unreadable('This workbook is too large. Save its sheet as CSV.');
  const sheets = await reading(() => sheetsOf(bytes));
  if (!sheets[sheet - 1]) throw unreadable('This workbook has no such sheet.');
  return { sheets, sheet, rows: rowsOf(bytes, sheet - 1), bytesRead: () => bytes.length };
};

const unreadable = (
  message = 'This Excel workbook cannot be read. Save it again in your spreadsheet, or as CSV.',
): Refusal => new Refusal('VALIDATION_ERROR', message, { field: 'file' });

/** Whatever the library makes of a broken file, it is one sentence to a person. */
const reading = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    throw Object.assign(unreadable(), { cause: error });
  }
};

const allOf = async (file: Readable, halt?: AbortSignal): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of file) {
    halt?.throwIfAborted();
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
};

/** The names of the sheets; none of them is read. */
const sheetsOf = async (bytes: Buffer): Promise<readonly string[]> => {
  const names: string[] = [];
  await readXlsx(bytes, {
    sheets: (info) => {
      names.push(info.name);
      return false;
    },
  });
  return names;
};

async function* rowsOf(bytes: Buffer, sheet: number): AsyncGenerator<SheetRow, void> {
  const rows = streamXlsxRows(bytes, { sheet });
  for (let read = 1; ; read++) {
    const step = await reading(() => rows.next());
    if (step.done) return;
    const { index, values } = step.value;
    yield { row: index + 1, cells: values.map(textOf) };
    if (read % turnRows === 0) await turn();
  }
}

const textOf = (value: CellValue): string => {
  if (value === null) return '';
  if (value instanceof Date) return dayText(value);
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  if (typeof value === 'number')
    return Math.abs(value) < mostExact ? String(value) : value.toExponential().toUpperCase();
  return value.trim();
};

/** A workbook knows no zones: its moments are what a clock shows. */
const dayText = (date: Date): string => {
  if (Number.isNaN(date.getTime())) return '';
  const [day = '', time = ''] = new Date(Math.round(date.getTime() / 1000) * 1000).toISOString().split('T');
  return time.startsWith('00:00:00') ? day : `${day} ${time.slice(0, 8)}`;
};

/** What the parts of a packed file unpack to, as its directory says; 0 where it has none. */
const unpackedSize = (bytes: Buffer): number => {
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  if (end < 0 || end + 20 > bytes.length) return 0;
  const count = bytes.readUInt16LE(end + 10);
  let at = bytes.readUInt32LE(end + 16);
  let size = 0;
  for (let n = 0; n < count && at + 46 <= bytes.length && bytes.readUInt32LE(at) === 0x02014b50; n++) {
    size += bytes.readUInt32LE(at + 24);
    at += 46 + bytes.readUInt16LE(at + 28) + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return size;
};
