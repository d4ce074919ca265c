import { fieldEntries, systemFields, type Collection } from '#shared/collection.ts';
import { InvalidValue, type Choice, type Field, type ParseContext } from '#shared/fields/field.ts';
import { readReference } from '#shared/fields/reference.ts';
import { fold } from '#shared/fold.ts';
import { productCatalog } from '#shared/modules/index.ts';
import { Refusal } from '#shared/refusal.ts';
import { retiredChoice } from '#shared/retired.ts';
import { unguardCell } from '#shared/csv/cell.ts';
import { titleReader } from '#shared/csv/column-titles.ts';

/** A column of the file, and the field that it stands for. */
export type Column = { readonly index: number; readonly name: string; readonly field: Field };

export type Columns = {
  readonly known: readonly Column[];
  /** Whether the tenant uses the field still. */
  readonly isInUse: (name: string) => boolean;
};

/** A row on its way to becoming a record. */
export type Draft = {
  readonly row: number;
  readonly args: { readonly [name: string]: unknown };
  /** What stands in the cell of each field, as it was typed. */
  readonly typed: { readonly [name: string]: string };
  /** The day on which the record came to be, where the file says. */
  readonly createdAt: string | null;
  /** What stands in link columns: names yet to be found. */
  readonly links: readonly LinkCell[];
  readonly warning: string | null;
};

/** A cell that names records: of `target`, where that is for the cell to say. */
export type LinkCell = {
  readonly name: string;
  readonly field: Field;
  readonly target?: Collection;
  readonly texts: readonly string[];
};

/** Why a row is no record. */
export type RowProblem = { readonly message: string; readonly field: string | null };

/** What an import may fill: everything that a person may set, how a phone was typed, and when a record came to be. */
export const fillable = (definition: Collection): [string, Field][] => [
  ...fieldEntries(definition).filter(([, field]) => !field.readOnly || field.rawOf !== undefined),
  ['createdAt', systemFields.createdAt],
];

/** Finds the field of each column. Refuses a file from which no record could come. */
export const mapColumns = (
  definition: Collection,
  header: readonly string[],
): { readonly known: readonly Column[]; readonly ignored: readonly string[] } => {
  const fields = new Map(fillable(definition));
  const nameOf = titleReader(definition, [...fields]);
  const known: Column[] = [];
  const ignored: string[] = [];
  for (const [index, title] of header.entries()) {
    const name = nameOf(title);
    const field = name === null ? undefined : fields.get(name);
    if (name === null || !field) {
      if (title !== '') ignored.push(title.slice(0, 80));
      continue;
    }
    const twin = known.find((column) => column.name === name);
    if (twin) throw refused(`Two columns stand for ${field.label}: "${header[twin.index]}" and "${title}".`, name);
    known.push({ index, name, field });
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

const isNeeded = (field: Field): boolean => field.required && !field.readOnly && field.default === undefined;

const refused = (message: string, field: string | undefined): Refusal =>
  new Refusal('VALIDATION_ERROR', message, { field: field ?? 'file' });

// What people put into a cell so that it is not empty. A name may be anything, so texts keep theirs.
const blanks = new Set(['-', '–', '—', 'n/a', 'nil', 'none']);
const unassigned = new Set(['tbd', 'unassigned']);

const isBlank = (text: string, field: Field): boolean => {
  const typed = text.toLowerCase();
  if (text === '') return true;
  if (field.kind.isReference && !field.kind.isList && unassigned.has(typed)) return true;
  return !field.kind.isText && blanks.has(typed);
};

/** Reads the cells of a row by its columns. */
export const draftOf = (
  row: number,
  cells: readonly string[],
  { known, isInUse }: Columns,
  width: number,
  context: ParseContext,
): Draft | RowProblem => {
  if (cells.slice(width).some((cell) => cell !== '')) {
    return {
      message: `This row has ${cells.length} cells where the header has ${width}: is there a comma in a text without quotation marks?`,
      field: null,
    };
  }
  const args: Record<string, unknown> = {};
  const typed: Record<string, string> = {};
  const links: Draft['links'][number][] = [];
  let createdAt: string | null = null;
  for (const { index, name, field } of known) {
    const text = unguardCell(cells[index] ?? '');
    if (isBlank(text, field)) continue;
    typed[field.rawOf ?? name] = text;
    if (field.of) {
      const named = namedRecord(text, field);
      if (!named) return { message: `${field.label} should say what it is, like ${exampleOf(field)}.`, field: name };
      links.push({ name, field, ...named });
    } else if (field.kind.isReference) {
      const read = field.kind.parseText(text, field, context);
      links.push({ name, field, texts: field.kind.isList ? (read as string[]) : [text] });
    } else {
      try {
        const scanned = field.kind.parseText(text, field, context);
        if (name === 'createdAt') createdAt = field.kind.parse(scanned, field) as string;
        else args[name] = scanned;
      } catch (error) {
        if (!(error instanceof InvalidValue)) throw error;
        if (isInUse(name)) return { message: `${field.label} ${error.message}.`, field: name };
      }
      const retired = isInUse(name) ? retiredIn(field, args[name]) : undefined;
      if (retired)
        return { message: `${field.label}: "${retired.label}" is not in use any more. Choose another.`, field: name };
    }
  }
  keepTyped(args, known);
  const garbled = cells.some((cell) => cell.includes('\ufffd'));
  return {
    row,
    args,
    typed,
    createdAt,
    links,
    warning: garbled ? 'Some characters could not be read: save the file as "CSV UTF-8".' : null,
  };
};

/** One of the choices that was retired when the file came in; what was retired later is left out. */
const retiredIn = (field: Field, value: unknown): Choice | undefined =>
  [value].flat().flatMap((item) => retiredChoice(field, item) ?? [])[0];

const targetsOf = (field: Field): Collection[] =>
  (field.of?.() ?? []).flatMap(({ name }) => productCatalog.named(name) ?? []);

const exampleOf = (field: Field): string =>
  targetsOf(field)
    .map(({ label }) => `"${label.one}: …"`)
    .join(' or ');

/** "Company: Kongu Valves", as an export writes it; also by its collection and id. */
const namedRecord = (text: string, field: Field): { target: Collection; texts: string[] } | null => {
  const ref = readReference(text);
  const [, what = '', title = ''] = /^([^:]+):(.+)$/s.exec(text) ?? [];
  const wanted = fold(ref ? ref.collection : what.trim());
  const target = targetsOf(field).find(({ name, label }) =>
    (ref ? [name] : [name, label.one, label.many]).some((word) => fold(word) === wanted),
  );
  return target ? { target, texts: [ref ? ref.id : title.trim()] } : null;
};

/** Where a file holds a phone and how it was typed (our own exports do), the typed form is the one to give. */
const keepTyped = (args: Record<string, unknown>, known: readonly Column[]): void => {
  for (const { name, field } of known) {
    if (!field.rawOf || !Object.hasOwn(args, name)) continue;
    const typed = args[name];
    delete args[name];
    const phone = known.find((column) => column.name === field.rawOf)?.field;
    const given = args[field.rawOf];
    if (given === undefined || (phone && parsedOrNull(given, phone) === parsedOrNull(typed, phone)))
      args[field.rawOf] = typed;
  }
};

const parsedOrNull = (value: unknown, field: Field): unknown => {
  try {
    return field.kind.parse(value, field);
  } catch (error) {
    if (error instanceof InvalidValue) return null;
    throw error;
  }
};
