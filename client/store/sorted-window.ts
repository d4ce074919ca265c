import type { Moment } from '#shared/actor.ts';
import type { AnyRecord } from '#shared/collection.ts';
import { compileFilter } from '#shared/filter.ts';
import { compareKeys, orderKeyOf, type OrderKey } from '#shared/sort.ts';
import type { ListQuery } from './types.ts';

/** The loaded beginning of a sorted list: ids and what they are ordered by, never the records. */
export type SortedWindow = {
  readonly query: ListQuery;
  /** Puts a record where it belongs, or out. True when that changed something. */
  place(id: string, record: AnyRecord | null): boolean;
  /** A page ended with this record as the server sorted it; null when there are no more. */
  extend(last: AnyRecord | null): void;
  has(id: string): boolean;
  ids(): string[];
  size(): number;
  complete(): boolean;
};

type Row = { readonly id: string; readonly key: OrderKey };

export const createSortedWindow = (query: ListQuery, moment: Moment): SortedWindow => {
  const { collection: definition, sort, filter } = query;
  const test = compileFilter(filter, definition, moment);
  const rows: Row[] = [];
  const keys = new Map<string, OrderKey>();
  /** What sorts after this is on a later page. Undefined until the first page is here. */
  let bound: OrderKey | null | undefined;

  /** Where a key is, or belongs: ids are part of keys, so no two are equal. */
  const find = (key: OrderKey): number => {
    let low = 0;
    let high = rows.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const row = rows[middle];
      if (row && compareKeys(row.key, key, sort) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  };

  const within = (key: OrderKey): boolean =>
    bound === null || (bound !== undefined && compareKeys(key, bound, sort) <= 0);

  return {
    query,
    place: (id, record) => {
      const held = keys.get(id);
      const wanted = record && test(record) ? orderKeyOf(record, sort, definition) : null;
      const key = wanted && within(wanted) ? wanted : null;
      if (held ? key !== null && compareKeys(held, key, sort) === 0 : key === null) return false;
      if (held) {
        rows.splice(find(held), 1);
        keys.delete(id);
      }
      if (key) {
        rows.splice(find(key), 0, { id, key });
        keys.set(id, key);
      }
      return true;
    },
    extend: (last) => {
      bound = last === null ? null : orderKeyOf(last, sort, definition);
    },
    has: (id) => keys.has(id),
    ids: () => rows.map((row) => row.id),
    size: () => rows.length,
    complete: () => bound === null,
  };
};
