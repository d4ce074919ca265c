import CircleAlert from 'lucide-solid/icons/circle-alert';
import CircleCheck from 'lucide-solid/icons/circle-check';
import Loader from 'lucide-solid/icons/loader';
import X from 'lucide-solid/icons/x';
import { For, Show, createComputed, createEffect, createSignal, on, onCleanup, type JSX } from 'solid-js';
import { uptime } from '#client/lib/pause.ts';
import { cls } from './class.ts';
import { Glyph } from './glyph.tsx';
import { IconButton } from './icon-button.tsx';
import { dismissToast, toasts, type Toast, type ToastAction } from './toasts.ts';

const ProgressBar = (props: { label: string; done: number; total: number; text: string }): JSX.Element => (
  <div class="flex items-center gap-2 pt-1">
    <div
      role="progressbar"
      aria-label={props.label}
      aria-valuemin={0}
      aria-valuemax={props.total}
      aria-valuenow={props.done}
      aria-valuetext={props.text}
      class="h-1.5 flex-1 overflow-hidden rounded-full bg-pressed"
    >
      <div
        class="h-full rounded-full bg-accent transition-[width] duration-200"
        style={{ width: `${(props.done / Math.max(1, props.total)) * 100}%` }}
      />
    </div>
    <span class="tabular flex-none text-small text-muted">{props.text}</span>
  </div>
);

const ActionButton = (props: { id: number; action: ToastAction; class: string }): JSX.Element => (
  <button
    type="button"
    class={cls('button button-quiet button-small font-semibold', props.class)}
    onClick={() => {
      dismissToast(props.id);
      props.action.run();
    }}
  >
    {props.action.label}
  </button>
);

const Message = (props: { toast: Toast; held: boolean }): JSX.Element => {
  // eslint-disable-next-line solid/reactivity -- a toast's time does not change once it is shown
  let left = props.toast.seconds * 1000;
  createEffect(() => {
    if (props.held || props.toast.progress) return;
    const started = uptime();
    const timer = setTimeout(() => dismissToast(props.toast.id), left);
    onCleanup(() => {
      clearTimeout(timer);
      // After a pause there is always time to read on.
      left = Math.max(left - (uptime() - started), 3000);
    });
  });
  return (
    <li class={`floating motion-appear tone-${props.toast.tone} flex flex-wrap items-center gap-2 py-2 pr-2 pl-3`}>
      <Show
        when={props.toast.tone === 'red' || props.toast.tone === 'amber'}
        fallback={<Glyph of={props.toast.progress ? Loader : CircleCheck} size={16} class="flex-none text-tone-mark" />}
      >
        <CircleAlert size={16} class="flex-none text-tone-mark" />
      </Show>
      <div class="min-w-0 flex-1 text-row break-words">
        <p class="whitespace-pre-line">{props.toast.message}</p>
        <Show when={props.toast.progress}>
          {(progress) => (
            <ProgressBar
              label={props.toast.message}
              done={progress().done()}
              total={progress().total}
              text={progress().text()}
            />
          )}
        </Show>
      </div>
      {/* Two things to do stand below what is said: beside it they would leave it no room. */}
      <div
        class={cls('flex flex-none items-center gap-1', props.toast.more && 'order-last -mt-1 basis-full justify-end')}
      >
        <Show when={props.toast.more}>
          {(more) => <ActionButton id={props.toast.id} action={more()} class="text-ink" />}
        </Show>
        <Show when={props.toast.action}>
          {(action) => <ActionButton id={props.toast.id} action={action()} class="text-accent" />}
        </Show>
      </div>
      <IconButton icon={X} label="Dismiss" small onClick={() => dismissToast(props.toast.id)} />
    </li>
  );
};

/**
 * Where messages appear, above dialogs too, whose hold on the focus does not reach here (`data-kb-top-layer`).
 * They wait while someone's pointer or focus is on any of them, or the tab is hidden.
 */
export const ToastRegion = (): JSX.Element => {
  const [pointed, setPointed] = createSignal(false);
  const [focused, setFocused] = createSignal(false);
  const [hidden, setHidden] = createSignal(document.hidden);
  const look = (): void => {
    setHidden(document.hidden);
  };
  document.addEventListener('visibilitychange', look);
  onCleanup(() => document.removeEventListener('visibilitychange', look));
  // Where the keyboard was before it came to the messages: with the last of them it goes back there.
  let before: EventTarget | null = null;
  let isAt = false;
  const enter = ({ relatedTarget, currentTarget }: FocusEvent & { currentTarget: HTMLElement }): void => {
    if (relatedTarget instanceof Node && !currentTarget.contains(relatedTarget)) before = relatedTarget;
    setFocused(true);
  };
  createComputed(on(toasts, () => (isAt = focused())));
  createEffect(
    on(toasts, (left) => {
      if (!isAt || left.length > 0) return;
      setFocused(false);
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    }),
  );
  const held = (): boolean => pointed() || focused() || hidden();
  return (
    <section
      aria-label="Messages"
      data-kb-top-layer
      class="pointer-events-none fixed inset-x-0 bottom-[var(--toast-bottom,1rem)] z-60 flex justify-center px-3"
    >
      <ol
        class="pointer-events-auto flex w-full max-w-md flex-col gap-2 empty:hidden"
        onPointerEnter={() => setPointed(true)}
        onPointerLeave={() => setPointed(false)}
        onFocusIn={enter}
        onFocusOut={() => setFocused(false)}
      >
        <For each={toasts()}>{(toast) => <Message toast={toast} held={held()} />}</For>
      </ol>
    </section>
  );
};
