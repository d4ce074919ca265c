import { createEffect, createSignal, onCleanup, type Accessor } from 'solid-js';

/** What stands still when it is told to: a list, a timeline. */
type Freezable = { readonly freeze: (held: boolean) => void };

type Handlers = {
  readonly onPointerEnter: (event: PointerEvent) => void;
  readonly onPointerLeave: () => void;
  readonly onPointerDown: (event: PointerEvent) => void;
  readonly onFocusIn: (event: FocusEvent) => void;
  readonly onFocusOut: (event: FocusEvent & { currentTarget: HTMLElement }) => void;
};

/** A thumb leaves the glass between two taps; the rows wait a little for the next. */
const thumbMs = 4_000;

/** Freezes the list while a person is at its rows: by pointer, by keyboard focus, or with a picker open (`busy`). */
export const useListFreeze = (list: Accessor<Freezable>, busy: Accessor<boolean>): { readonly handlers: Handlers } => {
  const [pointed, setPointed] = createSignal(false);
  const [focused, setFocused] = createSignal(false);
  const [thumbed, setThumbed] = createSignal(false);
  const [hidden, setHidden] = createSignal(document.hidden);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let releasing: ReturnType<typeof setTimeout> | undefined;
  let rows: EventTarget | null = null;

  const look = (): void => {
    setHidden(document.hidden);
  };
  document.addEventListener('visibilitychange', look);
  // A row that leaves with the focus in it may take it away without a word.
  const followFocus = ({ target }: FocusEvent): void => {
    if (rows instanceof Node && target instanceof Node && !rows.contains(target)) setFocused(false);
  };
  document.addEventListener('focusin', followFocus);
  onCleanup(() => {
    document.removeEventListener('visibilitychange', look);
    document.removeEventListener('focusin', followFocus);
    clearTimeout(timer);
    clearTimeout(releasing);
    // The last row may leave under the pointer, and its list with it: what comes next must not wait for a pointer.
    list().freeze(false);
  });
  // In another tab a person is at no row: what they come back to is up to date.
  createEffect(() => {
    clearTimeout(releasing);
    if (!hidden() && (pointed() || focused() || thumbed() || busy())) list().freeze(true);
    // What floats above the rows gives the focus back as it closes: the row that was changed is still at its place then.
    else releasing = setTimeout(() => list().freeze(false));
  });

  return {
    handlers: {
      onPointerEnter: (event) => {
        if (event.pointerType === 'mouse') setPointed(true);
      },
      onPointerLeave: () => setPointed(false),
      onPointerDown: (event) => {
        if (event.pointerType === 'mouse') return;
        setThumbed(true);
        clearTimeout(timer);
        timer = setTimeout(() => setThumbed(false), thumbMs);
      },
      // A click leaves the focus behind; only where the keyboard is must nothing move.
      onFocusIn: (event) => {
        rows = event.currentTarget;
        setFocused(event.target instanceof Element && event.target.matches(':focus-visible'));
      },
      onFocusOut: (event) => {
        if (!(event.relatedTarget instanceof Node) || !event.currentTarget.contains(event.relatedTarget))
          setFocused(false);
      },
    },
  };
};
