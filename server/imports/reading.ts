import type { Collection } from '#shared/collection.ts';
import type { Field } from '#shared/fields/field.ts';
import { isNeeded } from './columns.ts';
import type { RowProblem } from './read-cell.ts';

/** A row on its way to becoming a record. */
export type Draft = {
  readonly row: number;
  readonly cells: readonly string[];
  readonly args: { readonly [name: string]: unknown };
  /** What stands in the cell of each field, as it was typed. */
  readonly typed: { readonly [name: string]: string };
  /** The moment at which the record came to be, where the file says. */
  readonly createdAt: string | null;
  /** The id of the record that it is about, where the file says. */
  readonly recordId: string | null;
  /** What stands in link columns: names yet to be found. */
  readonly links: readonly LinkCell[];
  /** What there is to look at: cells that were left out, and why. */
  readonly remarks: readonly RowProblem[];
  /** Words that are none of their field's choices. */
  readonly words: readonly UnknownWord[];
};

export type UnknownWord = { readonly field: string; readonly word: string };

/** A cell that names records: of `target`, where that is for the cell to say. */
export type LinkCell = {
  readonly name: string;
  readonly field: Field;
  readonly target?: Collection;
  readonly texts: readonly string[];
};

/** A row while it is read. */
export type Reading = {
  readonly args: Record<string, unknown>;
  readonly typed: Record<string, string>;
  readonly links: LinkCell[];
  readonly remarks: RowProblem[];
  readonly words: UnknownWord[];
  createdAt: string | null;
  recordId: string | null;
};

/** "The file says …", so that a person who mends the file finds the cell. */
export const quoted = (problem: string, text: string): string => `${problem}. The file says "${text.slice(0, 60)}".`;

/** What a field holds whose cell was not understood. */
export const insteadOf = (field: Field): string =>
  field.default === undefined || field.default === null
    ? 'Left empty.'
    : `It is "${field.kind.formatText(field.default, field)}" instead.`;

/** Notes what was not understood. The row is refused where the record cannot be without it. */
export const setAside = (reading: Reading, name: string, field: Field, message: string): RowProblem | null => {
  if (isNeeded(field)) return { field: name, message };
  const instead = name === 'createdAt' ? 'It is the time of the import instead.' : insteadOf(field);
  reading.remarks.push({ field: name, message: `${message} ${instead}` });
  return null;
};
