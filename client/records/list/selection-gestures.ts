import { onCleanup, type Accessor } from 'solid-js';
import type { Selection } from './selection.ts';

type GesturePorts = {
  readonly selection: Selection;
  readonly ids: Accessor<readonly string[]>;
};

/** So long a finger rests on a row to choose it, in milliseconds. */
const longPressMs = 450;
/** A finger that moves further than this scrolls, in pixels. */
const slack = 10;

/** The row of what was pointed at; null for a field in it, where the pointer is at its text. */
const rowIdOf = (target: EventTarget | null): string | null =>
  target instanceof Element && !target.matches('input, textarea')
    ? (target.closest<HTMLElement>('[data-id]')?.dataset['id'] ?? null)
    : null;

/**
 * How a pointer chooses rows beside their boxes: with Shift a click chooses everything up to its row; a finger that
 * rests on a row begins, and each tap goes on from there. Listens to the rows within `scroller`, ahead of what is in them.
 */
export const useSelectionGestures = (scroller: HTMLElement, { selection, ids }: GesturePorts): void => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let at = { x: 0, y: 0 };
  let byTouch = false;
  /** The click that ends a long press is none. */
  let pressed = false;

  const cancel = (): void => clearTimeout(timer);

  const onPointerDown = (event: PointerEvent): void => {
    cancel();
    pressed = false;
    byTouch = event.pointerType === 'touch';
    const id = rowIdOf(event.target);
    if (!byTouch || id === null) return;
    at = { x: event.clientX, y: event.clientY };
    timer = setTimeout(() => {
      pressed = true;
      if (!selection.has(id)) selection.toggle(id);
    }, longPressMs);
  };
  const onPointerMove = (event: PointerEvent): void => {
    if (Math.hypot(event.clientX - at.x, event.clientY - at.y) > slack) cancel();
  };
  const onMouseDown = (event: MouseEvent): void => {
    // Text from one row to the other would be marked.
    if (event.shiftKey && rowIdOf(event.target) !== null) event.preventDefault();
  };
  const onContextMenu = (event: MouseEvent): void => {
    if (byTouch && rowIdOf(event.target) !== null) event.preventDefault();
  };
  const onClick = (event: MouseEvent): void => {
    const id = rowIdOf(event.target);
    if (id === null) return;
    // A click without a pointer is a key's.
    if (event.detail === 0) return;
    const tapped = byTouch && selection.active();
    const ranged = event.shiftKey;
    if (!pressed && !tapped && !ranged) return;
    event.preventDefault();
    event.stopPropagation();
    if (pressed) pressed = false;
    else if (ranged) selection.extend(id, ids());
    else selection.toggle(id);
  };

  const listeners = {
    pointerdown: onPointerDown,
    pointermove: onPointerMove,
    pointerup: cancel,
    pointercancel: cancel,
    mousedown: onMouseDown,
    contextmenu: onContextMenu,
    click: onClick,
  };
  for (const [name, listener] of Object.entries(listeners))
    scroller.addEventListener(name, listener as EventListener, true);
  onCleanup(() => {
    cancel();
    for (const [name, listener] of Object.entries(listeners))
      scroller.removeEventListener(name, listener as EventListener, true);
  });
};
