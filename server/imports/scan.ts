import { dayOrderIn, type DayOrder } from '#shared/written/day.ts';
import type { ImportQuestion } from '#shared/csv/imports.ts';
import { cleanCell } from './clean-cell.ts';
import type { Column, Columns } from './columns.ts';
import type { Table } from './table.ts';

export type Scanned = {
  readonly rows: number;
  readonly dayOrders: ReadonlyMap<number, DayOrder>;
  /** The columns in which nothing tells. */
  readonly questions: readonly ImportQuestion[];
};

type Seen = Record<DayOrder | 'either', number> & { readonly examples: string[] };

const mostExamples = 3;

/**
 * Reads a file through before its first row is imported: how many rows it has, and in each column of days, which of day
 * and month comes first. `given` is what a person said about it, `habit` how the tenant writes days.
 */
export const scanTable = async (
  { header, rows }: Table,
  { known }: Columns,
  {
    timeZone,
    given,
    habit,
    mostRows,
  }: {
    readonly timeZone: string;
    readonly given: DayOrder | null;
    readonly habit: DayOrder;
    readonly mostRows: number;
  },
): Promise<Scanned> => {
  const seen = new Map<Column, Seen>(
    known
      .filter(({ field }) => field.kind.calendar)
      .map((column) => [column, { dayMonth: 0, monthDay: 0, either: 0, examples: [] }]),
  );
  let count = 0;
  for await (const row of rows) {
    if (count === mostRows) break;
    count += 1;
    if (!('cells' in row)) continue;
    for (const [{ index }, tally] of seen) {
      const text = cleanCell(row.cells[index] ?? '');
      const order = text === '' ? null : dayOrderIn(text, timeZone);
      if (!order) continue;
      tally[order] += 1;
      if (order === 'either' && tally.examples.length < mostExamples && !tally.examples.includes(text))
        tally.examples.push(text);
    }
  }
  const dayOrders = new Map<number, DayOrder>();
  const questions: ImportQuestion[] = [];
  for (const [{ index, name }, { dayMonth, monthDay, either, examples }] of seen) {
    const decided = dayMonth > monthDay ? 'dayMonth' : monthDay > dayMonth ? 'monthDay' : null;
    const taken = decided ?? given ?? habit;
    dayOrders.set(index, taken);
    if (!decided && either > 0)
      questions.push({ kind: 'dayOrder', column: header[index] ?? '', field: name, examples, taken });
  }
  return { rows: count, dayOrders, questions };
};
