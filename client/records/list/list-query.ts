import { onCleanup, type Accessor } from 'solid-js';
import { useLive } from '#client/live/live-context.tsx';
import type { ListQuery, LiveList } from '#client/store/types.ts';
import { useArrivals } from './arrivals.ts';
import { useRetry } from './retry.ts';
import { useUnanswered } from './unanswered.tsx';

export type QueriedList = {
  readonly list: LiveList;
  /** Asks once more after an error. */
  readonly retry: () => void;
  /** The list has no answer to this query yet, and may not get one soon. */
  readonly unanswered: Accessor<boolean>;
  /** What it was asked. */
  readonly query: Accessor<ListQuery>;
};

/** A screen's live list. New records are announced. */
export const useListQuery = (query: Accessor<ListQuery>): QueriedList => {
  const live = useLive();
  const asked = useRetry(query);
  const list = live.list(asked.query);
  // eslint-disable-next-line solid/reactivity -- a screen shows one collection
  useArrivals(live, query().collection, list, query);
  // What I undo is back in its place at once, also in a list that stands still.
  onCleanup(live.onEvent(({ kind }) => (kind === 'undone' || kind === 'group-undone') && list.applyOwn()));
  return { list, retry: asked.retry, unanswered: useUnanswered(list, live), query };
};
