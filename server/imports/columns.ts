import { fieldEntries, systemFields, type Collection } from '#shared/collection.ts';
import type { FileField } from '#shared/csv/other-names.ts';
import type { Field } from '#shared/fields/field.ts';
import { importedColumns } from '#shared/modules/index.ts';
import { Refusal } from '#shared/refusal.ts';
import type { DayOrder } from '#shared/written/day.ts';
import type { Part } from '#server/database/tables/imports.ts';
import { guessColumns, systemColumns, takesSeveral, targetNamed, type Target } from './column-titles.ts';

/** A column of the file, and the field that it stands for. */
export type Column = {
  readonly index: number;
  readonly name: string;
  readonly field: FileField;
  /** Of a name: which part of it the column holds. */
  readonly part?: Part;
  /** Of a whole name: the field that takes the last name. */
  readonly rest?: { readonly name: string; readonly field: Field };
};

export type Columns = {
  readonly known: readonly Column[];
  /** Whether the tenant uses the field still. */
  readonly isInUse: (name: string) => boolean;
  /** The fields by which people are told apart, also those that no column fills. */
  readonly identifying: readonly (readonly [string, Field])[];
  /** By the column's place, for days that are all figures. */
  readonly dayOrders: ReadonlyMap<number, DayOrder>;
};

/**
 * What an import may fill: everything that a person may set, how a phone was typed, when a record came to be, and the
 * id by which it is found again. Each with what other products call it.
 */
export const fillable = (definition: Collection): [string, FileField][] =>
  [
    ...fieldEntries(definition).filter(([, field]) => !field.readOnly || field.rawOf !== undefined),
    ['createdAt', systemFields.createdAt] as const,
    ['id', systemFields.id] as const,
  ].map(([name, field]) => [name, { ...field, ...(importedColumns[definition.name]?.[name] ?? systemColumns[name]) }]);

/** Finds the field of each column. Refuses a file from which no record could come. */
export const mapColumns = (
  definition: Collection,
  header: readonly string[],
  given?: readonly (string | null)[],
): { readonly known: readonly Column[]; readonly ignored: readonly string[] } => {
  const targets = given ? targetsOf(definition, given) : guessColumns(definition, fillable(definition), header);
  const known: Column[] = [];
  const ignored: string[] = [];
  for (const [index, title] of header.entries()) {
    const target = targets[index] ?? null;
    if (target) known.push({ index, ...withRest(definition, target) });
    else if (title !== '') ignored.push(title.slice(0, 80));
  }
  const missing = fieldEntries(definition).filter(
    ([name, field]) => isNeeded(field) && !known.some((column) => column.name === name || column.field.rawOf === name),
  );
  if (missing.length > 0) {
    const labels = missing.map(([, field]) => field.label);
    throw refused(
      `There is no column for ${labels.join(' and ')}. Columns that are known: ${known.map(({ field }) => field.label).join(', ') || 'none'}.`,
      missing[0]?.[0],
    );
  }
  return { known, ignored };
};

/** What a person says that the columns are. Throws VALIDATION_ERROR for what is no field, or one twice. */
const targetsOf = (definition: Collection, given: readonly (string | null)[]): readonly (Target | null)[] => {
  const fields = new Map(fillable(definition));
  const taken = new Map<string, Target>();
  return given.map((text) => {
    if (text === null) return null;
    const target = targetNamed(fields, text);
    if (!target) throw refused(`"${text.slice(0, 60)}" is no field that a file may fill.`, 'columns');
    const duplicate = taken.get(target.name);
    if (duplicate && !(takesSeveral(duplicate) && takesSeveral(target)))
      throw refused(`Two columns stand for ${target.field.label}. Leave one of them out.`, target.name);
    taken.set(target.name, target);
    return target;
  });
};

export const withRest = (definition: Collection, target: Target): Omit<Column, 'index'> => {
  const [, last] = definition.title;
  const field = last === undefined ? undefined : definition.fields[last];
  return target.part === 'whole' && last !== undefined && field ? { ...target, rest: { name: last, field } } : target;
};

/** Whether a record cannot be without it: a row that lacks it is refused. */
export const isNeeded = (field: Field): boolean => field.required && !field.readOnly && field.default === undefined;

const refused = (message: string, field: string | undefined): Refusal =>
  new Refusal('VALIDATION_ERROR', message, { field: field ?? 'file' });
