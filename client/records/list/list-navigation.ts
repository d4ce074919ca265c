import { createComputed, createEffect, createMemo, createSelector, on, type Accessor } from 'solid-js';
import { announce } from '#client/components/announcements.ts';
import { isNowhere } from '#client/lib/keep-focus.ts';
import { useShortcuts } from '#client/lib/shortcuts.ts';
import { useRecordScreen } from '#client/records/record-screen.tsx';

type NavigationPorts = {
  readonly ids: Accessor<readonly string[]>;
  /** Scrolls a row into view. */
  readonly reveal: (at: number) => void;
  /** What gets the focus in a record's row; null while it is not drawn. */
  readonly row: (id: string) => HTMLElement | null;
  /** The focus is somewhere in the list. */
  readonly within: () => boolean;
  /** The record in focus left, and its neighbour got the focus. */
  readonly onLost: () => void;
  /** Rows can be expanded in place. */
  readonly canExpand: boolean;
  /** Rows can be selected. */
  readonly canSelect: () => boolean;
};

export type ListNavigation = {
  /** Whether this row is the one that Tab comes to. */
  readonly isStop: (id: string) => boolean;
  readonly onKeyDown: (event: KeyboardEvent) => void;
};

const page = 12;

/** Keyboard navigation in the list. The focus follows its record, not its position; with one open, the next one opens. */
export const useListNavigation = (ports: NavigationPorts): ListNavigation => {
  const { ids, reveal, row, within, onLost, canExpand, canSelect } = ports;
  const screen = useRecordScreen();
  const { selection } = screen;
  const one = screen.definition.label.one.toLowerCase();
  const stop = createMemo(() => {
    const current = screen.currentId();
    return current !== null && ids().includes(current) ? current : (ids()[0] ?? null);
  });
  const at = (): number => ids().indexOf(screen.currentId() ?? '');
  let lastAt = -1;
  let hadFocus = false;

  const focusRow = (id: string): void => {
    const drawn = row(id);
    if (drawn) drawn.focus({ preventScroll: true });
    else requestAnimationFrame(() => row(id)?.focus({ preventScroll: true }));
  };
  const go = (to: number, selecting = false): void => {
    const index = Math.max(0, Math.min(ids().length - 1, to));
    const id = ids()[index];
    if (id === undefined) return;
    screen.setCurrent(id);
    reveal(index);
    if (screen.openId() !== null && !selecting) screen.open(id);
    focusRow(id);
  };
  /** With Shift: from the row that one comes from to the next. */
  const stretch = (by: number): void => {
    const from = stop();
    if (from === null || !canSelect()) return;
    if (!selection.has(from)) selection.toggle(from);
    go(at() + by, true);
    const to = stop();
    if (to !== null) selection.extend(to, ids());
  };

  createComputed(on(ids, () => (hadFocus = within())));
  createEffect(
    on([ids, screen.currentId, screen.openId], ([all, current]) => {
      const index = current === null ? -1 : all.indexOf(current);
      if (index >= 0) {
        lastAt = index;
        // A row that is moved loses the focus.
        if (hadFocus && !within() && document.activeElement === document.body) focusRow(all[index] ?? '');
      } else if (current !== null && lastAt >= 0 && all.length > 0 && screen.openId() !== current) {
        const next = all[Math.min(lastAt, all.length - 1)] ?? null;
        screen.setCurrent(next);
        if (hadFocus && !within() && next) {
          onLost();
          focusRow(next);
        }
      }
      hadFocus = false;
    }),
  );

  const toggleExpanded = (): void => {
    const id = stop();
    if (!id) return;
    const isOpen = screen.expandedId() === id;
    screen.setExpanded(isOpen ? null : id);
    announce(isOpen ? 'Preview closed.' : 'Preview shown below the row.');
  };
  useShortcuts([
    { keys: 'j', label: `Next ${one}`, group: 'List', run: () => go(at() + 1) },
    { keys: 'k', label: `Previous ${one}`, group: 'List', run: () => go(at() - 1) },
    {
      keys: 'ArrowDown',
      label: `Next ${one}`,
      group: 'List',
      run: () => go(at() + 1),
      when: isNowhere,
      unlisted: true,
    },
    {
      keys: 'ArrowUp',
      label: `Previous ${one}`,
      group: 'List',
      run: () => go(at() - 1),
      when: isNowhere,
      unlisted: true,
    },
    {
      keys: 'Enter',
      label: `Open the ${one}`,
      group: 'List',
      run: () => {
        const id = stop();
        if (id) screen.open(id, { byKeyboard: true });
      },
      when: isNowhere,
    },
    {
      keys: 'x',
      label: `Select the ${one}`,
      group: 'List',
      run: (event) => {
        const id = stop();
        if (id === null) return;
        if (event.shiftKey) selection.extend(id, ids());
        else selection.toggle(id);
      },
      when: canSelect,
    },
    { keys: 'Shift+ArrowDown', label: 'Select further down', group: 'List', run: () => stretch(1), when: canSelect },
    { keys: 'Shift+ArrowUp', label: 'Select further up', group: 'List', run: () => stretch(-1), when: canSelect },
    {
      keys: 'Mod+a',
      label: `Select all ${screen.definition.label.many.toLowerCase()} that are loaded`,
      group: 'List',
      run: () => selection.set([...selection.ids(), ...ids()]),
      when: () => canSelect() && ids().length > 0,
    },
    {
      keys: 'Escape',
      label: 'Clear the selection',
      group: 'List',
      run: () => {
        selection.clear();
        const id = stop();
        // The bar of actions leaves, and with it what may have had the focus.
        if (id !== null && !within()) focusRow(id);
      },
      when: () => selection.active() && screen.openId() === null && screen.expandedId() === null,
    },
    ...(canExpand
      ? [{ keys: ' ', label: `Preview the ${one}`, group: 'List', run: toggleExpanded, when: isNowhere }]
      : []),
  ]);

  const steps: Record<string, () => void> = {
    ArrowDown: () => go(at() + 1),
    ArrowUp: () => go(at() - 1),
    PageDown: () => go(at() + page),
    PageUp: () => go(at() - page),
    Home: () => go(0),
    End: () => go(ids().length - 1),
    ...(canExpand ? { ' ': toggleExpanded } : {}),
  };
  return {
    isStop: createSelector(stop),
    onKeyDown: (event) => {
      const step = steps[event.key];
      if (!step || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
      const { target } = event;
      // What was just chosen in a row leaves the focus at its value: the arrows lead on from there.
      const isAtValue = target instanceof Element && target.hasAttribute('data-pick') && event.key.startsWith('Arrow');
      if (!isAtValue && !(target instanceof Element && target.hasAttribute('data-row-focus'))) return;
      event.preventDefault();
      step();
    },
  };
};
