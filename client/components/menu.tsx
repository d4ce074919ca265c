import * as Kobalte from '@kobalte/core/dropdown-menu';
import Check from 'lucide-solid/icons/check';
import { Show, type JSX } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { cls } from './class.ts';
import type { Icon } from './icon.ts';
import { KeyHint } from './key-hint.tsx';
import { Keyed } from './keyed.tsx';

export type MenuItem =
  | 'line'
  | {
      readonly label: string;
      readonly run: () => void;
      readonly icon?: Icon | undefined;
      readonly note?: string | undefined;
      readonly keys?: string | undefined;
      readonly danger?: boolean | undefined;
      readonly disabled?: boolean | undefined;
      /** Given, the item is one of several of which some are on. */
      readonly checked?: boolean | undefined;
    };

const choiceIn = (item: MenuItem): Exclude<MenuItem, 'line'> | null => (item === 'line' ? null : item);

type MenuProps = {
  items: readonly MenuItem[];
  /** Its name for a screen reader, and on hover where the trigger is only an icon. */
  label: string;
  /** What the trigger shows. */
  children: JSX.Element;
  /** The trigger's looks; the default is a quiet button. */
  class?: string | undefined;
  /** Above the items: who I am, what this is about. */
  heading?: JSX.Element;
  placement?: 'bottom-start' | 'bottom-end' | 'top-start' | 'top-end';
  tip?: boolean | undefined;
  ref?: ((element: HTMLButtonElement) => void) | undefined;
};

export const Menu = (props: MenuProps): JSX.Element => (
  <Kobalte.Root gutter={4} placement={props.placement ?? 'bottom-end'} modal={false}>
    <Kobalte.Trigger
      class={props.class ?? 'button button-quiet button-small button-square'}
      aria-label={props.label}
      data-tip={props.tip === false ? undefined : props.label}
      ref={(element: HTMLButtonElement) => props.ref?.(element)}
    >
      {props.children}
    </Kobalte.Trigger>
    <Kobalte.Portal>
      <Kobalte.Content
        data-kb-top-layer
        class="floating motion-fade z-50 max-h-[70vh] min-w-52 max-w-80 overflow-y-auto p-1"
      >
        <Show when={props.heading}>
          <div class="border-b border-line px-2 pt-1.5 pb-2 mb-1">{props.heading}</div>
        </Show>
        <Keyed each={props.items} by={(item, at) => (item === 'line' ? String(at) : item.label)}>
          {(item) => (
            <Show when={choiceIn(item())} fallback={<Kobalte.Separator class="my-1 border-line" />}>
              {(choice) => (
                <Kobalte.Item
                  class={cls('option', choice().danger && 'option-danger')}
                  disabled={choice().disabled ?? false}
                  onSelect={() => choice().run()}
                  // A menu's roles allow no pressed state on a plain item; the word "on" says it.
                  aria-label={choice().checked ? `${choice().label}, on` : undefined}
                >
                  <Show when={choice().icon}>
                    {(icon) => <Dynamic component={icon()} size={16} class="flex-none text-muted" />}
                  </Show>
                  <span class="min-w-0 flex-1">
                    <span class="block truncate">{choice().label}</span>
                    <Show when={choice().note}>
                      <span class="block text-small text-faint">{choice().note}</span>
                    </Show>
                  </span>
                  <Show when={choice().keys}>{(keys) => <KeyHint keys={keys()} />}</Show>
                  <Show when={choice().checked}>
                    <Check size={16} class="flex-none text-accent" />
                  </Show>
                </Kobalte.Item>
              )}
            </Show>
          )}
        </Keyed>
      </Kobalte.Content>
    </Kobalte.Portal>
  </Kobalte.Root>
);
