import { createEffect, createSignal } from 'solid-js';
import type { LiveList } from '#client/store/types.ts';

/** Longer than the search box waits before it reports what was typed. */
const tellMs = 40;

const firstRow = (): HTMLElement | null =>
  document.querySelector<HTMLElement>('.lead-list [data-row-focus][tabindex="0"]') ??
  document.querySelector<HTMLElement>('.lead-list [data-row-focus]');

/** From the search box into what it found: Enter or the down arrow, as soon as the list has its answer. */
export const useEnterList = (list: LiveList): { readonly onKeyDown: (event: KeyboardEvent) => void } => {
  const [entering, setEntering] = createSignal(false);
  createEffect(() => {
    if (!entering() || !list.ready()) return;
    setEntering(false);
    if (list.ids().length > 0) requestAnimationFrame(() => firstRow()?.focus());
  });
  return {
    onKeyDown: (event) => {
      if (event.key !== 'Enter' && event.key !== 'ArrowDown') return;
      event.preventDefault();
      setTimeout(() => setEntering(true), tellMs);
    },
  };
};
