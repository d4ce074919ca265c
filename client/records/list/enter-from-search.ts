import { createEffect, createSignal } from 'solid-js';
import type { LiveList } from '#client/store/types.ts';
import type { Outside } from './outside.ts';

/** Longer than the search box waits before it reports what was typed. */
const reportMs = 40;

/** The row at which the keyboard is, or comes in. */
export const currentRow = (): HTMLElement | null =>
  document.querySelector<HTMLElement>('.record-list [data-row-focus][tabindex="0"]') ??
  document.querySelector<HTMLElement>('.record-list [data-row-focus]');

/** Where a key in the search box leads: to the rows, or to what is outside the filters. */
type Way = 'rows' | 'outside';

/**
 * Keys that lead from the search box to what it found: Enter or the down arrow, as soon as the list has its answer. With
 * Shift, or where nothing was found, to what is outside the filters.
 */
export const useEnterFromSearch = (list: LiveList, outside?: Outside): ((event: KeyboardEvent) => void) => {
  const [entering, setEntering] = createSignal<Way | null>(null);
  createEffect(() => {
    const way = entering();
    if (!way || !list.ready()) return;
    const isEmpty = list.ids().length === 0;
    if (outside && (way === 'outside' || isEmpty)) {
      const count = outside.count();
      if (count === null) return;
      if (count > 0) {
        setEntering('rows');
        return outside.show();
      }
    }
    setEntering(null);
    // Where nothing is found, to what is offered in its place: adding the number that was searched for.
    requestAnimationFrame(() =>
      (isEmpty ? document.querySelector<HTMLElement>('[data-focus-home] [data-next]') : currentRow())?.focus(),
    );
  });
  return (event) => {
    if (event.key !== 'Enter' && event.key !== 'ArrowDown') return;
    event.preventDefault();
    const way = event.key === 'Enter' && event.shiftKey ? 'outside' : 'rows';
    setTimeout(() => setEntering(way), reportMs);
  };
};
