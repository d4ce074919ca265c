import { createEffect, on } from 'solid-js';
import { isNowhere } from '#client/lib/keep-focus.ts';
import { useShortcuts } from '#client/lib/shortcuts.ts';
import { childShortcuts, useChildViews } from '#client/records/child-views.tsx';
import type { RecordScreen } from '#client/records/record-screen.tsx';
import type { LiveList } from '#client/store/types.ts';
import { currentRow } from './enter-from-search.ts';

type KeyPorts = {
  readonly list: LiveList;
  readonly search: () => HTMLInputElement | undefined;
  /** Absent where one may not add records. */
  readonly create?: (() => void) | undefined;
};

/** Digits that follow each other within this time, in milliseconds, are the beginning of a number. */
const burstMs = 700;

/**
 * A number that is typed, pasted by a scanner or read out while a row has the focus opens the search with it: a digit by
 * itself does nothing to a row.
 */
const useNumberSearch = (search: () => HTMLInputElement | undefined): void => {
  let typed = '';
  let at = 0;
  const take = (digit: string): void => {
    const now = performance.now();
    typed = now - at < burstMs ? typed + digit : digit;
    at = now;
    const box = search();
    if (typed.length < 2 || !box) return;
    box.focus();
    box.value = typed;
    box.dispatchEvent(new Event('input', { bubbles: true }));
    typed = '';
  };
  useShortcuts([
    {
      keys: '0|1|2|3|4|5|6|7|8|9',
      label: 'Search for a number',
      group: 'List',
      run: ({ key }) => take(key),
      // On a phone a record covers the list.
      when: () => search()?.closest('[inert]') === null,
      unlisted: true,
    },
  ]);
};

const rowOf = (id: string): HTMLElement | null =>
  document.querySelector<HTMLElement>(`.record-list [data-id="${id}"] [data-row-focus]`);

/** The keys of every list of records. */
export const useListKeys = (screen: RecordScreen, { list, search, create }: KeyPorts): void => {
  const one = screen.definition.label.one.toLowerCase();
  let closing: string | null = null;
  const close = (): void => {
    const id = screen.openId();
    if (id === null) {
      screen.setExpanded(null);
      return;
    }
    closing = id;
    screen.open(null);
  };
  useNumberSearch(search);
  createEffect(
    on(screen.openId, (now, before) => {
      const byKey = closing !== null;
      closing = null;
      if (typeof before !== 'string' || now !== null) return;
      // Only once it is closed: on a phone the list below it gets no focus before. Where its row is gone, the next one.
      requestAnimationFrame(() => {
        if (byKey || isNowhere()) (rowOf(before) ?? currentRow())?.focus({ preventScroll: true });
      });
    }),
  );
  useShortcuts([
    { keys: '/', label: 'Search', group: 'List', run: () => search()?.focus() },
    { keys: 'r', label: 'Show new rows', group: 'List', run: () => list.applyDiff() },
    ...childShortcuts(screen, useChildViews()),
    ...(create ? [{ keys: 'n', label: `New ${one}`, group: 'List', run: create }] : []),
    {
      keys: 'Escape',
      label: `Close the ${one}`,
      group: screen.definition.label.one,
      run: close,
      when: () => screen.openId() !== null || screen.expandedId() !== null,
    },
  ]);
};
