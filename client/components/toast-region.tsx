import CircleAlert from 'lucide-solid/icons/circle-alert';
import CircleCheck from 'lucide-solid/icons/circle-check';
import X from 'lucide-solid/icons/x';
import { For, Show, createEffect, createSignal, onCleanup, type JSX } from 'solid-js';
import { IconButton } from './icon-button.tsx';
import { dismissToast, toasts, type Toast } from './toasts.ts';

const Message = (props: { toast: Toast; held: boolean }): JSX.Element => {
  // eslint-disable-next-line solid/reactivity -- a toast's time does not change once it is shown
  let left = props.toast.seconds * 1000;
  createEffect(() => {
    if (props.held) return;
    const started = Date.now();
    const timer = setTimeout(() => dismissToast(props.toast.id), left);
    onCleanup(() => {
      clearTimeout(timer);
      // After a pause there is always time to read on.
      left = Math.max(left - (Date.now() - started), 3000);
    });
  });
  return (
    <li class={`floating motion-appear tone-${props.toast.tone} flex items-center gap-2 py-2 pr-2 pl-3`}>
      <Show
        when={props.toast.tone === 'red' || props.toast.tone === 'amber'}
        fallback={<CircleCheck size={16} class="flex-none text-tone-mark" />}
      >
        <CircleAlert size={16} class="flex-none text-tone-mark" />
      </Show>
      <p class="min-w-0 flex-1 text-row break-words">{props.toast.message}</p>
      <Show when={props.toast.action}>
        {(action) => (
          <button
            type="button"
            class="button button-quiet button-small font-semibold text-accent"
            onClick={() => {
              dismissToast(props.toast.id);
              action().run();
            }}
          >
            {action().label}
          </button>
        )}
      </Show>
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
        onFocusIn={() => setFocused(true)}
        onFocusOut={() => setFocused(false)}
      >
        <For each={toasts()}>{(toast) => <Message toast={toast} held={held()} />}</For>
      </ol>
    </section>
  );
};
