import { For, type JSX } from 'solid-js';

const names: Record<string, string> = {
  Mod: /Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘' : 'Ctrl',
  Escape: 'Esc',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Space: 'Space',
  // As a key event names it.
  ' ': 'Space',
};

/** "Mod+z" as the keys to press. */
export const keyNames = (keys: string): string[] =>
  keys.split('+').map((key) => names[key] ?? (key.length === 1 ? key.toUpperCase() : key));

export const KeyHint = (props: { keys: string }): JSX.Element => (
  <span class="inline-flex flex-none gap-0.5 touch:hidden" aria-hidden="true">
    <For each={keyNames(props.keys)}>
      {(key) => (
        <kbd class="min-w-5 rounded-small border border-line-strong bg-canvas px-1 text-center font-sans text-small leading-[1.125rem] text-muted">
          {key}
        </kbd>
      )}
    </For>
  </span>
);
