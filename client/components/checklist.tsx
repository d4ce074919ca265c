import { Show, type JSX } from 'solid-js';
import type { Tone } from '#shared/fields/field.ts';
import { formatNumber } from '#client/lib/format.ts';
import { ToneDot } from './chip.tsx';
import { Keyed } from './keyed.tsx';

export type ChecklistOption = {
  readonly value: string;
  readonly label: string;
  readonly tone?: Tone | undefined;
  /** How many records that is; undefined while not known. */
  readonly count?: number | undefined;
};

type ChecklistProps = {
  /** What is chosen from, as a heading for screen readers. */
  label: string;
  options: readonly ChecklistOption[];
  chosen: readonly string[];
  onChange: (chosen: readonly string[]) => void;
  /** Shows each option's count; a missing one is nought. */
  counted?: boolean | undefined;
};

/** Any of a few: the filters of a list, with how many records each would leave. */
export const Checklist = (props: ChecklistProps): JSX.Element => {
  const toggle = (value: string, on: boolean): void => {
    props.onChange(on ? [...props.chosen, value] : props.chosen.filter((one) => one !== value));
  };
  return (
    <fieldset class="flex min-w-0 flex-col">
      <legend class="sr-only">{props.label}</legend>
      <Keyed each={props.options} by={({ value }) => value}>
        {(option) => (
          <label class="option cursor-pointer hover:bg-hover has-focus-visible:outline-2 has-focus-visible:-outline-offset-2 has-focus-visible:outline-focus">
            <input
              type="checkbox"
              class="size-4 flex-none outline-none"
              checked={props.chosen.includes(option().value)}
              onChange={(event) => toggle(option().value, event.currentTarget.checked)}
            />
            <Show when={option().tone}>{(tone) => <ToneDot tone={tone()} />}</Show>
            <span class="min-w-0 flex-1 truncate">{option().label}</span>
            <Show when={props.counted}>
              <span class="tabular text-small text-faint">{formatNumber(option().count ?? 0)}</span>
            </Show>
          </label>
        )}
      </Keyed>
    </fieldset>
  );
};
