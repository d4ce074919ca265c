import type { FileField } from '#shared/csv/other-names.ts';
import { InvalidValue, type Field, type ParseContext } from '#shared/fields/field.ts';
import { fold } from '#shared/fold.ts';
import { withoutJoiners } from '#shared/written/marks.ts';
import { emailsIn, phonesIn } from '#shared/written/phone.ts';
import { isRounded } from '#shared/written/rounded.ts';
import { withPlainDigits } from '#shared/written/digits.ts';
import { storageOf } from '#server/fields/columns.ts';
import { cleanId } from './clean-cell.ts';

/** Something about a row, or why it is no record. */
export type RowProblem = { readonly message: string; readonly field: string | null };

/** What a cell comes to; a value that is not understood is none, with the reason. */
export type CellValue = Understood | NotUnderstood;
/** Of a list, what was not understood beside the rest. */
type Understood = { readonly value: unknown; readonly problem?: string; readonly words?: readonly string[] };
/** `words`: those that are none of the field's choices. */
type NotUnderstood = { readonly problem: string; readonly words?: readonly string[] };

/** What the tenant has said that a word means: a choice's value, or '' for nothing at all. Undefined for a new word. */
export type Meaning = (field: string, word: string) => string | undefined;

// What people put into a cell so that it is not empty. A name may be anything, so texts keep theirs.
const blanks = new Set(['n/a', 'na', 'nil', 'none', 'null', 'undefined', 'tbd', 'unknown']);
const onlySigns = /^[-–—_.?*]+$/;
const unassigned = new Set(['unassigned', '(no owner)', 'no owner']);

/** What a spreadsheet shows where its formula came to nothing: no text of anyone's. */
const formulaError = /^#(?:N\/A|REF!|VALUE!|DIV\/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|ERROR!|#+)$/i;

/** Whether nothing is meant by what stands in a cell. */
export const isBlank = (text: string, field: Field): boolean => {
  const typed = text.toLowerCase();
  if (text === '' || formulaError.test(text)) return true;
  if (field.choices?.some(({ label, value }) => [label, value].some((word) => word.toLowerCase() === typed)))
    return false;
  if (field.kind.isReference && !field.kind.isList && unassigned.has(typed)) return true;
  return !field.kind.isText && (blanks.has(typed) || onlySigns.test(typed));
};

/** The field that a cell is about, and what is needed to read it. */
type CellReader = {
  readonly name: string;
  readonly field: FileField;
  readonly context: ParseContext;
  readonly meaning: Meaning;
};

/** What a cell says about a field, checked. */
export const readCell = (reader: CellReader, text: string): CellValue => {
  const { field, context } = reader;
  if (field.kind.isText) return readText(field, text, context);
  const typed = withoutJoiners(text);
  if (field.choices && !field.kind.isList) return readChoice(reader, typed);
  const plainText = field.kind.isList ? asList(typed) : withPlainDigits(typed);
  return field.choices ? readChoices(reader, plainText) : parsed(field, plainText, context);
};

/**
 * Google parts what a cell holds with `:::`, stars the groups of its own, and puts everyone into one of them. Programs
 * write a list as they hold it: `["vip","old"]`.
 */
const asList = (text: string): string =>
  (/^\[.*\]$/s.test(text) ? text.slice(1, -1).replaceAll(/(?<=^|,)\s*(["'])(.*?)\1\s*(?=,|$)/gs, '$2') : text)
    .replaceAll(/\s*:::\s*/g, ';')
    .replaceAll(/(?<=^|;)\* myContacts(?=;|$)/g, '')
    .replaceAll(/(?<=^|;)\* /g, '');

const readText = (field: Field, text: string, context: ParseContext): CellValue =>
  isRounded(text)
    ? { problem: `${field.label} was shortened by a spreadsheet` }
    : parsed(field, cleanId(text), context);

const parsed = (field: Field, text: string, context: ParseContext): CellValue => {
  try {
    const { readCell } = storageOf(field);
    const typed = readCell ? readCell(text, context) : field.kind.parseText(text, field, context);
    return { value: field.kind.parse(typed, field) };
  } catch (error) {
    if (error instanceof InvalidValue) return { problem: `${field.label} ${error.message}` };
    throw error;
  }
};

/** The value that a word stands for; '' for none at all, undefined where the word is not known. */
const valueOf = ({ name, field, context, meaning }: CellReader, word: string): string | undefined => {
  const scanned = field.kind.parseText(word, field, context);
  const value = field.kind.isList ? (scanned as string[])[0] : scanned;
  if (field.choices?.some((choice) => choice.value === value)) return value as string;
  return meaning(name, word) ?? field.alsoWritten?.[fold(word)] ?? alikeIn(field, word);
};

/** "WhatsApp" and "Whats App", "Walk-in" and "walkin": without what parts words, where that leaves one choice. */
const alikeIn = (field: Field, word: string): string | undefined => {
  const joined = (text: string): string => fold(text).replaceAll(/[\s_\-./&,()'’]+/g, '');
  const wanted = joined(word);
  const alike = (field.choices ?? []).filter(({ value, label }) => [joined(label), joined(value)].includes(wanted));
  return wanted !== '' && alike.length === 1 ? alike[0]?.value : undefined;
};

const isNoChoice = (field: Field, words: readonly string[]): string =>
  `${field.label}: ${words.map((word) => `"${word.slice(0, 60)}"`).join(', ')} ${words.length === 1 ? 'is' : 'are'} not one of its choices`;

const readChoice = (reader: CellReader, text: string): CellValue => {
  const value = valueOf(reader, text);
  if (value === undefined) return { problem: isNoChoice(reader.field, [text]), words: [text] };
  return { value: value === '' ? null : value };
};

const readChoices = (reader: CellReader, text: string): CellValue => {
  const words = text
    .split(text.includes(';') ? ';' : /[,|\n]/)
    .map((word) => word.trim())
    .filter(Boolean);
  const values: string[] = [];
  const unknown: string[] = [];
  for (const word of words) {
    const value = valueOf(reader, word);
    if (value === undefined) unknown.push(word);
    else if (value !== '') values.push(value);
  }
  if (unknown.length === 0) return { value: values };
  // What is known of a list is kept.
  const problem = isNoChoice(reader.field, unknown);
  return values.length === 0 ? { problem, words: unknown } : { value: values, problem, words: unknown };
};

/** Numbers and addresses of a cell: those that are such, as typed, with their values, and what is none. */
export type Several = {
  readonly found: readonly { readonly text: string; readonly value: unknown }[];
  readonly odd: readonly string[];
  readonly problem: string;
};

/** What identifies a person may stand in a cell twice: "98430 70177 / 98430 70178". */
export const readSeveral = (field: Field, text: string): Several => {
  const isAddress = text.includes('@');
  const pieces = isAddress ? emailsIn(text) : phonesIn(text);
  const several = readPieces(field, pieces.length > 0 ? pieces : [text]);
  // A spreadsheet that took a number for an amount wrote "9,84,30,12,345".
  const grouped = isAddress || several.found.length > 0 ? [] : [text.replaceAll(',', '')];
  const whole = readPieces(field, grouped);
  return whole.found.length > 0 ? whole : several;
};

const readPieces = (field: Field, pieces: readonly string[]): Several => {
  const found: { text: string; value: unknown }[] = [];
  const odd: string[] = [];
  let problem = '';
  for (const piece of pieces) {
    try {
      found.push({ text: piece, value: field.kind.parse(piece, field) });
    } catch (error) {
      if (!(error instanceof InvalidValue)) throw error;
      odd.push(piece);
      problem ||= `${field.label} ${error.message}`;
    }
  }
  return { found, odd, problem };
};
