import { onCleanup } from 'solid-js';

/** What Tab comes to, but for what is typed into: a key that is pressed next would be typed there. */
const stops = 'a[href], button:not(:disabled), input[type=checkbox]:not(:disabled), [tabindex="0"]:not(input)';
/** Where one types already, it is one of them. */
const typing = 'form, [role=search], [role=dialog], .record-pane';
const inputs = 'input:not(:disabled), textarea:not(:disabled), select:not(:disabled)';

/** A list's row at which the keyboard is; where that one is going, any. */
const rows = ['[data-row-focus][tabindex="0"]', '[data-row-focus]'];

/** Who made something leave may know better where the keyboard goes on, and says so within this time, in milliseconds. */
const settleMs = 50;

const isShown = (element: HTMLElement): boolean =>
  element.tabIndex >= 0 && element.checkVisibility() && element.closest('[inert]') === null;

/** Where the keyboard goes on in what is left of a place. */
const stopIn = (place: HTMLElement): HTMLElement | null => {
  for (const row of rows) {
    const first = place.querySelector<HTMLElement>(row);
    if (first) return first;
  }
  if (place.matches('[data-focus-home], main')) return place;
  const kinds = place.closest(typing) ? `${stops}, ${inputs}` : stops;
  return (
    [place, ...place.querySelectorAll<HTMLElement>(kinds)].find((one) => one.matches(kinds) && isShown(one)) ?? null
  );
};

/** What had the focus or was around it, with what stood beside it then. */
type Held = { readonly element: HTMLElement; readonly beside: readonly (Element | null)[] };

/** Whether the focus is on nothing that keys mean: keys of the page then mean its list. */
export const isNowhere = (): boolean => {
  const now = document.activeElement;
  return now === null || now.matches('body, #main, [data-focus-home]');
};

/**
 * What leaves the page takes the keyboard's focus with it, to nowhere, whether a colleague made it leave or the person
 * themselves. The focus then goes to what stands nearest. Once, from the shell.
 */
export const keepFocus = (): void => {
  /** What has the keyboard's focus, and what it is in, from the inside out. */
  let held: readonly Held[] = [];
  let settling: ReturnType<typeof setTimeout> | undefined;

  const remember = ({ target }: FocusEvent): void => {
    // What left before has been made up for; what has the focus now may leave as well, to a place of its own.
    clearTimeout(settling);
    const chain: Held[] = [];
    if (target instanceof HTMLElement && target.matches(':focus-visible'))
      for (let at: HTMLElement | null = target; at && at !== document.body; at = at.parentElement)
        chain.push({ element: at, beside: [at.nextElementSibling, at.previousElementSibling] });
    held = chain;
  };
  const isLost = (): boolean => document.activeElement === null || document.activeElement === document.body;
  const isGone = (element: HTMLElement): boolean => !element.isConnected || element.matches(':disabled');
  // Left by the person, as by a click beside it.
  const forget = (): void =>
    queueMicrotask(() => {
      const [focused] = held;
      if (focused && isLost() && !isGone(focused.element)) held = [];
    });
  const look = (): void => {
    const [focused] = held;
    if (!focused || !isLost() || !isGone(focused.element)) return;
    const chain = held;
    held = [];
    settling = setTimeout(() => {
      for (const { element, beside } of chain) {
        for (const place of [element, ...beside]) {
          if (!isLost()) return;
          if (place instanceof HTMLElement && place.isConnected) stopIn(place)?.focus({ preventScroll: true });
        }
      }
      if (isLost()) document.getElementById('main')?.focus({ preventScroll: true });
    }, settleMs);
  };
  const observer = new MutationObserver(look);
  observer.observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ['disabled'] });
  document.addEventListener('focusin', remember);
  document.addEventListener('focusout', forget);
  onCleanup(() => {
    observer.disconnect();
    clearTimeout(settling);
    document.removeEventListener('focusin', remember);
    document.removeEventListener('focusout', forget);
  });
};
