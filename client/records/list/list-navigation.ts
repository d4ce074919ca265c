import { createComputed, createEffect, createMemo, createSelector, on, type Accessor } from 'solid-js';
import { useShortcuts } from '#client/lib/shortcuts.ts';
import { useRecordScreen } from '#client/records/record-screen.tsx';

type NavigationPorts = {
  readonly ids: Accessor<readonly string[]>;
  /** Scrolls a row into view. */
  readonly reveal: (at: number) => void;
  /** What takes the focus in a record's row; null while it is not drawn. */
  readonly row: (id: string) => HTMLElement | null;
  /** The focus is somewhere in the list. */
  readonly within: () => boolean;
  /** The record in focus left, and its neighbour took the focus. */
  readonly onLost: () => void;
  /** Rows can be expanded in place. */
  readonly canExpand: boolean;
};

export type ListNavigation = {
  /** Whether this row is the one that Tab comes to. */
  readonly isStop: (id: string) => boolean;
  readonly onKeyDown: (event: KeyboardEvent) => void;
};

const page = 12;

/** Keyboard navigation in the list. The focus follows its record, not its position; with one open, the next one opens. */
export const useListNavigation = ({ ids, reveal, row, within, onLost, canExpand }: NavigationPorts): ListNavigation => {
  const screen = useRecordScreen();
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
  const go = (to: number): void => {
    const index = Math.max(0, Math.min(ids().length - 1, to));
    const id = ids()[index];
    if (id === undefined) return;
    screen.setCurrent(id);
    reveal(index);
    if (screen.openId() !== null) screen.open(id);
    focusRow(id);
  };

  createComputed(on(ids, () => (hadFocus = within())));
  createEffect(
    on([ids, screen.currentId], ([all, current]) => {
      const index = current === null ? -1 : all.indexOf(current);
      if (index >= 0) {
        lastAt = index;
        // Moving a row takes the focus off it.
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

  const nowhere = (): boolean => document.activeElement === document.body || document.activeElement?.id === 'main';
  const toggleExpanded = (): void => {
    const id = stop();
    if (id) screen.setExpanded(screen.expandedId() === id ? null : id);
  };
  useShortcuts([
    { keys: 'j', label: `Next ${one}`, group: 'List', run: () => go(at() + 1) },
    { keys: 'k', label: `Previous ${one}`, group: 'List', run: () => go(at() - 1) },
    { keys: 'ArrowDown', label: `Next ${one}`, group: 'List', run: () => go(at() + 1), when: nowhere, unlisted: true },
    {
      keys: 'ArrowUp',
      label: `Previous ${one}`,
      group: 'List',
      run: () => go(at() - 1),
      when: nowhere,
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
      when: nowhere,
    },
    ...(canExpand
      ? [{ keys: ' ', label: `Preview the ${one}`, group: 'List', run: toggleExpanded, when: nowhere }]
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
      if (!(event.target instanceof Element) || !event.target.hasAttribute('data-row-focus')) return;
      event.preventDefault();
      step();
    },
  };
};
