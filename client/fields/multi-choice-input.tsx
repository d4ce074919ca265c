import { Show, type JSX } from 'solid-js';
import { Checklist } from '#client/components/checklist.tsx';
import { TagInput } from '#client/components/tag-input.tsx';
import { choosing, chosenIn } from './conditions.ts';
import { offered } from './offered.ts';
import type { FilterProps, InputProps } from './view.ts';

const listOf = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);

export const MultiChoiceInput = (props: InputProps): JSX.Element => (
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

export const MultiChoiceFilter = (props: FilterProps): JSX.Element => {
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
