import type { Field } from '#shared/fields/field.ts';
import type { Row, RowsEdit } from '#shared/fields/rows.ts';
import { isEqual } from '#shared/equality.ts';
import { draftOf, readDraft } from './known-views.ts';

/** A line as it is being typed. */
export type Line = { readonly id: string; readonly cells: { readonly [column: string]: unknown } };

/** The lines that the editor began with, and what has been made of them. */
export type Draft = { readonly was: readonly Row[]; readonly lines: readonly Line[] };

export const rowsIn = (value: unknown): readonly Row[] => (Array.isArray(value) ? (value as readonly Row[]) : []);

export const columnsOf = (field: Field): readonly (readonly [string, Field])[] => Object.entries(field.columns ?? {});

export const typable = (field: Field): readonly (readonly [string, Field])[] =>
  columnsOf(field).filter(([, column]) => !column.readOnly);

export const lineOf = (row: { readonly id: string; readonly [column: string]: unknown }, field: Field): Line => ({
  id: row.id,
  cells: Object.fromEntries(typable(field).map(([name, column]) => [name, draftOf(row[name] ?? null, column)])),
});

/** What the editor begins with. */
export const draft = (value: unknown, field: Field): Draft => ({
  was: rowsIn(value),
  lines: rowsIn(value).map((row) => lineOf(row, field)),
});

export const isDraft = (value: unknown): value is Draft =>
  typeof value === 'object' && value !== null && 'lines' in value;

/** Only what was touched is sent: a line that someone else changes meanwhile is not written over. */
export const read = (value: unknown, field: Field): unknown => {
  if (!isDraft(value)) return value;
  const before = draft(value.was, field);
  const put = value.lines
    .filter((line) => !isEqual(line, before.lines.find(({ id }) => id === line.id) ?? null))
    .map(({ id, cells }) => ({
      id,
      ...Object.fromEntries(typable(field).map(([name, column]) => [name, readDraft(cells[name], column)])),
    }));
  const ids = value.lines.map(({ id }) => id);
  const remove = value.was.map(({ id }) => id).filter((id) => !ids.includes(id));
  const kept = value.was.map(({ id }) => id).filter((id) => ids.includes(id));
  const moved = !isEqual(kept, ids.slice(0, kept.length));
  if (put.length === 0 && remove.length === 0 && !moved) return value.was.length > 0 ? value.was : null;
  const edit = { put, remove, ...(moved ? { order: ids } : {}) };
  // A new record has no lines yet to leave as they are.
  return value.was.length === 0 ? put : (edit as unknown as RowsEdit);
};
