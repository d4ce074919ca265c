import { useLocation, useNavigate } from '@solidjs/router';
import { createMemo, type Accessor } from 'solid-js';
import type { Collection, Sort } from '#shared/collection.ts';
import { everything, fieldsIn, type Filter } from '#shared/filter.ts';
import { defaultSort, parseSort, sortName } from '#shared/sort.ts';
import { formatQuery, formatQueryFilter, only, parseQuery, parseQueryFilter } from '#shared/query-string.ts';
import { Refusal } from '#shared/refusal.ts';

type Parsed = {
  readonly filter: Filter;
  readonly sort: Sort;
  /** The conditions that look at one field only, by its name. */
  readonly byField: ReadonlyMap<string, readonly Filter[]>;
  readonly search: string;
  /** Why the address was not understood; then nothing is filtered. */
  readonly problem: string | null;
};

const flatten = (filter: Filter): readonly Filter[] => ('all' in filter ? filter.all.flatMap(flatten) : [filter]);

/** A filter by the field that each of its conditions looks at, and the words that it searches. */
export const splitByField = (filter: Filter, definition: Collection): Pick<Parsed, 'byField' | 'search'> => {
  const byField = new Map<string, Filter[]>();
  let search = '';
  for (const part of flatten(filter)) {
    if ('search' in part) {
      search = part.search;
      continue;
    }
    // What looks at several fields has no editor of its own; it stays in force under the name of none.
    const names = [...new Set(fieldsIn(part, definition))];
    const name = names.length === 1 ? (names[0] ?? '') : '';
    byField.set(name, [...(byField.get(name) ?? []), part]);
  }
  return { byField, search };
};

const sorted = (filter: Filter, sort: Sort, definition: Collection): Parsed => ({
  filter,
  sort,
  ...splitByField(filter, definition),
  problem: null,
});

const parse = (query: string, definition: Collection): Parsed => {
  try {
    const entries = parseQuery(query);
    return sorted(
      parseQueryFilter(entries, definition),
      parseSort(only(entries, 'sort') ?? '', definition),
      definition,
    );
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { ...sorted(everything, defaultSort(definition), definition), problem: error.message };
  }
};

const filterOf = (byField: ReadonlyMap<string, readonly Filter[]>, search: string): Filter => {
  const parts = [...(search ? [{ search }] : []), ...[...byField.values()].flat()];
  const [first] = parts;
  return parts.length === 1 && first ? first : { all: parts };
};

/** What follows the `?` of a list so filtered and sorted; empty for the plain list. The API reads the same. */
export const queryOf = (filter: Filter, sort: Sort, definition: Collection): string => {
  const plain = sortName(sort) === sortName(defaultSort(definition));
  const query = formatQuery([
    ...formatQueryFilter(filter, definition),
    ...(plain ? [] : [['sort', sortName(sort)] as const]),
  ]);
  return query ? `?${query}` : '';
};

/** Where the filter of one field is kept. */
export type FieldFilters = {
  readonly current: () => Pick<Parsed, 'byField'>;
  /** What is left of the whole filter without this field's. */
  readonly without: (name: string) => Filter;
  readonly setField: (name: string, filters: readonly Filter[]) => void;
};

export type ListAddress = {
  readonly current: Accessor<Parsed>;
  /** The list without this field's conditions: what its counts are made from. */
  readonly without: (name: string) => Filter;
  readonly setField: (name: string, conditions: readonly Filter[]) => void;
  readonly setSearch: (text: string) => void;
  readonly setSort: (sort: Sort) => void;
  readonly clear: () => void;
  /** The same, but for the search. */
  readonly clearFilters: () => void;
  /** A search or a filter is set. */
  readonly isNarrowed: Accessor<boolean>;
};

/**
 * A list's filter, search and order live in its address: they can be shared, kept and gone back to. `isOpen` says
 * whether a record is open beside the list.
 */
export const useListAddress = (definition: Accessor<Collection>, isOpen: Accessor<boolean>): ListAddress => {
  const location = useLocation();
  const navigate = useNavigate();
  const current = createMemo(() => parse(location.search, definition()));
  const go = (byField: ReadonlyMap<string, readonly Filter[]>, search: string, sort: Sort): void => {
    const path = location.pathname + queryOf(filterOf(byField, search), sort, definition());
    // Each letter of a search would else be a step for the Back button; and beside an open record one entry of the
    // history stays one, so that Back still leads to the list.
    const replace = isOpen() || search !== current().search;
    navigate(path, { replace, scroll: false, ...(isOpen() ? { state: location.state } : {}) });
  };
  const withField = (name: string, conditions: readonly Filter[]): Map<string, readonly Filter[]> => {
    const next = new Map(current().byField);
    if (conditions.length > 0) next.set(name, conditions);
    else next.delete(name);
    return next;
  };
  return {
    current,
    without: (name) => filterOf(withField(name, []), current().search),
    setField: (name, conditions) => go(withField(name, conditions), current().search, current().sort),
    setSearch: (text) => go(current().byField, text, current().sort),
    setSort: (sort) => go(current().byField, current().search, sort),
    clear: () => go(new Map(), '', current().sort),
    clearFilters: () => go(new Map(), current().search, current().sort),
    isNarrowed: () => current().byField.size > 0 || current().search !== '',
  };
};
