import * as Kobalte from '@kobalte/core/select';
import Check from 'lucide-solid/icons/check';
import ChevronsUpDown from 'lucide-solid/icons/chevrons-up-down';
import { Show, createMemo, onMount, type JSX } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import type { Tone } from '#shared/fields/field.ts';
import { Chip, ToneDot } from './chip.tsx';
import { cls } from './class.ts';
import type { ControlProps } from './control.ts';
import type { Icon } from './icon.ts';

export type SelectOption = {
  readonly value: string;
  readonly label: string;
  readonly tone?: Tone | undefined;
  readonly icon?: Icon | undefined;
  /** A second line: why one would choose it, or why one cannot. */
  readonly note?: string | undefined;
  readonly disabled?: boolean | undefined;
};

export type SelectProps = ControlProps & {
  options: readonly SelectOption[];
  value: string | null;
  onChange: (value: string | null) => void;
  placeholder?: string | undefined;
  /** Offers "nothing" under this name. */
  emptyLabel?: string | undefined;
  /** Opens at once, as an editor in a cell does. */
  defaultOpen?: boolean | undefined;
  onClose?: (() => void) | undefined;
  class?: string | undefined;
  ref?: ((element: HTMLButtonElement) => void) | undefined;
};

// Kobalte reads an empty key as "nothing chosen", and would show the placeholder in its place.
const none = '\u2205';

const parts = ['value', 'label', 'tone', 'icon', 'note', 'disabled'] as const;

const alike = (before: readonly SelectOption[], after: readonly SelectOption[]): boolean =>
  before.length === after.length &&
  before.every((option, at) => parts.every((part) => option[part] === after[at]?.[part]));

/** One of a list, found by typing its first letters too. */
export const SelectControl = (props: SelectProps): JSX.Element => {
  // Kobalte starts over with new objects, and an open list would lose the focus: equal options are the same options.
  const options = createMemo<SelectOption[]>(
    () => [...(props.emptyLabel ? [{ value: none, label: props.emptyLabel }] : []), ...props.options],
    [],
    { equals: alike },
  );
  const chosen = createMemo(() => options().find((option) => option.value === props.value) ?? null);
  // Kobalte repeats the choice whenever the options are new objects; passed on each time, it would
  // keep a screen that makes new ones rendering for ever.
  const choose = (option: SelectOption | null): void => {
    const value = !option || option.value === none ? null : option.value;
    if (value !== props.value) props.onChange(value);
  };
  return (
    <Kobalte.Root<SelectOption>
      options={options()}
      optionValue="value"
      optionTextValue="label"
      optionDisabled={(option) => option.disabled ?? false}
      value={chosen()}
      onChange={choose}
      disallowEmptySelection
      placeholder={<span class="text-faint">{props.placeholder ?? props.emptyLabel ?? 'Choose…'}</span>}
      gutter={4}
      disabled={props.disabled ?? false}
      validationState={props.invalid ? 'invalid' : 'valid'}
      defaultOpen={props.defaultOpen ?? false}
      onOpenChange={(open) => !open && props.onClose?.()}
      itemComponent={(item) => <OptionRow item={item.item} />}
    >
      <Kobalte.Trigger
        class={cls('control', props.small && 'control-small', props.class)}
        {...(props.id ? { id: props.id } : {})}
        {...(props.label ? { 'aria-label': props.label } : {})}
        {...(props.labelledBy ? { 'aria-labelledby': props.labelledBy } : {})}
        {...(props.describedBy ? { 'aria-describedby': props.describedBy } : {})}
        aria-invalid={props.invalid || undefined}
        ref={(element: HTMLButtonElement) => {
          props.ref?.(element);
          onMount(() => props.autofocus && element.focus());
        }}
      >
        <Kobalte.Value<SelectOption> class="min-w-0 flex-1 truncate">
          {(state) => <OptionFace option={state.selectedOption()} />}
        </Kobalte.Value>
        <ChevronsUpDown size={14} class="flex-none text-faint" />
      </Kobalte.Trigger>
      <Kobalte.Portal>
        <Kobalte.Content data-kb-top-layer class="floating motion-fade z-50 min-w-44">
          <Kobalte.Listbox class="max-h-80 overflow-y-auto p-1 outline-none" />
        </Kobalte.Content>
      </Kobalte.Portal>
    </Kobalte.Root>
  );
};

/** A chosen option, as small as the control that shows it. */
const OptionFace = (props: { option: SelectOption | undefined }): JSX.Element => (
  <Show when={props.option}>
    {(option) => (
      <Show
        when={option().tone}
        fallback={<span class={cls(option().value === none && 'text-faint')}>{option().label}</span>}
      >
        {(tone) => (
          <Chip tone={tone()} icon={option().icon}>
            {option().label}
          </Chip>
        )}
      </Show>
    )}
  </Show>
);

const OptionRow = (props: { item: Parameters<typeof Kobalte.Item>[0]['item'] }): JSX.Element => {
  const option = (): SelectOption => props.item.rawValue as SelectOption;
  return (
    <Kobalte.Item item={props.item} class="option">
      <Show when={option().icon} fallback={<Show when={option().tone}>{(tone) => <ToneDot tone={tone()} />}</Show>}>
        {(icon) => <Dynamic component={icon()} size={16} class="flex-none text-muted" />}
      </Show>
      <span class="min-w-0 flex-1">
        <Kobalte.ItemLabel class={cls('block truncate', option().value === none && 'text-faint')}>
          {option().label}
        </Kobalte.ItemLabel>
        <Show when={option().note}>
          <span class="block text-small text-faint">{option().note}</span>
        </Show>
      </span>
      <Kobalte.ItemIndicator>
        <Check size={16} class="text-accent" />
      </Kobalte.ItemIndicator>
    </Kobalte.Item>
  );
};
