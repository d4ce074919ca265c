import type { Readable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { TextDecoder } from 'node:util';
import { CsvError, parse } from 'csv-parse/sync';
import { Refusal } from '#shared/refusal.ts';

/** A row as a spreadsheet counts it, the header being row 1; or why it cannot be read. */
export type SheetRow =
  | { readonly row: number; readonly cells: readonly string[] }
  | { readonly row: number; readonly problem: string };

export type Sheet = {
  readonly header: readonly string[];
  readonly rows: AsyncGenerator<SheetRow, void>;
  /** How much of the file has been read so far. */
  readonly bytesRead: () => number;
  /** How much there is, when that is known. */
  readonly size: number | null;
};

/** The longest row that is taken; one quotation mark left open must not make a row of half the file. */
const longestRow = 64_000;
const mostLines = 60;
const pieceLength = 16_384;
/** How much is read before everybody else of this process gets a turn. */
const turnLength = 32_768;
/** How much of a file is parsed for rows of several lines that come to none; then each of its lines stands alone. */
const mostInVain = 2_000_000;

/** Reads the header of a CSV file and offers the rest row by row, as it arrives. A halt ends even a wait for more. */
export const readSheet = async (csv: Readable | string, halt?: AbortSignal): Promise<Sheet> => {
  let bytes = 0;
  const text =
    typeof csv === 'string'
      ? oneText(csv, (count) => (bytes += count))
      : decoded(csv, halt, (count) => (bytes += count));
  const effort = effortOf();
  const lines = lineReader(text, effort);
  const first = await firstLine(lines);
  const delimiter = first.announced ?? commonest(first.line);
  const records = recordsOf(lines, delimiter, first.row, effort);
  const header = await records.next();
  if (header.done || 'problem' in header.value) throw notATable;
  const { cells } = header.value;
  return {
    header: cells,
    rows: records,
    bytesRead: () => bytes,
    size: typeof csv === 'string' ? Buffer.byteLength(csv) : null,
  };
};

const notATable = new Refusal('VALIDATION_ERROR', 'This is not a table: the first row should name the columns.', {
  field: 'file',
});

/** In pieces, so that what has been read says how far the import is. */
async function* oneText(text: string, count: (bytes: number) => void): AsyncGenerator<string> {
  const start = text.startsWith('\ufeff') ? 1 : 0;
  for (let at = start; at < text.length; at += pieceLength) {
    const piece = text.slice(at, at + pieceLength);
    count(Buffer.byteLength(piece));
    yield piece;
  }
}

/** UTF-8, or what a byte order mark says; the mark itself is dropped. */
async function* decoded(
  stream: Readable,
  halt: AbortSignal | undefined,
  count: (bytes: number) => void,
): AsyncGenerator<string> {
  let decoder: TextDecoder | null = null;
  let start = Buffer.alloc(0);
  for await (const chunk of chunksOf(stream, halt)) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : (chunk as Buffer);
    count(bytes.length);
    if (decoder) {
      yield decoder.decode(bytes, { stream: true });
      continue;
    }
    start = Buffer.concat([start, bytes]);
    if (start.length < 3) continue;
    decoder = new TextDecoder(encodingOf(start));
    yield decoder.decode(start, { stream: true });
  }
  yield decoder ? decoder.decode() : new TextDecoder().decode(start);
}

async function* chunksOf(stream: Readable, halt: AbortSignal | undefined): AsyncGenerator<unknown> {
  const chunks = stream[Symbol.asyncIterator]();
  const halted = new Promise<never>((_resolve, reject) => {
    halt?.addEventListener('abort', () => reject(new Error('halted')), { once: true });
  });
  // It may be rejected while no reader waits.
  halted.catch(() => undefined);
  for (;;) {
    const step = await Promise.race([chunks.next(), halted]);
    if (step.done) return;
    yield step.value;
  }
}

const encodingOf = (start: Buffer): string => {
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le';
  return start[0] === 0xfe && start[1] === 0xff ? 'utf-16be' : 'utf-8';
};

/** What reading a file has cost so far, in characters. */
type Effort = {
  /** Lets others have their turn now and then. */
  readonly spend: (length: number) => Promise<void>;
  /** Notes what a row has cost that came to none. */
  readonly lose: (length: number) => void;
  readonly isLost: () => boolean;
};

const effortOf = (): Effort => {
  let spent = 0;
  let lost = 0;
  return {
    spend: async (length) => {
      spent += length;
      if (spent < turnLength) return;
      spent = 0;
      await turn();
    },
    lose: (length) => void (lost += length),
    isLost: () => lost >= mostInVain,
  };
};

/** A line without its end; null for one that is longer than any row may be. */
type Line = string | null;

type Lines = { readonly next: () => Promise<Line | undefined>; readonly giveBack: (lines: readonly Line[]) => void };

const lineReader = (text: AsyncGenerator<string>, effort: Effort): Lines => {
  const source = linesOf(text, effort);
  const waiting: Line[] = [];
  return {
    next: async () => {
      if (waiting.length > 0) return waiting.shift();
      const step = await source.next();
      return step.done ? undefined : step.value;
    },
    giveBack: (lines) => void waiting.unshift(...lines),
  };
};

async function* linesOf(text: AsyncGenerator<string>, effort: Effort): AsyncGenerator<Line, void> {
  let rest = '';
  let tooLong = false;
  for await (const chunk of text) {
    await effort.spend(chunk.length);
    // A lone CR ends a line too, unless the LF that belongs to it is still to come.
    const parts = (rest + chunk).split(/\r\n|\n|\r(?!$)/);
    rest = parts.pop() ?? '';
    for (const part of parts) {
      yield tooLong || part.length > longestRow ? null : part;
      tooLong = false;
    }
    if (rest.length > longestRow) {
      // Kept no longer than needed: a file without a line end must not fill the memory.
      tooLong = true;
      rest = rest.endsWith('\r') ? '\r' : '';
    }
  }
  rest = rest.replace(/\r$/, '');
  if (tooLong || rest !== '') yield tooLong ? null : rest;
}

/** The first line that is not blank. Excel may announce its delimiter in a line of its own: `sep=;`. */
const firstLine = async (lines: Lines): Promise<{ line: string; row: number; announced?: string }> => {
  let announced: string | undefined;
  for (let row = 0; row < mostLines; row++) {
    const line = await lines.next();
    if (line === undefined || line === null) break;
    const separator = /^sep=(.)$/i.exec(line);
    if (separator?.[1]) announced = separator[1];
    else if (line.trim() !== '') {
      lines.giveBack([line]);
      return { line, row, ...(announced ? { announced } : {}) };
    }
  }
  throw notATable;
};

const commonest = (header: string): string => {
  const outside = header.replaceAll(/"[^"]*"/g, '');
  const counts = [',', ';', '\t'].map((delimiter) => ({ delimiter, count: outside.split(delimiter).length }));
  return counts.reduce((best, next) => (next.count > best.count ? next : best)).delimiter;
};

/**
 * Rows may hold line ends inside quotation marks. One that is opened and never closed would swallow every row after
 * it; so a row that does not come out right is given up alone, and reading goes on with the line after it.
 */
async function* recordsOf(
  lines: Lines,
  delimiter: string,
  before: number,
  effort: Effort,
): AsyncGenerator<SheetRow, void> {
  let row = before;
  let width = 0;
  for (let first = await lines.next(); first !== undefined; first = await lines.next()) {
    row += 1;
    await effort.spend((first?.length ?? 0) + 1);
    if (first === null) yield { row, problem: 'This row is too long to be one.' };
    else if (first.trim() !== '') {
      const cells = await cellsFrom(first, lines, delimiter, width, effort);
      width ||= cells?.length ?? 0;
      yield cells ? { row, cells } : { row, problem: 'A quotation mark is opened and not closed.' };
    }
  }
}

const cellsFrom = async (
  first: string,
  lines: Lines,
  delimiter: string,
  width: number,
  effort: Effort,
): Promise<readonly string[] | null> => {
  const alone = parsed(first, delimiter);
  if (alone !== 'open') return alone;
  if (effort.isLost()) return null;
  const more: string[] = [];
  let length = first.length;
  let cost = 0;
  while (more.length < mostLines) {
    const line = await lines.next();
    if (line === undefined) break;
    if (line === null || length + line.length >= longestRow) {
      lines.giveBack([line]);
      break;
    }
    more.push(line);
    length += line.length + 1;
    // Only another mark can close what is open.
    if (!line.includes('"')) continue;
    const cells = parsed([first, ...more].join('\n'), delimiter);
    cost += length;
    await effort.spend(length);
    if (cells === 'open') continue;
    if (cells && (width === 0 || cells.length === width)) return cells;
    break;
  }
  lines.giveBack(more);
  effort.lose(cost);
  return null;
};

/** The cells of a text that is one row; `open` while more lines may make it one, null when they cannot. */
const parsed = (text: string, delimiter: string): readonly string[] | 'open' | null => {
  // Blanks around marks are ignored where that gives a row: ` "Anu" ,1`. But `"Anu" R` is a name with marks in it.
  for (const trim of [true, false]) {
    try {
      const rows = parse(text, { delimiter, trim, relax_quotes: true, relax_column_count: true });
      return rows.length === 1 && rows[0] ? rows[0].map((cell) => cell.trim()) : null;
    } catch (error) {
      if (!(error instanceof CsvError)) throw error;
      if (error.code === 'CSV_QUOTE_NOT_CLOSED') return 'open';
    }
  }
  return null;
};
