import { fieldOf, type Collection, type Sort } from '#shared/collection.ts';
import type { Condition, Filter } from '#shared/filter.ts';
import { quotedTable } from '#server/database/rows.ts';
import { isOrderedByTenant, quotedColumn } from '#server/database/schema.ts';
import { restOrder, type After } from './cursor.ts';

/**
 * A list that is sorted by a choice whose order is the tenant's own. Its index does not hold that order, but all of one
 * choice side by side: the page is read choice by choice.
 */
export type ChoiceWalk = { readonly name: string; readonly values: readonly string[] };

/** Null where the list's index holds its order. Choices that the filter leaves out are not walked through. */
export const choiceWalkOf = (definition: Collection, sort: Sort, conditions: readonly Filter[]): ChoiceWalk | null => {
  const [name = ''] = sort.by;
  const field = fieldOf(definition, name);
  if (!field || !isOrderedByTenant(field)) return null;
  const values = (field.choices ?? []).map(({ value }) => value);
  const asked = values.filter((value) => conditions.every((one) => mayMatch(value, name, one)));
  return { name, values: sort.descending ? asked.toReversed() : asked };
};

const mayMatch = (value: string, name: string, filter: Filter): boolean => {
  if (!('op' in filter) || filter.field !== name) return true;
  return tests[filter.op]?.(value, filter.value) ?? true;
};

const tests: { readonly [op in Condition['op']]?: (value: string, wanted: unknown) => boolean } = {
  eq: (value, wanted) => value === wanted,
  ne: (value, wanted) => value !== wanted,
  in: (value, wanted) => !Array.isArray(wanted) || wanted.includes(value),
  notIn: (value, wanted) => !Array.isArray(wanted) || !wanted.includes(value),
};

type Walked = { readonly definition: Collection; readonly sort: Sort; readonly after: After | null };

/** The first `limit` records of the list for which `where` holds, as a source of rows to be ordered by `walkOrder`. */
export const walkedSql = (
  { definition, sort, after }: Walked,
  { name, values }: ChoiceWalk,
  where: string,
  limit: number,
): string => {
  const table = quotedTable(definition);
  const rest = restOrder(definition, sort);
  const ofChoice = (choice: string, more = ''): string =>
    `select * from ${table} t where t.${quotedColumn(name)} = ${choice} and ${where}${more} order by ${rest} limit ${limit}`;
  const first = after ? values.indexOf(String(after.first.value)) : -1;
  // The choice at which the page before ended is no longer asked for where the filter leaves it out.
  const later = after && first < 0 ? valuesBehind(definition, name, sort, values, after) : values.slice(first + 1);
  // PostgreSQL knows that an ordinality ascends: it sorts within one choice at a time, and stops when the page is full.
  const walk = `select w.walk_place, t.* from unnest(array[${later.map((value) => `'${value}'`).join(', ')}]::text[])
     with ordinality as w (walk_value, walk_place) cross join lateral (${ofChoice('w.walk_value')}) t
   order by w.walk_place, ${rest} limit ${limit}`;
  if (!after) return `(${walk})`;
  const begun = `select 0::bigint as walk_place, t.* from (${ofChoice(after.first.sql, ` and ${after.rest}`)}) t`;
  return `((${begun}) union all (${walk}))`;
};

const valuesBehind = (
  definition: Collection,
  name: string,
  { descending }: Sort,
  values: readonly string[],
  after: After,
): readonly string[] => {
  const all = (fieldOf(definition, name)?.choices ?? []).map(({ value }) => value);
  const place = (value: unknown): number => all.indexOf(String(value)) * (descending ? -1 : 1);
  return values.filter((value) => place(value) > place(after.first.value));
};

export const walkOrder = (definition: Collection, sort: Sort): string => `walk_place, ${restOrder(definition, sort)}`;
