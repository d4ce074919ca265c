import Search from 'lucide-solid/icons/search';
import X from 'lucide-solid/icons/x';
import { Show, createEffect, createSignal, on, onCleanup, type JSX } from 'solid-js';
import { cls } from './class.ts';
import { KeyHint } from './key-hint.tsx';

type SearchInputProps = {
  value: string;
  /** Called when the typing pauses, so that each letter does not ask the server. */
  onSearch: (value: string) => void;
  label: string;
  /** The key that leads here, shown while it is empty. */
  keys?: string | undefined;
  /** Escape in an empty box: where the keyboard goes on. Nowhere unless given. */
  onLeave?: (() => void) | undefined;
  class?: string | undefined;
  ref?: ((element: HTMLInputElement) => void) | undefined;
};

export const SearchInput = (props: SearchInputProps): JSX.Element => {
  // eslint-disable-next-line solid/reactivity -- the effect below follows later values
  const [typed, setTyped] = createSignal(props.value);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const report = (value: string, wait: number): void => {
    setTyped(value);
    clearTimeout(timer);
    timer = setTimeout(() => props.onSearch(value.trim()), wait);
  };
  onCleanup(() => clearTimeout(timer));
  // The address can change under us (Back, a cleared filter); what is being typed must not be overwritten by its echo.
  createEffect(
    on(
      () => props.value,
      (value) => value !== typed().trim() && setTyped(value),
      { defer: true },
    ),
  );
  return (
    <div class={cls('control', props.class)} role="search" aria-label={props.label}>
      <Search size={16} class="flex-none text-faint" />
      <input
        ref={(element) => props.ref?.(element)}
        type="search"
        class="min-w-0 flex-1 bg-transparent outline-none [&::-webkit-search-cancel-button]:hidden"
        aria-label={props.label}
        placeholder={isSmall() ? 'Search' : props.label}
        autocomplete="off"
        spellcheck={false}
        enterkeyhint="search"
        value={typed()}
        onInput={(event) => report(event.currentTarget.value, 180)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') report(typed(), 0);
          if (event.key !== 'Escape') return;
          event.stopPropagation();
          if (typed()) report('', 0);
          else if (props.onLeave) props.onLeave();
          else event.currentTarget.blur();
        }}
      />
      <Show when={typed()} fallback={<Show when={props.keys}>{(keys) => <KeyHint keys={keys()} />}</Show>}>
        <button
          type="button"
          class="-my-1 -mr-1 grid size-6 flex-none place-items-center touch:-my-2 touch:-mr-2.5 touch:size-11 rounded-small text-faint hover:text-ink"
          aria-label="Clear search"
          onClick={() => report('', 0)}
        >
          <X size={14} />
        </button>
      </Show>
    </div>
  );
};

// A sentence that is cut off says less than its first word.
const small = matchMedia('(max-width: 639px)');
const [isSmall, setSmall] = createSignal(small.matches);
small.addEventListener('change', () => setSmall(small.matches));
