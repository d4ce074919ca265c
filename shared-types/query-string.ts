import { parseFields } from './asked-fields.ts';
import { fieldOf, type Collection, type Sort } from './collection.ts';
import type { Field } from './fields/field.ts';
import type { Op } from './fields/operators.ts';
import { parseFilter, type Condition, type Filter } from './filter.ts';
import { parseSort } from './sort.ts';
import { Refusal, invalid } from './refusal.ts';

/**
 * A filter as people read and write it in an address: `status=new,attempting&followUpDate[lte]=today&clinicId=none&q=meena`.
 * What does not fit (alternatives across fields, negation) is JSON in `filter=`. REST and the screens' own addresses
 * speak the same. Plain strings rather than URLSearchParams, which belongs to neither side alone.
 */
export type QueryEntries = readonly (readonly [name: string, value: string])[];

/** Names that a list's address uses for itself; a field of such a name is written `name[eq]`. */
const reserved = [
  'q',
  'filter',
  'sort',
  'fields',
  'limit',
  'cursor',
  'page',
  'perPage',
  'count',
  'by',
  'measures',
  'before',
  'base',
  'dryRun',
  'reason',
];

export type ListQuery = {
  readonly filter: Filter;
  readonly sort: Sort;
  readonly limit: number;
  readonly cursor: string | null;
  /** From 1, where pages are asked for by their number rather than by a cursor. */
  readonly page: number | null;
  /** The fields that are wanted; null for all of them. */
  readonly fields: readonly string[] | null;
  /** Whether to count all that match, which costs more than a page. */
  readonly count: boolean;
};

/** Splits what follows the `?`. Throws BAD_REQUEST when it is not UTF-8 in percent signs. */
export const parseQuery = (text: string): QueryEntries =>
  text
    .replace(/^\?/, '')
    .split('&')
    .filter(Boolean)
    .map((part) => {
      const at = part.indexOf('=');
      return at < 0 ? [decode(part), ''] : [decode(part.slice(0, at)), decode(part.slice(at + 1))];
    });

export const formatQuery = (entries: QueryEntries): string =>
  entries.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&');

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw new Refusal('BAD_REQUEST', 'The address has a percent sign that encodes nothing. Write % as %25.');
  }
};

// Brackets and commas may stand as they are in a query, and an address is read by people.
const encode = (text: string): string =>
  encodeURIComponent(text.toWellFormed())
    .replaceAll(/%5B|%5D|%2C|%3A/g, (code) => decodeURIComponent(code))
    .replaceAll('%20', '+');

/** Everything a list's address says: filter, sort, page. Throws VALIDATION_ERROR with the name at fault. */
export const parseListQuery = (entries: QueryEntries, definition: Collection): ListQuery => ({
  filter: parseQueryFilter(entries, definition),
  sort: parseSort(only(entries, 'sort') ?? '', definition),
  fields: parseFields(only(entries, 'fields')?.split(','), definition),
  ...parsePage(entries),
});

/** So many records are reached by a page's number; what comes behind is found by cursors, at the same cost on every page. */
const mostNumbered = 10_000;

const parsePage = (entries: QueryEntries): Pick<ListQuery, 'limit' | 'cursor' | 'page' | 'count'> => {
  const cursor = only(entries, 'cursor') || null;
  const limit = parseWhole(entries, 'limit', 1, 200);
  const perPage = parseWhole(entries, 'perPage', 1, 200);
  const numbered = parseWhole(entries, 'page', 1, mostNumbered);
  if (perPage !== null && limit !== null)
    throw invalid('perPage', '"perPage" and "limit" say the same: say one of them.');
  const size = perPage ?? limit ?? 50;
  const page = numbered ?? (perPage === null || cursor ? null : 1);
  if (page !== null && cursor) throw invalid('page', 'A page goes by its number or by a cursor: say one of them.');
  if (page !== null && page * size > mostNumbered)
    throw invalid('page', `Pages by number end at ${mostNumbered} records. Go on with meta.cursor.`);
  // Pages by number come with their total, unless it is refused with count=false.
  const count = only(entries, 'count') === null ? page !== null : parseFlag(entries, 'count');
  return { limit: size, cursor, page, count };
};

/** The one value of a name; null when it is absent. */
export const only = (entries: QueryEntries, name: string): string | null => {
  const found = entries.filter(([key]) => key === name);
  if (found.length > 1) throw invalid(name, `Say "${name}" once.`);
  return found[0]?.[1] ?? null;
};

export const parseFlag = (entries: QueryEntries, name: string): boolean => {
  const value = only(entries, name);
  if (value === null || value === 'false') return false;
  if (value !== 'true') throw invalid(name, `"${name}" is true or false.`);
  return true;
};

/** A whole number within bounds; null when it is absent. */
export const parseWhole = (entries: QueryEntries, name: string, least: number, most: number): number | null => {
  const value = only(entries, name);
  if (value === null) return null;
  const number = /^\d{1,16}$/.test(value) ? Number(value) : Number.NaN;
  if (!(number >= least && number <= most))
    throw invalid(name, `"${name}" is a whole number from ${least} to ${most}.`);
  return number;
};

/** The filter in an address. Names that are neither fields nor reserved are refused: a misspelt filter must not show everything. */
export const parseQueryFilter = (entries: QueryEntries, definition: Collection): Filter => {
  const parts: unknown[] = [];
  const q = only(entries, 'q');
  if (q?.trim()) parts.push({ search: q });
  for (const [key, values] of grouped(entries)) parts.push(...conditionsOf(key, values, definition));
  const whole = only(entries, 'filter');
  if (whole) parts.push(...parseJson(whole));
  return parseFilter(parts.length === 1 ? parts[0] : { all: parts }, definition);
};

/** Its parts rather than the whole: one wrapping more could take a filter beyond the depth that is allowed. */
const parseJson = (text: string): unknown[] => {
  try {
    const filter: unknown = JSON.parse(text);
    const parts = typeof filter === 'object' && filter !== null && 'all' in filter ? filter.all : null;
    return Array.isArray(parts) ? parts : [filter];
  } catch {
    throw invalid('filter', 'The filter is not JSON.');
  }
};

/** `status=a&status=b` says the same as `status=a,b`. */
const grouped = (entries: QueryEntries): Map<string, string[]> => {
  const groups = new Map<string, string[]>();
  for (const [key, value] of entries) {
    if (reserved.includes(key)) continue;
    const held = groups.get(key);
    if (held) held.push(value);
    else groups.set(key, [value]);
  }
  return groups;
};

const conditionsOf = (key: string, values: readonly string[], definition: Collection): unknown[] => {
  const [, name = key, op = 'eq'] = /^([^[\]]*)\[([^[\]]*)\]$/.exec(key) ?? [];
  const field = fieldOf(definition, name);
  if (!field) throw invalid(name.slice(0, 60), `There is no field "${name.slice(0, 60)}" to filter by.`);
  if (values.includes('') && op !== 'empty' && op !== 'notEmpty')
    throw invalid(name, `${field.label}: say a value, or "none" for empty.`);
  const typed = (text: string): unknown => typedValue(text, field);
  switch (op) {
    case 'eq':
    case 'in':
    case 'has':
      return [anyOf(name, field, values.flatMap(split), op)];
    case 'ne':
    case 'notIn':
      return noneOf(name, field, values.flatMap(split));
    case 'empty':
    case 'notEmpty':
      return [{ field: name, op: (op === 'empty') === !values.includes('false') ? 'empty' : 'notEmpty' }];
    case 'contains':
    case 'startsWith':
      return values.map((value) => ({ field: name, op, value }));
    // Whatever else it is, the filter language knows it or refuses it by name.
    default:
      return values.map((value) => ({ field: name, op, value: typed(value) }));
  }
};

type Piece = { readonly text: string; readonly escaped: boolean };

/** One of these values, `none` among them meaning empty. */
const anyOf = (name: string, field: Field, pieces: readonly Piece[], op: string): unknown => {
  const none = pieces.some(isNone);
  const values = pieces.filter((piece) => !isNone(piece)).map((piece) => typedValue(piece.text, field));
  const [first] = values;
  const given =
    field.kind.isList || op === 'has'
      ? { field: name, op: 'has', value: values }
      : values.length === 1
        ? { field: name, op: 'eq', value: first }
        : { field: name, op: 'in', value: values };
  const empty = { field: name, op: 'empty' };
  if (!none) return given;
  return values.length === 0 ? empty : { any: [empty, given] };
};

/** None of these values, and with `none` among them not empty either. */
const noneOf = (name: string, field: Field, pieces: readonly Piece[]): unknown[] => {
  const values = pieces.filter((piece) => !isNone(piece)).map((piece) => typedValue(piece.text, field));
  const given = field.kind.isList
    ? { not: { field: name, op: 'has', value: values } }
    : values.length === 1
      ? { field: name, op: 'ne', value: values[0] }
      : { field: name, op: 'notIn', value: values };
  return [...(pieces.some(isNone) ? [{ field: name, op: 'notEmpty' }] : []), ...(values.length > 0 ? [given] : [])];
};

const isNone = (piece: Piece): boolean => piece.text === 'none' && !piece.escaped;

/** Splits at commas; a backslash takes the next character as it is. */
const split = (text: string): Piece[] => {
  const pieces: { text: string; escaped: boolean }[] = [{ text: '', escaped: false }];
  for (let i = 0; i < text.length; i++) {
    const piece = pieces.at(-1);
    if (!piece) break;
    if (text[i] === ',') pieces.push({ text: '', escaped: false });
    else if (text[i] === '\\' && i + 1 < text.length) {
      piece.text += text[++i];
      piece.escaped = true;
    } else piece.text += text[i];
  }
  return pieces;
};

const escape = (text: string): string => {
  const safe = text.replaceAll(/[\\,]/g, String.raw`\$&`);
  return safe === 'none' ? String.raw`\none` : safe;
};

/** An address holds only text; numbers and yes/no are told by the field. Anything else is left for the field to refuse. */
const typedValue = (text: string, field: Field): unknown =>
  field.kind.parseAddress ? field.kind.parseAddress(text) : text;

/** The address of a filter: `parseQueryFilter` makes of it one that matches the same records. */
export const formatQueryFilter = (filter: Filter, definition: Collection): QueryEntries => {
  const entries: [string, string][] = [];
  const rest: Filter[] = [];
  for (const part of flatten(filter)) {
    const entry = entryOf(part, definition);
    // A name that comes twice would be read as alternatives.
    if (entry && !entries.some(([name]) => name === entry[0])) entries.push(entry);
    else rest.push(part);
  }
  // The order in which an address is read, so that equal filters have equal addresses.
  entries.sort(([a], [b]) => Number(b === 'q') - Number(a === 'q'));
  const [first] = rest;
  if (first) entries.push(['filter', JSON.stringify(rest.length === 1 ? first : { all: rest })]);
  return entries;
};

const flatten = (filter: Filter): Filter[] => ('all' in filter ? filter.all.flatMap(flatten) : [filter]);

const entryOf = (part: Filter, definition: Collection): [string, string] | null => {
  if ('search' in part) return part.search.trim() === '' ? null : ['q', part.search];
  if ('any' in part) return orNone(part.any, definition);
  if ('all' in part) return null;
  if ('not' in part) {
    const listed = 'op' in part.not && part.not.op === 'has' ? conditionEntry(part.not, definition) : null;
    return listed && 'field' in part.not ? [`${part.not.field}[ne]`, listed[1]] : null;
  }
  return conditionEntry(part, definition);
};

/** `{ any: [empty, in] }` of one field is `field=none,a,b`. */
const orNone = (parts: readonly Filter[], definition: Collection): [string, string] | null => {
  const [first, second] = parts;
  if (parts.length !== 2 || !first || !second || !('op' in first) || !('op' in second)) return null;
  if (first.op !== 'empty' || first.field !== second.field || !['eq', 'in', 'has'].includes(second.op)) return null;
  const entry = conditionEntry(second, definition);
  return entry && [entry[0], `none,${entry[1]}`];
};

const conditionEntry = ({ field: name, op, value }: Condition, definition: Collection): [string, string] | null => {
  const field = fieldOf(definition, name);
  if (!field || !field.kind.operators.includes(op)) return null;
  const plain = reserved.includes(name) ? `${name}[eq]` : name;
  if (op === 'empty') return [plain, 'none'];
  if (op === 'notEmpty') return [`${name}[ne]`, 'none'];
  const texts = (Array.isArray(value) ? value : [value]).map((item) =>
    typeof item === 'string' ? item : JSON.stringify(item),
  );
  if (texts.length === 0 || texts.includes('')) return null;
  const lists: { readonly [key in Op]?: string } = {
    eq: plain,
    in: plain,
    has: plain,
    ne: `${name}[ne]`,
    notIn: `${name}[ne]`,
  };
  const listed = lists[op];
  return listed ? [listed, texts.map(escape).join(',')] : [`${name}[${op}]`, texts[0] ?? ''];
};
