import { For, Show, createMemo, type JSX } from 'solid-js';
import { Checklist } from '#client/components/checklist.tsx';
import { Chip } from '#client/components/chip.tsx';
import { TagInput } from '#client/components/tag-input.tsx';
import { choosing, chosenIn } from './conditions.ts';
import { offered } from './offered.ts';
import type { CellProps, FilterProps, InputProps, KindView } from './view.ts';

const listOf = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);

const Input = (props: InputProps): JSX.Element => (
  <Show
    when={props.field.choices}
    fallback={
      <TagInput
        id={props.id}
        label={props.label}
        describedBy={props.describedBy}
        invalid={props.invalid}
        disabled={props.disabled}
        small={props.small}
        autofocus={(props.autofocus ?? false) || (props.inline ?? false)}
        value={listOf(props.value)}
        onChange={props.onChange}
      />
    }
  >
    <Checklist
      label={props.label ?? props.field.label}
      options={offered(props.field, listOf(props.value))}
      chosen={listOf(props.value)}
      onChange={props.onChange}
    />
  </Show>
);

const Cell = (props: CellProps): JSX.Element => {
  const faces = createMemo(() =>
    listOf(props.value).map(
      (value) => props.field.choices?.find((one) => one.value === value) ?? { value, label: value, tone: undefined },
    ),
  );
  return (
    <span class={props.full ? 'flex flex-wrap gap-1' : 'flex min-w-0 gap-1 overflow-hidden'}>
      <For each={faces()}>{(face) => <Chip tone={face.tone}>{face.label}</Chip>}</For>
    </span>
  );
};

const FilterEditor = (props: FilterProps): JSX.Element => {
  const set = (values: readonly string[]): void => props.onChange(choosing(props.name, { values, none: false }, true));
  return (
    <div class="p-2">
      <Show
        when={props.field.choices}
        fallback={
          <TagInput
            label={`${props.field.label}, any of`}
            placeholder="Any of these words"
            autofocus
            value={chosenIn(props.value).values}
            onChange={set}
          />
        }
      >
        {(choices) => (
          <Checklist
            label={props.field.label}
            options={choices()}
            chosen={chosenIn(props.value).values}
            onChange={set}
          />
        )}
      </Show>
    </div>
  );
};

const FilterLabel = (props: Pick<FilterProps, 'value' | 'field'>): JSX.Element => (
  <>
    {chosenIn(props.value)
      .values.map((value) => props.field.choices?.find((one) => one.value === value)?.label ?? value)
      .join(', ')}
  </>
);

export const multiChoice: KindView = {
  Input,
  Cell,
  FilterEditor,
  FilterLabel,
  column: { width: 132, grow: 2 },
  draft: listOf,
};
