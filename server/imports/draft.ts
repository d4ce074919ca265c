import type { Moment } from '#shared/actor.ts';
import { dayOf } from '#shared/calendar-day.ts';
import type { Collection } from '#shared/collection.ts';
import type { Field, ParseContext } from '#shared/fields/field.ts';
import { readReference } from '#shared/fields/reference.ts';
import { isId } from '#shared/fields/id.ts';
import { fold } from '#shared/fold.ts';
import { retiredChoice } from '#shared/retired.ts';
import { productCatalog } from '#shared/modules/index.ts';
import { cleanCell } from './clean-cell.ts';
import type { Column, Columns } from './columns.ts';
import { isBlank, readCell, type Meaning, type RowProblem } from './read-cell.ts';
import { readIdentifying } from './read-identifying.ts';
import { joinedNames, splitNames } from './read-names.ts';
import { quoted, setAside, type Draft, type Reading } from './reading.ts';

export type RowContext = ParseContext & Moment & { readonly meaning: Meaning };

/** Reads the cells of a row by its columns: a draft, or why the row is no record. */
export const draftOf = (
  row: number,
  cells: readonly string[],
  { known, dayOrders, identifying, isInUse }: Columns,
  width: number,
  context: RowContext,
): Draft | RowProblem => {
  if (cells.slice(width).some((cell) => cell !== '')) {
    return {
      message: `This row has ${cells.length} cells where the header has ${width}: is there a comma in a text without quotation marks?`,
      field: null,
    };
  }
  const reading: Reading = { args: {}, typed: {}, links: [], remarks: [], words: [], createdAt: null, recordId: null };
  const textOf = ({ index }: Column): string => cleanCell(cells[index] ?? '');
  const several = known.filter(({ field }) => field.kind.identifies || field.rawOf !== undefined);
  const names = known.filter((column) => column.part !== undefined);
  for (const column of known) {
    if (several.includes(column) || names.includes(column)) continue;
    const dayOrder = dayOrders.get(column.index) ?? context.dayOrder;
    const problem = readInto(reading, column, textOf(column), isInUse, dayOrder ? { ...context, dayOrder } : context);
    if (problem) return problem;
  }
  const read = [...joinedNames(names, textOf), ...splitNames(names, textOf, known)];
  for (const { column, text } of read) {
    const problem = readInto(reading, column, text, isInUse, context);
    if (problem) return problem;
  }
  const problem = readIdentifying(reading, several, identifying, textOf);
  if (problem) return problem;
  if (cells.some((cell) => cell.includes('\ufffd')))
    reading.remarks.push({ message: 'Some characters could not be read: save the file as "CSV UTF-8".', field: null });
  return { row, cells, ...reading };
};

const readInto = (
  reading: Reading,
  { name, field }: Column,
  text: string,
  isInUse: Columns['isInUse'],
  context: RowContext,
): RowProblem | null => {
  if (isBlank(text, field)) return null;
  // Ids of other products are columns like others, and are of no use here.
  if (name === 'id') reading.recordId = isId(text.toLowerCase()) ? text.toLowerCase() : null;
  if (name === 'id') return null;
  reading.typed[name] = text;
  if (field.of || field.kind.isReference) return readLink(reading, name, field, text, context);
  const read = readCell({ name, field, context, meaning: context.meaning }, text);
  // No one asks any more what stands there: it is only counted.
  if (!isInUse(name)) {
    reading.args[name] = 'value' in read ? read.value : text;
    return null;
  }
  if ('value' in read) {
    const retired = [read.value].flat().flatMap((item) => retiredChoice(field, item) ?? [])[0];
    if (retired) return setAside(reading, name, field, `${field.label}: "${retired.label}" is not in use any more.`);
    if (name === 'createdAt') return readCreatedAt(reading, field, read.value as string, text, context);
    if (read.value !== null) reading.args[name] = read.value;
    noteWords(reading, name, read.words);
    if (read.problem !== undefined) reading.remarks.push({ field: name, message: `${read.problem}. Left out.` });
    return null;
  }
  if (read.words) {
    noteWords(reading, name, read.words);
    return setAside(reading, name, field, `${read.problem}.`);
  }
  return setAside(reading, name, field, quoted(read.problem, text));
};

const noteWords = (reading: Reading, field: string, words: readonly string[] = []): void =>
  void reading.words.push(...words.map((word) => ({ field, word })));

/** A record cannot have come to be after the day of its import; of that day's hours the file may know nothing. */
const readCreatedAt = (
  reading: Reading,
  field: Field,
  moment: string,
  text: string,
  { now, today, timeZone }: RowContext,
): RowProblem | null => {
  if (moment > now && dayOf(new Date(moment), timeZone) > today)
    return setAside(reading, 'createdAt', field, quoted(`${field.label} is in the future`, text));
  reading.createdAt = moment;
  return null;
};

const readLink = (
  reading: Reading,
  name: string,
  field: Field,
  text: string,
  context: RowContext,
): RowProblem | null => {
  if (!field.of) {
    const read = field.kind.parseText(text, field, context);
    reading.links.push({ name, field, texts: field.kind.isList ? (read as string[]) : [text] });
    return null;
  }
  const named = namedRecord(text, field);
  if (!named)
    return setAside(
      reading,
      name,
      field,
      quoted(`${field.label} should say what it is, like ${exampleOf(field)}`, text),
    );
  reading.links.push({ name, field, ...named });
  return null;
};

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
