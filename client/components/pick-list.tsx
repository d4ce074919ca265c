import Check from 'lucide-solid/icons/check';
import { Show, createEffect, createMemo, createSignal, createUniqueId, on, onMount, type JSX } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import type { Tone } from '#shared/fields/field.ts';
import { fold } from '#shared/fold.ts';
import { ToneDot } from './chip.tsx';
import { cls } from './class.ts';
import type { Icon } from './icon.ts';
import { keepPlaces, type Placed } from './keep-places.ts';
import { KeyHint } from './key-hint.tsx';
import { Keyed } from './keyed.tsx';
import { uptime } from '#client/lib/pause.ts';
import { singleKeys } from '#client/lib/shortcuts.ts';

export type PickOption = {
  readonly value: string;
  readonly label: string;
  readonly tone?: Tone | undefined;
  readonly icon?: Icon | undefined;
  /** A second line: why it is suggested, what it will ask. */
  readonly note?: string | undefined;
  /** Beside the label, quieter: which day that is. */
  readonly aside?: string | undefined;
  /** What holds now. */
  readonly checked?: boolean | undefined;
  /** Options of one group stand together under its name. */
  readonly group?: string | undefined;
};

type PickListProps = {
  label: string;
  options: readonly PickOption[];
  onPick: (value: string) => void;
  /** A box to type into, for lists whose options one knows by name. */
  search?: string | undefined;
};

/** The first nine options answer to their number. */
const numbered = 9;

/** A few options to choose one of, quickly: arrows and Enter, the option's number, or the beginning of its name. */
export const PickList = (props: PickListProps): JSX.Element => {
  const id = createUniqueId();
  const [typed, setTyped] = createSignal('');
  const all = createMemo<readonly Placed<PickOption>[]>((before) => keepPlaces(before, props.options), []);
  const shown = createMemo(() =>
    props.search ? all().filter((option) => fold(option.label).includes(fold(typed()))) : all(),
  );
  const [active, setActive] = createSignal<string | null>(null);
  const activeAt = createMemo(() =>
    Math.max(
      0,
      shown().findIndex(({ value }) => value === active()),
    ),
  );
  let list!: HTMLUListElement;
  let input: HTMLInputElement | undefined;
  let jumped = '';
  let jumpedAt = -Infinity;

  createEffect(on(typed, () => setActive(null), { defer: true }));
  onMount(() => {
    const held = shown().find((option) => option.checked);
    setActive((shown()[0]?.note ? shown()[0] : held)?.value ?? null);
    (input ?? list).focus();
  });

  const choose = (option: Placed<PickOption> | undefined): void => {
    if (option && !option.gone) props.onPick(option.value);
  };
  const move = (to: number): void => {
    const length = shown().length;
    if (length === 0) return;
    setActive(shown()[(to + length) % length]?.value ?? null);
    document.getElementById(`${id}-${activeAt()}`)?.scrollIntoView({ block: 'nearest' });
  };
  /** Letters lead to the first option that begins with them, as in any list. */
  const jump = (letter: string): void => {
    jumped = uptime() - jumpedAt > 800 ? letter : jumped + letter;
    jumpedAt = uptime();
    const found = shown().findIndex((option) => fold(option.label).startsWith(fold(jumped)));
    if (found >= 0) move(found);
  };
  const keys = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const number = /^[1-9]$/.test(event.key) && typed() === '' && singleKeys() ? Number(event.key) : 0;
    if (event.key === 'ArrowDown') move(activeAt() + 1);
    else if (event.key === 'ArrowUp') move(activeAt() - 1);
    else if (event.key === 'Home' && !input) move(0);
    else if (event.key === 'End' && !input) move(-1);
    else if (event.key === 'Enter') choose(shown()[activeAt()]);
    else if (number > 0) choose(shown()[number - 1]);
    else if (!input && event.key.length === 1 && event.key !== ' ') jump(event.key);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const isFirstOfGroup = (at: number): boolean =>
    shown()[at]?.group !== undefined && shown()[at - 1]?.group !== shown()[at]?.group;

  return (
    <div onKeyDown={keys}>
      <Show when={props.search}>
        {(placeholder) => (
          <input
            ref={(element) => (input = element)}
            type="text"
            role="combobox"
            aria-expanded="true"
            aria-autocomplete="list"
            aria-controls={id}
            aria-activedescendant={shown().length > 0 ? `${id}-${activeAt()}` : undefined}
            aria-label={props.label}
            placeholder={placeholder()}
            autocomplete="off"
            spellcheck={false}
            class="control control-small mb-1"
            value={typed()}
            onInput={(event) => setTyped(event.currentTarget.value)}
          />
        )}
      </Show>
      <ul
        ref={(element) => (list = element)}
        id={id}
        role="listbox"
        aria-label={props.label}
        tabindex={props.search ? -1 : 0}
        aria-activedescendant={shown().length > 0 ? `${id}-${activeAt()}` : undefined}
        class="max-h-[min(28rem,60vh)] overflow-y-auto outline-none"
      >
        <Keyed
          each={shown()}
          by={({ value }) => value}
          fallback={<li class="px-2 py-1.5 text-row text-muted">Nothing of that name.</li>}
        >
          {(option, at) => (
            <>
              <Show when={isFirstOfGroup(at())}>
                <li
                  role="presentation"
                  class={cls(
                    'px-2 pb-0.5 text-small font-semibold text-faint',
                    at() > 0 ? 'mt-1 border-t border-line pt-2' : 'pt-1',
                  )}
                >
                  {option().group}
                </li>
              </Show>
              <li
                id={`${id}-${at()}`}
                role="option"
                aria-selected={option().checked ?? false}
                aria-disabled={option().gone}
                data-active={at() === activeAt() ? '' : undefined}
                class="option aria-disabled:opacity-55"
                onPointerMove={() => setActive(option().value)}
                onClick={() => choose(option())}
              >
                <Show
                  when={option().icon}
                  fallback={<Show when={option().tone}>{(tone) => <ToneDot tone={tone()} />}</Show>}
                >
                  {(icon) => (
                    <Dynamic
                      component={icon()}
                      size={16}
                      class={cls('flex-none text-tone-mark', `tone-${option().tone ?? 'slate'}`)}
                    />
                  )}
                </Show>
                <span class="min-w-0 flex-1">
                  <span class="block truncate">
                    {option().label}
                    <Show when={option().aside}>
                      <span class="text-faint"> · {option().aside}</span>
                    </Show>
                  </span>
                  <Show when={option().note}>
                    <span class="block text-small text-pretty text-faint">{option().note}</span>
                  </Show>
                </span>
                <Show when={option().checked}>
                  <Check size={16} class="flex-none text-accent" aria-label="now" />
                </Show>
                <Show when={at() < numbered && singleKeys() && typed() === ''}>
                  <KeyHint keys={String(at() + 1)} />
                </Show>
              </li>
            </>
          )}
        </Keyed>
      </ul>
    </div>
  );
};
