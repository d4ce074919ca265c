import { For, type JSX } from 'solid-js';
import { addDays } from '#shared/calendar-day.ts';
import { today } from '#client/lib/clock.ts';
import { DateInput } from '#client/components/date-input.tsx';
import { cls } from '#client/components/class.ts';
import { exactDay, describeDay } from '#client/lib/format.ts';
import { between, hasOp, valueOf } from './conditions.ts';
import { rangeLabel } from './number.tsx';
import type { CellProps, FilterProps, InputProps, KindView } from './view.ts';

const Input = (props: InputProps): JSX.Element => (
  <DateInput
    id={props.id}
    label={props.label}
    describedBy={props.describedBy}
    invalid={props.invalid}
    disabled={props.disabled}
    required={props.required}
    small={props.small}
    autofocus={props.autofocus}
    defaultOpen={props.inline}
    onClose={props.onClose}
    value={typeof props.value === 'string' ? props.value : null}
    onChange={props.onChange}
  />
);

const Cell = (props: CellProps): JSX.Element => (
  <time class="tabular truncate" datetime={String(props.value)} data-tip={exactDay(String(props.value))}>
    {describeDay(String(props.value), today())}
  </time>
);

type Preset = { readonly label: string; readonly from: string | null; readonly to: string | null };

/** Relative to the day of reading, so that a saved address stays "the last 7 days". */
const presets: readonly Preset[] = [
  { label: 'Before today', from: null, to: 'today-1' },
  { label: 'Today', from: 'today', to: 'today' },
  { label: 'Next 7 days', from: 'today', to: 'today+6' },
  { label: 'Last 7 days', from: 'today-6', to: 'today' },
  { label: 'Last 30 days', from: 'today-29', to: 'today' },
];

/** `today-6` as the day that it is now; a day stays itself. */
const dayIn = (value: unknown): string | null => {
  if (typeof value !== 'string') return null;
  const [, count] = /^today([+-]\d+)?$/.exec(value) ?? [null, null];
  return value.startsWith('today') ? addDays(today(), Number(count ?? 0)) : value.slice(0, 10);
};

export const DateRangeEditor = (props: FilterProps): JSX.Element => {
  const from = (): unknown => valueOf(props.value, 'gte');
  const to = (): unknown => valueOf(props.value, 'lte');
  const isSet = (preset: Preset): boolean =>
    (from() ?? null) === preset.from && (to() ?? null) === preset.to && props.value.length > 0;
  return (
    <div class="flex w-60 flex-col gap-2 p-2">
      <div class="flex flex-col">
        <For each={presets}>
          {(preset) => (
            <button
              type="button"
              class={cls('option hover:bg-hover', isSet(preset) && 'font-semibold text-accent')}
              aria-pressed={isSet(preset)}
              onClick={() => props.onChange(isSet(preset) ? [] : between(props.name, preset.from, preset.to))}
            >
              {preset.label}
            </button>
          )}
        </For>
        <button
          type="button"
          class={cls('option hover:bg-hover', hasOp(props.value, 'empty') && 'font-semibold text-accent')}
          aria-pressed={hasOp(props.value, 'empty')}
          onClick={() => props.onChange(hasOp(props.value, 'empty') ? [] : [{ field: props.name, op: 'empty' }])}
        >
          Empty
        </button>
      </div>
      <div class="flex flex-col gap-1 border-t border-line pt-2">
        <DateInput
          small
          label={`${props.field.label} from`}
          value={dayIn(from())}
          onChange={(day) => props.onChange(between(props.name, day, to() ?? null))}
        />
        <DateInput
          small
          label={`${props.field.label} to`}
          value={dayIn(to())}
          onChange={(day) => props.onChange(between(props.name, from() ?? null, day))}
        />
      </div>
    </div>
  );
};

export const DateRangeLabel = (props: Pick<FilterProps, 'value'>): JSX.Element => {
  const say = (value: unknown): string | null => {
    const day = dayIn(value);
    return day === null ? null : describeDay(day, today());
  };
  const preset = () =>
    presets.find(
      ({ from, to }) => (valueOf(props.value, 'gte') ?? null) === from && (valueOf(props.value, 'lte') ?? null) === to,
    );
  return (
    <>
      {hasOp(props.value, 'empty')
        ? 'Empty'
        : (preset()?.label ?? rangeLabel(say(valueOf(props.value, 'gte')), say(valueOf(props.value, 'lte'))))}
    </>
  );
};

export const date: KindView = {
  Input,
  Cell,
  FilterEditor: DateRangeEditor,
  FilterLabel: DateRangeLabel,
  instant: true,
  column: { width: 104, grow: 1 },
};
