import { createSignal, type Accessor } from 'solid-js';

/**
 * Asks a live list's question once more: one that is equal to the last would count as the same, so for a moment
 * there is none.
 */
export const useRetry = <Q>(query: Accessor<Q>): { readonly query: Accessor<Q | null>; readonly retry: () => void } => {
  const [paused, setPaused] = createSignal(false);
  return {
    query: () => (paused() ? null : query()),
    retry: () => {
      setPaused(true);
      setPaused(false);
    },
  };
};
