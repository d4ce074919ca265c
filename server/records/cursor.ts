import { createHash } from 'node:crypto';
import { fieldOf, type AnyRecord, type Collection, type Sort } from '#shared/collection.ts';
import { parseOperand } from '#shared/filter.ts';
import { sortName } from '#shared/sort.ts';
import { Refusal, invalid } from '#shared/refusal.ts';
import { isId } from '#shared/fields/id.ts';
import type { Parameters } from './filter-sql.ts';
import { isOrderedByTenant, orderExpression } from '#server/database/schema.ts';

const shortHash = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 6);

/** A cursor says after which record a page starts, by the values it sorts by; it is good for one list and sort. */
const mark = (definition: Collection, sort: Sort): string => shortHash(`${definition.name} ${sortName(sort)}`);

/**
 * Stands for the choices that a list has passed at a value, where people of the tenant order them: while they are the
 * same ones, the pages that follow have every record once. Null where no one can move the order under a reader.
 */
const passedMark = (definition: Collection, { by: [name = ''], descending }: Sort, value: unknown): string | null => {
  const field = fieldOf(definition, name);
  if (!field?.choices || !(isOrderedByTenant(field) || field.custom)) return null;
  const values = field.choices.map((choice) => choice.value);
  if (descending) values.reverse();
  // Empty values come last, behind whatever choices there are.
  const passed = typeof value === 'string' ? values.slice(0, values.indexOf(value) + 1) : [];
  return shortHash(passed.toSorted().join('\n'));
};

export const cursorAfter = (record: AnyRecord, definition: Collection, sort: Sort): string => {
  const values = sort.by.map((name) => record[name] ?? null);
  const passed = passedMark(definition, sort, values[0]);
  return Buffer.from(
    JSON.stringify([mark(definition, sort), ...(passed === null ? [] : [passed]), ...values, record.id]),
  ).toString('base64url');
};

/** What comes after a cursor: rows that come after it, or, of those with its first value, the rest. */
export type After = {
  /** One row comparison, which an index on the order serves. */
  readonly whole: string;
  readonly first: { readonly value: unknown; readonly sql: string };
  readonly rest: string;
};

export const afterCursor = (cursor: string, definition: Collection, sort: Sort, params: Parameters): After => {
  const descending = sort.descending ?? false;
  const parts = decode(cursor);
  const [sign, ...held] = parts;
  const id = held.pop();
  if (sign !== mark(definition, sort) || !isId(id)) throw bad();
  const passed = held.length > sort.by.length ? held.shift() : null;
  if (held.length !== sort.by.length) throw bad();
  // One without a mark was given out by the version before; from the next one on it can be refused.
  if (passed !== null && passed !== passedMark(definition, sort, held[0])) throw orderChanged();
  const values = sort.by.map((by, i) => valueParameter(definition, by, held[i], params));
  const left = [...sort.by.map((by) => orderExpression(definition, by, descending).expression), 'id'];
  const right = [
    ...sort.by.map((by, i) => orderExpression(definition, by, descending, values[i]).expression),
    params.add(id, 'uuid'),
  ];
  const compared = (from: number): string =>
    `(${left.slice(from).join(', ')}) ${descending ? '<' : '>'} (${right.slice(from).join(', ')})`;
  return { whole: compared(0), first: { value: held[0], sql: values[0] ?? '' }, rest: compared(1) };
};

export const orderBy = (definition: Collection, sort: Sort): string => orderOf(definition, sort, sort.by);

/** The order among records with the same first value. */
export const restOrder = (definition: Collection, sort: Sort): string => orderOf(definition, sort, sort.by.slice(1));

const orderOf = (definition: Collection, sort: Sort, names: readonly string[]): string => {
  const direction = sort.descending ? 'desc' : 'asc';
  return [...names.map((name) => orderExpression(definition, name, sort.descending ?? false).expression), 'id']
    .map((expression) => `${expression} ${direction}`)
    .join(', ');
};

/** The cursor's value, to be put in the column's place of an order expression: both sides are then folded alike. */
const valueParameter = (definition: Collection, name: string, value: unknown, params: Parameters): string => {
  const field = fieldOf(definition, name);
  if (!field) throw bad();
  if (value !== null) {
    try {
      parseOperand(value, field);
    } catch {
      throw bad();
    }
  }
  return params.add(value, orderExpression(definition, name, false).columnType);
};

const orderChanged = (): Error =>
  new Refusal('CONFLICT', 'The order has changed. Start from the first page.', { field: 'cursor' });

const bad = (): Error => invalid('cursor', 'This cursor belongs to another list. Start again without it.');

const decode = (cursor: string): unknown[] => {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (Array.isArray(parts)) return parts;
  } catch {
    // Not something this server made: refused below like any other foreign cursor.
  }
  throw bad();
};
