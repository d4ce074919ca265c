import type { Readable } from 'node:stream';
import { CsvError, parse, type Options } from 'csv-parse/sync';
import { incomingText } from './decode.ts';
import { effortOf, lineReader, longestRow, type Effort, type Line, type Lines } from './lines.ts';

/** A row as a spreadsheet counts it, the first being row 1; or why it cannot be read. */
export type SheetRow =
  | { readonly row: number; readonly cells: readonly string[] }
  | { readonly row: number; readonly problem: string };

/** The rows of a file, as they are read. */
export type SheetRows = {
  readonly rows: AsyncGenerator<SheetRow, void>;
  /** How much of the file has been read so far. */
  readonly bytesRead: () => number;
};

const mostLines = 60;
/** How many lines say what parts their cells. */
const sampleLines = 12;

/** The rows of a CSV file, one by one, as it arrives. A halt ends even a wait for more. */
export const csvRows = (csv: Readable | string, halt?: AbortSignal): SheetRows => {
  const { text, bytesRead } = incomingText(csv, halt);
  const effort = effortOf();
  return { rows: recordsOf(lineReader(text, effort), effort), bytesRead };
};

/** What parts the cells. Excel may announce it in a line of its own, `sep=;`, which is a row that holds nothing. */
const delimiterOf = async (lines: Lines): Promise<{ delimiter: string; before: number }> => {
  const sample: Line[] = [];
  while (sample.length < sampleLines) {
    const line = await lines.next();
    if (line === undefined) break;
    const [, announced] = (sample.length === 0 && line && /^sep=(.)$/i.exec(line)) || [];
    if (announced) return { delimiter: announced, before: 1 };
    sample.push(line);
  }
  lines.giveBack(sample);
  return { delimiter: commonest(sample.flatMap((line) => line ?? [])), before: 0 };
};

/** What occurs as often in line after line: a title above the table, or a text with commas, does not tell. */
const commonest = (lines: readonly string[]): string => {
  const bare = lines.filter((line) => line.trim() !== '').map((line) => line.replaceAll(/"[^"]*"/g, ''));
  const counted = [',', ';', '\t', '|'].map((delimiter) => {
    let [run, longest, most, before] = [0, 0, 0, 0];
    for (const line of bare) {
      const count = line.split(delimiter).length - 1;
      run = count > 0 && count === before ? run + 1 : Math.min(count, 1);
      if (run > longest || (run === longest && count > most)) [longest, most] = [run, count];
      before = count;
    }
    return { delimiter, longest, most };
  });
  return counted.reduce((best, next) =>
    next.longest > best.longest || (next.longest === best.longest && next.most > best.most) ? next : best,
  ).delimiter;
};

/**
 * Rows may hold line ends inside quotation marks. One that is opened and never closed would swallow every row after
 * it; so a row that does not come out right is given up alone, and reading goes on with the line after it.
 */
async function* recordsOf(lines: Lines, effort: Effort): AsyncGenerator<SheetRow, void> {
  const { delimiter, before } = await delimiterOf(lines);
  let row = before;
  let width = 0;
  for (let first = await lines.next(); first !== undefined; first = await lines.next()) {
    row += 1;
    await effort.spend((first?.length ?? 0) + 1);
    if (first === null) yield { row, problem: 'This row is too long to be one.' };
    else if (first.trim() !== '') {
      const cells = await cellsFrom(first, lines, delimiter, width, effort);
      if (row - before <= sampleLines) width = Math.max(width, cells?.length ?? 0);
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
  const alone = parsed(first, delimiter, true);
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
    const cells = parsed([first, ...more].join('\n'), delimiter, false);
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

/**
 * The cells of a text that is one row; `open` while more lines may make it one, null when they cannot. A mark in the
 * middle of a text is a letter of it, but over several lines it is the end of one that was left open.
 */
const parsed = (text: string, delimiter: string, alone: boolean): readonly string[] | 'open' | null => {
  for (const relaxed of alone ? [true] : [false, true]) {
    // Blanks around marks are ignored where that gives a row: ` "Anu" ,1`. But `"Anu" R` is a name with marks in it.
    for (const trim of [true, false]) {
      const rows = rowsIn(text, { delimiter, trim, relax_quotes: relaxed, relax_column_count: true });
      if (rows === 'open') return 'open';
      if (rows === null) continue;
      const [cells] = rows;
      if (rows.length !== 1 || !cells) return null;
      if (!alone && relaxed && cells.some((cell) => /\n/.test(cell) && cell.includes('"'))) return null;
      return cells.map((cell) => cell.trim());
    }
  }
  return null;
};

const rowsIn = (text: string, options: Options): string[][] | 'open' | null => {
  try {
    return parse(text, options);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return error.code === 'CSV_QUOTE_NOT_CLOSED' ? 'open' : null;
  }
};
