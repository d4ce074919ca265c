import { createEffect, createMemo, createSignal, on, type Accessor } from 'solid-js';
import { announce } from '#client/components/announcer.tsx';
import { useShortcuts } from '#client/lib/shortcuts.ts';

type RowKeysOptions = {
  readonly ids: Accessor<readonly string[]>;
  readonly selected: Accessor<string | null>;
  readonly open: (id: string) => void;
  readonly reveal: (index: number) => void;
  readonly element: (index: number) => HTMLElement | null;
};

export type RowKeys = {
  /** Where the focus is, or would go; -1 while nowhere yet. */
  readonly index: Accessor<number>;
  readonly setActive: (id: string) => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
};

const page = 10;

/** Keyboard navigation in a list: one Tab stop, arrows or j and k, Enter opens. The focus follows its record, not its position. */
export const useRowKeys = ({ ids, selected, open, reveal, element }: RowKeysOptions): RowKeys => {
  const [active, setActive] = createSignal<string | null>(null);
  const index = createMemo(() => {
    const id = active() ?? selected();
    return id === null ? -1 : ids().indexOf(id);
  });
  let lastIndex = -1;

  const focus = (at: number): void => {
    const id = ids()[at];
    if (id === undefined) return;
    setActive(id);
    reveal(at);
    // The row may have to be drawn first.
    requestAnimationFrame(() => element(at)?.focus({ preventScroll: true }));
    if (selected() !== null && selected() !== id) open(id);
  };
  const move = (to: number): void => focus(Math.max(0, Math.min(ids().length - 1, to)));

  // The record in focus was deleted, or moved out of sight: its neighbour takes the focus, which is announced.
  createEffect(
    on([index, ids], ([at]) => {
      if (at >= 0) lastIndex = at;
      else if (active() !== null && lastIndex >= 0) {
        const hadFocus = document.activeElement === document.body || document.activeElement?.closest('[role=grid]');
        setActive(ids()[Math.min(lastIndex, ids().length - 1)] ?? null);
        if (hadFocus && ids().length > 0) {
          announce('That row is gone; the next one has the focus.');
          move(lastIndex);
        }
      }
    }),
  );

  // After a record is closed, the focus is on its row.
  createEffect(
    on(selected, (now, before) => {
      if (now !== null || !before) return;
      const at = ids().indexOf(before);
      if (at < 0) return;
      setActive(before);
      requestAnimationFrame(() => {
        if (document.activeElement === document.body) element(at)?.focus({ preventScroll: true });
      });
    }),
  );

  useShortcuts([
    { keys: 'j', label: 'Next row', group: 'List', run: () => move(index() + 1) },
    { keys: 'k', label: 'Previous row', group: 'List', run: () => move(index() - 1) },
    { keys: 'Enter', label: 'Open the row', group: 'List', run: () => undefined, when: () => false },
  ]);

  const steps: Record<string, () => void> = {
    ArrowDown: () => move(index() + 1),
    ArrowUp: () => move(index() - 1),
    PageDown: () => move(index() + page),
    PageUp: () => move(index() - page),
    Home: () => move(0),
    End: () => move(ids().length - 1),
    Enter: () => {
      const id = ids()[index()];
      if (id) open(id);
    },
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const row = event.target instanceof HTMLElement && event.target.getAttribute('role') === 'row';
    const step = steps[event.key];
    if (!row || !step || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    step();
  };
  return { index, setActive, onKeyDown };
};
