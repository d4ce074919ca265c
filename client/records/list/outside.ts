import { createMemo, type Accessor } from 'solid-js';
import type { Filter } from '#shared/filter.ts';
import { useLive } from '#client/live/live-context.tsx';
import type { ListQuery } from '#client/store/types.ts';

/** What a search finds beyond the filters that are set. */
export type Outside = {
  /** How many records; null while that is not known. */
  readonly count: Accessor<number | null>;
  /** Takes the filters away, and leaves the search. */
  readonly show: () => void;
};

type Ports = {
  readonly query: Accessor<ListQuery>;
  readonly search: Accessor<string>;
  /** Whether filters are set. */
  readonly filtered: Accessor<boolean>;
  readonly show: () => void;
};

/** A person who searches for a caller's number may have forgotten that a filter is on. */
export const useOutside = ({ query, search, filtered, show }: Ports): Outside => {
  const live = useLive();
  const asked = createMemo(() => {
    if (search() === '' || !filtered()) return null;
    const { collection, filter } = query();
    const outside: Filter = { all: [{ search: search() }, { not: filter }] };
    return { collection, filter: outside, by: [] };
  });
  const facets = live.facets(asked);
  // Counts stay while others are asked for, and those of another question say nothing here.
  const count = (): number | null => (facets.ready() ? Number(facets.rows()?.[0]?.at(-1) ?? 0) : null);
  return { count: () => (asked() ? count() : 0), show };
};
