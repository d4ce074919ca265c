import { createEffect, createSignal } from 'solid-js';
import type { LiveList } from '#client/store/types.ts';
import type { Outside } from './outside.ts';

/** Longer than the search box waits before it reports what was typed. */
const reportMs = 40;

const firstRow = (): HTMLElement | null =>
  document.querySelector<HTMLElement>('.record-list [data-row-focus][tabindex="0"]') ??
  document.querySelector<HTMLElement>('.record-list [data-row-focus]');

/**
 * Keys that lead from the search box to what it found: Enter or the down arrow, as soon as the list has its answer. With
 * Shift, or where nothing was found, to what is outside the filters.
 */
export const useEnterFromSearch = (list: LiveList, outside?: Outside): ((event: KeyboardEvent) => void) => {
  const [entering, setEntering] = createSignal(false);
  createEffect(() => {
    if (!entering() || !list.ready()) return;
    setEntering(false);
    if (list.ids().length > 0) requestAnimationFrame(() => firstRow()?.focus());
  });
  return (event) => {
    if (event.key !== 'Enter' && event.key !== 'ArrowDown') return;
    event.preventDefault();
    const isEmpty = list.ready() && list.ids().length === 0;
    if (event.key === 'Enter' && (event.shiftKey || isEmpty) && outside && outside.count() > 0) outside.show();
    setTimeout(() => setEntering(true), reportMs);
  };
};
