import type { Spread } from './figures.ts';

export type Cells = readonly string[];

export const table = (rows: readonly Cells[]): string => {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      `  ${row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join('   ')}`.trimEnd(),
    )
    .join('\n');
};

export const number = (value: number): string =>
  Number.isNaN(value) ? '–' : value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3);
export const range = ({ median, min, max }: Spread): string => `${number(median)} (${number(min)}–${number(max)})`;
export const ms = (value: number): number => value / 1_000;
