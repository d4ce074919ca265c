import { createHash } from 'node:crypto';
import { fieldOf, type AnyRecord, type Collection, type Sort } from '#shared/collection.ts';
import { parseOperand } from '#shared/filter.ts';
import { sortName } from '#shared/sort.ts';
import { invalid } from '#shared/refusal.ts';
import { isId } from '#shared/fields/id.ts';
import type { Parameters } from './filter-sql.ts';
import { orderExpression } from '#server/database/schema.ts';

/** A cursor says after which record a page starts, by the values it sorts by; it is good for one list and sort. */
const mark = (definition: Collection, sort: Sort): string =>
  createHash('sha256')
    .update(`${definition.name} ${sortName(sort)}`)
    .digest('base64url')
    .slice(0, 6);

export const cursorAfter = (record: AnyRecord, definition: Collection, sort: Sort): string =>
  Buffer.from(
    JSON.stringify([mark(definition, sort), ...sort.by.map((name) => record[name] ?? null), record.id]),
  ).toString('base64url');

/** The condition that rows come after the cursor: one row comparison, which an index on the order serves. */
export const afterCursor = (cursor: string, definition: Collection, sort: Sort, params: Parameters): string => {
  const descending = sort.descending ?? false;
  const parts = decode(cursor);
  const [sign, ...held] = parts;
  const id = held.pop();
  if (sign !== mark(definition, sort) || held.length !== sort.by.length || !isId(id)) throw bad();
  const left = sort.by.map((name) => orderExpression(definition, name, descending).expression);
  const right = sort.by.map((name, i) => valueExpression(definition, name, held[i], descending, params));
  return `(${[...left, 'id'].join(', ')}) ${descending ? '<' : '>'} (${[...right, params.add(id, 'uuid')].join(', ')})`;
};

export const orderBy = (definition: Collection, sort: Sort): string => {
  const direction = sort.descending ? 'desc' : 'asc';
  return [...sort.by.map((name) => orderExpression(definition, name, sort.descending ?? false).expression), 'id']
    .map((expression) => `${expression} ${direction}`)
    .join(', ');
};

/** The order expression with the cursor's value in the column's place, so that both sides are folded alike. */
const valueExpression = (
  definition: Collection,
  name: string,
  value: unknown,
  descending: boolean,
  params: Parameters,
): string => {
  const field = fieldOf(definition, name);
  if (!field) throw bad();
  if (value !== null) {
    try {
      parseOperand(value, field);
    } catch {
      throw bad();
    }
  }
  const { expression } = orderExpression(
    definition,
    name,
    descending,
    params.add(value, columnTypeOf(definition, name)),
  );
  return expression;
};

const columnTypeOf = (definition: Collection, name: string): string => {
  const { columnType } = orderExpression(definition, name, false);
  return columnType;
};

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
