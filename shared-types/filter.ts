import type { Moment } from './actor.ts';
import { fieldOf, searchTextOf, type AnyRecord, type Collection } from './collection.ts';
import { InvalidValue, type Field } from './fields/field.ts';
import type { Op } from './fields/operators.ts';
import { compareText, searchTerms } from './fold.ts';
import { Refusal } from './refusal.ts';

/**
 * Which records are meant. `matches` here and the SQL that the server makes of the same filter agree on every record.
 * Two-valued: an empty field is never less, greater or equal; `ne` and `notIn` hold for it.
 */
export type Filter =
  | { readonly all: readonly Filter[] }
  | { readonly any: readonly Filter[] }
  | { readonly not: Filter }
  | { readonly search: string }
  | Condition;

export type Condition = { readonly field: string; readonly op: Op; readonly value?: unknown };

export const everything: Filter = { all: [] };

const bad = (message: string, field?: string): Refusal =>
  new Refusal('VALIDATION_ERROR', message, { field: field ?? 'filter' });

/**
 * A value to compare with. A field's bounds say what may be stored, and not what may be asked for: "more than 500" is
 * a fair question about percentages. Throws `InvalidValue`.
 */
export const parseOperand = (value: unknown, field: Field): unknown =>
  field.kind.parse(value, { ...field, min: -Infinity, max: Infinity });

const parseValue = (value: unknown, name: string, field: Field): unknown => {
  if (field.kind.relative?.is(value)) return value;
  try {
    return parseOperand(value, field);
  } catch (error) {
    if (error instanceof InvalidValue) throw bad(`${field.label} ${error.message}.`, name);
    throw error;
  }
};

const parseList = (value: unknown, name: string, parse: (item: unknown) => unknown): unknown[] => {
  if (!Array.isArray(value) || value.length > 200) throw bad('A list of at most 200 values is expected.', name);
  return value.map(parse);
};

const parseCondition = (input: { field?: unknown; op?: unknown; value?: unknown }, definition: Collection): Filter => {
  const name = input.field;
  const field = typeof name === 'string' ? fieldOf(definition, name) : undefined;
  if (typeof name !== 'string' || !field) throw bad(`There is no field "${String(name).slice(0, 60)}" to filter by.`);
  const op = input.op as Op;
  if (!field.kind.operators.includes(op))
    throw bad(`${field.label} cannot be filtered with "${String(op).slice(0, 20)}".`, name);
  if (op === 'empty' || op === 'notEmpty') return { field: name, op };
  if (input.value === null && (op === 'eq' || op === 'ne'))
    return { field: name, op: op === 'eq' ? 'empty' : 'notEmpty' };
  if (op === 'contains' || op === 'startsWith') {
    if (typeof input.value !== 'string' || input.value.length > 200 || /\u0000|\p{Surrogate}/u.test(input.value)) {
      throw bad(`${field.label} needs a text of at most 200 characters.`, name);
    }
    return { field: name, op, value: input.value };
  }
  if (op === 'in' || op === 'notIn')
    return { field: name, op, value: parseList(input.value, name, (item) => parseValue(item, name, field)) };
  if (op === 'has')
    return {
      field: name,
      op,
      value: parseList(input.value, name, (item) => (field.kind.parse([item], field) as string[])[0]),
    };
  return { field: name, op, value: parseValue(input.value, name, field) };
};

/** Each looks through texts, which costs the database far more than a comparison does. */
const mostTexts = 10;
/** In all lists together. Each is a parameter of a statement, and is looked for in every record. */
const mostValues = 1_000;

/** Checks a filter that came from outside. Throws VALIDATION_ERROR with the field at fault. */
export const parseFilter = (input: unknown, definition: Collection): Filter => {
  let nodes = 0;
  let texts = 0;
  let values = 0;
  const countValues = ({ value }: { readonly value?: unknown }): void => {
    values += Array.isArray(value) ? value.length : 1;
    if (values > mostValues) throw bad(`A filter names ${mostValues} values at most. Send fewer at once.`);
  };
  const countText = (): void => {
    texts += 1;
    if (texts > mostTexts) throw bad(`A filter looks through texts ${mostTexts} times at most.`);
  };
  const walk = (node: unknown, depth: number): Filter => {
    nodes += 1;
    if (depth > 6 || nodes > 100) throw bad('This filter is too large.');
    if (typeof node !== 'object' || node === null || Array.isArray(node)) throw bad('A filter is an object.');
    if ('all' in node || 'any' in node) {
      const list = 'all' in node ? node.all : (node as { any: unknown }).any;
      if (!Array.isArray(list)) throw bad('"all" and "any" hold a list of filters.');
      const parts = list.map((item) => walk(item, depth + 1));
      return 'all' in node ? { all: parts } : { any: parts };
    }
    if ('not' in node) return { not: walk(node.not, depth + 1) };
    if ('search' in node) {
      if (typeof node.search !== 'string' || node.search.length > 200 || /\u0000|\p{Surrogate}/u.test(node.search)) {
        throw bad('A search is a text of at most 200 characters.', 'search');
      }
      countText();
      return { search: node.search };
    }
    countValues(node);
    try {
      const condition = parseCondition(node, definition);
      if ('op' in condition && (condition.op === 'contains' || condition.op === 'startsWith')) countText();
      return condition;
    } catch (error) {
      if (error instanceof InvalidValue) throw bad(`A filter value ${error.message}.`);
      throw error;
    }
  };
  return walk(input, 0);
};

/** A value with `today±n` and `me` put into today's and my terms. */
export const resolveValue = (value: unknown, field: Field, moment: Moment): unknown => {
  const { relative } = field.kind;
  return relative?.is(value) ? relative.resolve(value, moment) : value;
};

type Test = (record: AnyRecord) => boolean;

const isEmpty = (value: unknown): boolean =>
  value === null || value === undefined || (Array.isArray(value) && value.length === 0);

const compare = (a: unknown, b: unknown): number =>
  typeof a === 'number' && typeof b === 'number' ? a - b : compareText(String(a), String(b));

const testOf = (condition: Condition, definition: Collection, moment: Moment): Test => {
  const { field: name, op } = condition;
  const field = fieldOf(definition, name);
  if (!field) throw new Error(`${definition.name} has no field ${name}`);
  const resolve = (value: unknown): unknown => resolveValue(value, field, moment);
  const value = Array.isArray(condition.value) ? condition.value.map(resolve) : resolve(condition.value);
  const list = new Set(Array.isArray(value) ? value : [value]);
  const lower = String(value).toLowerCase();
  const present =
    (test: (held: unknown) => boolean): Test =>
    (record) =>
      !isEmpty(record[name]) && test(record[name]);
  switch (op) {
    case 'empty':
      return (record) => isEmpty(record[name]);
    case 'notEmpty':
      return (record) => !isEmpty(record[name]);
    case 'eq':
    case 'in':
      return (record) => list.has(record[name]);
    case 'ne':
    case 'notIn':
      return (record) => !list.has(record[name]);
    case 'lt':
      return present((held) => compare(held, value) < 0);
    case 'lte':
      return present((held) => compare(held, value) <= 0);
    case 'gt':
      return present((held) => compare(held, value) > 0);
    case 'gte':
      return present((held) => compare(held, value) >= 0);
    case 'contains':
      return present((held) => String(held).toLowerCase().includes(lower));
    case 'startsWith':
      return present((held) => String(held).toLowerCase().startsWith(lower));
    case 'has':
      return present((held) => (held as readonly unknown[]).some((item) => list.has(item)));
  }
};

/** Makes a test of a filter once, for many records. */
export const compileFilter = (filter: Filter, definition: Collection, moment: Moment): Test => {
  if ('all' in filter) {
    const tests = filter.all.map((part) => compileFilter(part, definition, moment));
    return (record) => tests.every((test) => test(record));
  }
  if ('any' in filter) {
    const tests = filter.any.map((part) => compileFilter(part, definition, moment));
    return (record) => tests.some((test) => test(record));
  }
  if ('not' in filter) {
    const test = compileFilter(filter.not, definition, moment);
    return (record) => !test(record);
  }
  if ('search' in filter) {
    const terms = searchTerms(filter.search);
    return (record) => {
      const text = searchTextOf(definition, record);
      return terms.every((term) => text.includes(term));
    };
  }
  return testOf(filter, definition, moment);
};

export const matches = (record: AnyRecord, filter: Filter, definition: Collection, moment: Moment): boolean =>
  compileFilter(filter, definition, moment)(record);

/** The fields that a filter looks at; a change to none of them cannot change its answer. */
export const fieldsIn = (filter: Filter, definition: Collection): string[] => {
  if ('all' in filter) return filter.all.flatMap((part) => fieldsIn(part, definition));
  if ('any' in filter) return filter.any.flatMap((part) => fieldsIn(part, definition));
  if ('not' in filter) return fieldsIn(filter.not, definition);
  if ('search' in filter) return Object.keys(definition.fields).filter((name) => fieldOf(definition, name)?.search);
  return [filter.field];
};
