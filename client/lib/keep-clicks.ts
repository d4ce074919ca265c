import { onCleanup } from 'solid-js';

const controls =
  'a[href], button, label, summary, input, [role=option], [role^=menuitem], [role=button], [role=checkbox]';

/** A pointer that moved further than this was dragged elsewhere, in pixels. */
const slack = 6;

/**
 * A click is a press and a release on the same thing. Where the page moved in between, since a colleague's change came,
 * the release lands beside what was pressed, and nothing would happen: then what was pressed is clicked. Once, from the shell.
 */
export const keepClicks = (): void => {
  let pressed: { readonly control: HTMLElement; readonly x: number; readonly y: number } | null = null;

  const press = ({ target, button, clientX: x, clientY: y }: PointerEvent): void => {
    const control = target instanceof Element && button === 0 ? target.closest<HTMLElement>(controls) : null;
    pressed = control && { control, x, y };
  };
  const click = (event: MouseEvent): void => {
    const meant = pressed;
    // A click that a key or a script made has no place.
    if (!meant || !event.isTrusted || event.detail === 0) return;
    pressed = null;
    const { control, x, y } = meant;
    const missed = event.target instanceof Node && !control.contains(event.target);
    if (!missed || !control.isConnected || Math.hypot(event.clientX - x, event.clientY - y) > slack) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const { clientX, clientY, ctrlKey, metaKey, shiftKey, altKey, detail } = event;
    const how = { bubbles: true, cancelable: true, composed: true, view: window };
    control.dispatchEvent(
      new MouseEvent('click', { ...how, clientX, clientY, ctrlKey, metaKey, shiftKey, altKey, detail }),
    );
  };
  document.addEventListener('pointerdown', press, true);
  document.addEventListener('click', click, true);
  onCleanup(() => {
    document.removeEventListener('pointerdown', press, true);
    document.removeEventListener('click', click, true);
  });
};
