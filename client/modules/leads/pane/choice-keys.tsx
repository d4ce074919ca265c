import { For, Show, type JSX } from 'solid-js';
import { cls } from '#client/components/class.ts';
import { KeyHint } from '#client/components/key-hint.tsx';
import { singleKeys } from '#client/lib/shortcuts.ts';

export type KeyedChoice = {
  /** Its key, where it is not its place. */
  readonly digit?: number;
  readonly value: string;
  readonly label: string;
  readonly aside?: string | undefined;
  readonly tip?: string | undefined;
};

const digitOf = (option: KeyedChoice | undefined, place: number): number => option?.digit ?? place + 1;

type ChoiceKeysProps = {
  label: string;
  options: readonly KeyedChoice[];
  value: string | null;
  /** `moves` where the choice was reached with an arrow, on the way to another. */
  onChoose: (value: string, moves: boolean) => void;
  /** Enter; it chooses what has the focus unless given. */
  onEnter?: (() => void) | undefined;
  ref?: (element: HTMLElement) => void;
};

/** A few choices side by side, one key each: digits, arrows, a click or a thumb. */
export const ChoiceKeys = (props: ChoiceKeysProps): JSX.Element => {
  let group!: HTMLDivElement;
  const buttons = (): HTMLElement[] => [...group.querySelectorAll<HTMLElement>('[role=radio]')];
  const stop = (): string | undefined =>
    props.options.some(({ value }) => value === props.value) ? (props.value ?? undefined) : props.options[0]?.value;
  const optionOf = (value: string): KeyedChoice | undefined => props.options.find((one) => one.value === value);
  const choose = (at: number, moves = false): void => {
    const option = props.options[at];
    if (!option) return;
    buttons()[at]?.focus();
    props.onChoose(option.value, moves);
  };
  const keys = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const at = buttons().indexOf(event.target as HTMLElement);
    if (at < 0) return;
    const { length } = props.options;
    const digit = /^[1-9]$/.test(event.key) && singleKeys() ? Number(event.key) : 0;
    const chosen = digit > 0 ? props.options.findIndex((option, place) => digitOf(option, place) === digit) : -1;
    if (chosen >= 0) choose(chosen);
    else if (event.key === 'ArrowRight' || event.key === 'ArrowDown') choose((at + 1) % length, true);
    else if (event.key === 'ArrowLeft' || event.key === 'ArrowUp') choose((at + length - 1) % length, true);
    else if (event.key === 'Enter' && props.onEnter) props.onEnter();
    else if (event.key === 'Enter') choose(at);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      ref={(element) => {
        group = element;
        props.ref?.(element);
      }}
      role="radiogroup"
      aria-label={props.label}
      class="grid grid-cols-2 gap-1.5 sm:grid-cols-[repeat(auto-fill,minmax(8.5rem,1fr))]"
      onKeyDown={keys}
    >
      {/* By value: a button that is drawn again would lose the focus. */}
      <For each={props.options.map(({ value }) => value)}>
        {(value, at) => (
          <button
            type="button"
            role="radio"
            aria-checked={props.value === value}
            tabindex={stop() === value ? 0 : -1}
            data-tip={optionOf(value)?.tip}
            class={cls(
              'button button-small justify-start gap-1.5 touch:min-h-11 touch:px-3',
              props.value === value ? 'choice-chosen' : 'button-secondary',
            )}
            onClick={() => props.onChoose(value, false)}
          >
            <Show when={singleKeys() && at() < 9}>
              <KeyHint keys={String(digitOf(optionOf(value), at()))} />
            </Show>
            <span class="truncate">
              {optionOf(value)?.label}
              <Show when={optionOf(value)?.aside}>
                {(aside) => <span class="font-normal opacity-75"> · {aside()}</span>}
              </Show>
            </span>
          </button>
        )}
      </For>
    </div>
  );
};
