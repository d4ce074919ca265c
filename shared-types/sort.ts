import { fieldOf, type AnyRecord, type Collection, type Sort } from './collection.ts';
import { compareText } from './fold.ts';
import { Refusal } from './refusal.ts';

/** One value a sort field, then the id: what a list is ordered by and what a cursor holds. Null is "empty, so last". */
export type OrderKey = readonly (string | number | null)[];

/** `priority,followUpDate` or `-createdAt`. Throws VALIDATION_ERROR for a sort that the collection does not offer. */
export const parseSort = (input: unknown, definition: Collection): Sort => {
  const wanted = typeof input === 'string' ? input : '';
  if (wanted === '') return defaultSort(definition);
  const found = definition.sorts.find((sort) => sortName(sort) === wanted);
  if (found) return found;
  const offered = definition.sorts.map(sortName).join('; ');
  throw new Refusal('VALIDATION_ERROR', `This list cannot be sorted that way; it can by: ${offered}.`, {
    field: 'sort',
  });
};

export const sortName = (sort: Sort): string => `${sort.descending ? '-' : ''}${sort.by.join(',')}`;

export const defaultSort = (definition: Collection): Sort => {
  const [first] = definition.sorts;
  if (!first) throw new Error(`${definition.name} offers no sort`);
  return first;
};

export const orderKeyOf = (record: AnyRecord, sort: Sort, definition: Collection): OrderKey => [
  ...sort.by.map((name) => {
    const field = fieldOf(definition, name);
    const value = record[name];
    return !field || value === null || value === undefined ? null : field.kind.sortKey(value, field);
  }),
  record.id,
];

const compareOne = (a: string | number, b: string | number): number =>
  typeof a === 'number' && typeof b === 'number' ? a - b : compareText(String(a), String(b));

/** Negative when `a` comes before `b` in a list sorted so. Agrees with the server's ORDER BY. */
export const compareKeys = (a: OrderKey, b: OrderKey, sort: Sort): number => {
  for (let i = 0; i < a.length; i++) {
    const x = a[i] ?? null;
    const y = b[i] ?? null;
    if (x === y) continue;
    if (x === null) return 1;
    if (y === null) return -1;
    const order = compareOne(x, y);
    if (order !== 0) return sort.descending ? -order : order;
  }
  return 0;
};
