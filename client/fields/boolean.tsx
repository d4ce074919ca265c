import Check from 'lucide-solid/icons/check';
import Minus from 'lucide-solid/icons/minus';
import { Show, type JSX } from 'solid-js';
import { Checklist } from '#client/components/checklist.tsx';
import { Switch } from '#client/components/switch.tsx';
import { choosing, chosenIn } from './conditions.ts';
import type { CellProps, FilterProps, InputProps, KindView } from './view.ts';

const Input = (props: InputProps): JSX.Element => (
  <Switch
    id={props.id}
    name={props.label}
    labelledBy={props.labelledBy}
    describedBy={props.describedBy}
    invalid={props.invalid}
    disabled={props.disabled}
    autofocus={(props.autofocus ?? false) || (props.inline ?? false)}
    onEnter={props.inline ? () => props.onChange(props.value !== true) : undefined}
    checked={props.value === true}
    onChange={props.onChange}
  />
);

const Cell = (props: CellProps): JSX.Element => (
  <Show
    when={props.value === true}
    fallback={
      <span class="inline-flex items-center gap-1 text-faint">
        <Minus size={14} class="flex-none" /> No
      </span>
    }
  >
    <span class="inline-flex items-center gap-1">
      <Check size={14} class="flex-none text-accent" /> Yes
    </span>
  </Show>
);

const options = [
  { value: 'true', label: 'Yes' },
  { value: 'false', label: 'No' },
];

const FilterEditor = (props: FilterProps): JSX.Element => (
  <div class="p-1">
    <Checklist
      label={props.field.label}
      options={options.map((option) => ({ ...option, count: props.counts?.get(option.value) }))}
      counted={props.counts !== undefined}
      chosen={chosenIn(props.value).values}
      // Both is as good as neither.
      onChange={(values) =>
        props.onChange(
          values.length === 1
            ? [{ field: props.name, op: 'eq', value: values[0] === 'true' }]
            : choosing(props.name, { values: [], none: false }),
        )
      }
    />
  </div>
);

const FilterLabel = (props: Pick<FilterProps, 'value'>): JSX.Element => (
  <>{chosenIn(props.value).values[0] === 'true' ? 'Yes' : 'No'}</>
);

export const boolean: KindView = {
  Input,
  Cell,
  FilterEditor,
  FilterLabel,
  instant: true,
  onCard: 'left out',
  ticks: true,
  parts: ({ label }) => [
    { value: 'true', label },
    { value: 'false', label: `Not ${label.toLowerCase()}` },
  ],
  partFilter: (name, part) => [{ field: name, op: 'eq', value: part === 'true' }],
  column: { width: 72, grow: 0 },
  draft: (value) => value === true,
};
