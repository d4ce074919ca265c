import * as Kobalte from '@kobalte/core/dialog';
import X from 'lucide-solid/icons/x';
import { Show, createComputed, untrack, type JSX } from 'solid-js';
import { cls } from './class.ts';

type DialogProps = {
  open: boolean;
  onClose: () => void;
  title: string;
  /** One sentence under the title. */
  description?: string | undefined;
  wide?: boolean | undefined;
  /** The buttons; they stay in view when the content scrolls. */
  footer?: JSX.Element;
  children: JSX.Element;
  /** Keeps what was typed from being lost to a click beside the dialog. */
  stubborn?: boolean | undefined;
};

/** A question or a small form over the page. */
export const Dialog = (props: DialogProps): JSX.Element => (
  <Modal {...props} place="m-auto rounded-float motion-appear" width={props.wide ? 'max-w-3xl' : 'max-w-md'} />
);

/** A larger one at the side; on a phone it slides over the page from below. */
export const Sheet = (props: DialogProps): JSX.Element => (
  <Modal
    {...props}
    place="mt-6 w-full rounded-t-float max-md:motion-rise md:motion-slide md:mt-0 md:ml-auto md:h-full md:rounded-none"
    width={props.wide ? 'md:max-w-2xl' : 'md:max-w-lg'}
  />
);

/** The first thing to do in it, or itself to be read; not the button that closes it, which comes first in its order. */
const beginInside = (event: Event): void => {
  const content = event.target;
  if (!(content instanceof HTMLElement)) return;
  event.preventDefault();
  const first = content.querySelector<HTMLElement>(
    '[data-dialog-body] :is(input, textarea, select, button:not([tabindex="-1"])):not(:disabled)',
  );
  // Kobalte asks inside an effect: what a control reads as it gets the focus would run that again, as if closed.
  untrack(() => (first ?? content).focus());
};

/** What had the focus last outside of menus. */
let lastFocused: Element | null = null;
document.addEventListener('focusin', ({ target }) => {
  if (target instanceof Element && !target.closest('[role=menu]')) lastFocused = target;
});

/**
 * Where the keyboard goes when the dialog closes. A menu leaves with what is chosen in it: the keyboard then goes back to
 * what opened it. For a moment, while a menu is leaving, nothing has the focus.
 */
const openerOf = (focused: Element | null): Element | null => {
  if (focused === null || focused === document.body) return lastFocused;
  const trigger = focused.closest('[role=menu]')?.getAttribute('aria-labelledby');
  return trigger ? document.getElementById(trigger) : focused;
};

const Modal = (props: DialogProps & { place: string; width: string }): JSX.Element => {
  let before: Element | null = null;
  createComputed(() => {
    if (props.open) before = openerOf(document.activeElement);
  });
  /** Back to where the keyboard was; without a trigger of its own the dialog would drop the focus for good. */
  const giveBack = (event: Event): void => {
    event.preventDefault();
    // What the dialog led to (the record that was just added) has the focus already.
    const now = document.activeElement;
    if (now && now !== document.body && !(event.target instanceof Node && event.target.contains(now))) return;
    // What opened it may have left with a message: the keyboard then goes on in the page.
    const back = before instanceof HTMLElement && before.isConnected ? before : document.getElementById('main');
    back?.focus({ preventScroll: true });
  };
  return (
    <Kobalte.Root open={props.open} onOpenChange={(open) => !open && props.onClose()} preventScroll={false}>
      <Kobalte.Portal>
        <Kobalte.Overlay class="motion-fade fixed inset-0 z-40 bg-[var(--scrim)]" />
        <div class="fixed inset-0 z-40 flex p-0 sm:[&:has(>.rounded-float)]:p-6 [&:has(>.rounded-float)]:p-3">
          <Kobalte.Content
            onOpenAutoFocus={beginInside}
            onCloseAutoFocus={giveBack}
            class={cls('floating flex max-h-full w-full flex-col', props.place, props.width)}
            onInteractOutside={(event) => props.stubborn && event.preventDefault()}
          >
            <header class="flex items-center gap-3 border-b border-line px-5 py-3">
              <div class="min-w-0 flex-1">
                <Kobalte.Title class="text-heading text-ink">{props.title}</Kobalte.Title>
                <Show when={props.description}>
                  <Kobalte.Description class="text-row text-muted">{props.description}</Kobalte.Description>
                </Show>
              </div>
              <Kobalte.CloseButton
                class="button button-quiet button-small button-square -mr-1.5"
                aria-label="Close"
                data-tip="Close (Esc)"
              >
                <X size={16} />
              </Kobalte.CloseButton>
            </header>
            <div data-dialog-body class="min-h-0 flex-1 overflow-y-auto px-5 py-4">
              {props.children}
            </div>
            <Show when={props.footer}>
              <footer class="flex flex-wrap items-center justify-end gap-2 border-t border-line px-5 py-3 pb-[max(0.75rem,env(safe-area-inset-bottom))]">
                {props.footer}
              </footer>
            </Show>
          </Kobalte.Content>
        </div>
      </Kobalte.Portal>
    </Kobalte.Root>
  );
};
