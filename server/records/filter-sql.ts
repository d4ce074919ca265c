import type { Moment } from '#shared/actor.ts';
import { fieldOf, type Collection } from '#shared/collection.ts';
import { invalid } from '#shared/refusal.ts';
import type { Field } from '#shared/fields/field.ts';
import { resolveValue, type Condition, type Filter } from '#shared/filter.ts';
import { searchTerms } from '#shared/fold.ts';
import { storageOf } from '#server/fields/columns.ts';
import { columnSql } from '#server/database/schema.ts';

/** Collects the values of a statement and hands out their `$n`. */
export type Parameters = { readonly values: unknown[]; readonly add: (value: unknown, type?: string) => string };

export const parameters = (values: unknown[] = []): Parameters => ({
  values,
  add: (value, type) => {
    values.push(value);
    return `$${values.length}${type ? `::${type}` : ''}`;
  },
});

const likeText = (text: string): string => text.replaceAll(/[\\%_]/g, String.raw`\$&`);

/**
 * The condition in SQL that holds exactly when `matches` does. NOT is carried down to the leaves, where `is not true`
 * makes SQL's third value false: so a positive leaf stays a plain comparison that an index can serve.
 */
export const filterSql = (
  filter: Filter,
  definition: Collection,
  moment: Moment,
  params: Parameters,
  alias = 't',
  negated = false,
): string => {
  const inner = (part: Filter, flip = negated): string => filterSql(part, definition, moment, params, alias, flip);
  if ('all' in filter)
    return join(
      filter.all.map((part) => inner(part)),
      negated ? 'or' : 'and',
    );
  if ('any' in filter)
    return join(
      filter.any.map((part) => inner(part)),
      negated ? 'and' : 'or',
    );
  if ('not' in filter) return inner(filter.not, !negated);
  const sql =
    'search' in filter
      ? searchSql(filter.search, params, alias)
      : conditionSql(filter, definition, moment, params, alias);
  return negated ? `(${sql}) is not true` : sql;
};

const join = (parts: readonly string[], word: 'and' | 'or'): string => {
  if (parts.length === 0) return word === 'and' ? 'true' : 'false';
  return parts.length === 1 ? (parts[0] ?? '') : `(${parts.join(` ${word} `)})`;
};

const searchSql = (search: string, params: Parameters, alias: string): string =>
  join(
    searchTerms(search).map((term) => `${alias}.search_text like ${params.add(`%${likeText(term)}%`, 'text')}`),
    'and',
  );

const conditionSql = (
  condition: Condition,
  definition: Collection,
  moment: Moment,
  params: Parameters,
  alias: string,
): string => {
  const { field: name, op } = condition;
  const field = fieldOf(definition, name);
  // It was there when the filter was read, and went out of use while the question waited.
  if (!field) throw invalid(name, 'This field is not in use any more.');
  const column = columnSql(definition, name, alias);
  const type = storageOf(field).type(field);
  const { isList } = field.kind;
  const resolve = (value: unknown): unknown => resolveValue(value, field, moment);
  const one = (): string => params.add(resolve(condition.value), type);
  const many = (): string =>
    params.add((condition.value as readonly unknown[]).map(resolve), isList ? type : `${type}[]`);
  switch (op) {
    case 'empty':
      return emptySql(column, field);
    case 'notEmpty':
      return `not ${emptySql(column, field)}`;
    case 'eq':
      return `${column} = ${one()}`;
    case 'in':
      return `${column} = any(${many()})`;
    case 'ne':
      return `${column} is distinct from ${one()}`;
    case 'notIn':
      return `(${column} = any(${many()})) is not true`;
    case 'lt':
      return `${column} < ${one()}`;
    case 'lte':
      return `${column} <= ${one()}`;
    case 'gt':
      return `${column} > ${one()}`;
    case 'gte':
      return `${column} >= ${one()}`;
    case 'contains':
      return `${foldedColumn(column, field)} like ${params.add(`%${likeText(String(condition.value).toLowerCase())}%`, 'text')}`;
    case 'startsWith':
      return `${foldedColumn(column, field)} like ${params.add(`${likeText(String(condition.value).toLowerCase())}%`, 'text')}`;
    case 'has':
      return `${column} && ${many()}`;
  }
};

/** Never null, so that NOT makes its opposite. */
const emptySql = (column: string, field: Field): string =>
  storageOf(field).empty?.(column) ??
  (field.kind.isList ? `(coalesce(cardinality(${column}), 0) = 0)` : `(${column} is null)`);

const foldedColumn = (column: string, field: Field): string => storageOf(field).lowered?.(column) ?? column;
