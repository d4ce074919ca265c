import { type JSX } from 'solid-js';
import { addDays, dayOf, momentOf } from '#shared/calendar-day.ts';
import type { Condition, Filter } from '#shared/filter.ts';
import { now, timeZone, today } from '#client/lib/clock.ts';
import { DateInput } from '#client/components/date-input.tsx';
import { TextInput } from '#client/components/text-input.tsx';
import { exactMoment, describeAgo, describeMoment } from '#client/lib/format.ts';
import { DateRangeEditor, DateRangeLabel } from './date.tsx';
import type { CellProps, FilterProps, InputProps, KindView } from './view.ts';

const clock = new Map<string, Intl.DateTimeFormat>();

/** "14:05" in the tenant's zone, as a time input accepts it. */
const timeOf = (iso: string): string => {
  const zone = timeZone();
  const format =
    clock.get(zone) ??
    new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  clock.set(zone, format);
  return format.format(new Date(iso));
};

const Input = (props: InputProps): JSX.Element => {
  const iso = (): string | null => (typeof props.value === 'string' ? props.value : null);
  const day = (): string | null => {
    const at = iso();
    return at ? dayOf(new Date(at), timeZone()) : null;
  };
  const time = (): string => {
    const at = iso();
    return at ? timeOf(at) : '';
  };
  return (
    <div class="flex min-w-0 flex-wrap gap-2">
      <DateInput
        id={props.id}
        label={props.label}
        describedBy={props.describedBy}
        invalid={props.invalid}
        disabled={props.disabled}
        required={props.required}
        small={props.small}
        // A moment says when something happened; what is planned is a day.
        past
        autofocus={(props.autofocus ?? false) || (props.inline ?? false)}
        // The day gives way, and then the time goes below: neither is ever cut off.
        class="min-w-0 flex-[1_1_8rem]"
        value={day()}
        // Someone who picks today most likely means now; another day begins with the working day.
        onChange={(picked) =>
          props.onChange(
            picked &&
              momentOf(picked, time() || (picked === today() ? timeOf(now().toISOString()) : '09:00'), timeZone()),
          )
        }
      />
      <TextInput
        type="time"
        label={`${props.label ?? props.field.label}: time`}
        invalid={props.invalid}
        disabled={(props.disabled ?? false) || !iso()}
        small={props.small}
        class="tabular w-28 min-w-28 flex-none"
        value={time()}
        onInput={(typed) => {
          const at = day();
          if (typed && at) props.onChange(momentOf(at, typed, timeZone()));
        }}
      />
    </div>
  );
};

const Cell = (props: CellProps): JSX.Element => (
  <time class="tabular truncate" datetime={String(props.value)} data-tip={exactMoment(String(props.value), timeZone())}>
    {Date.parse(String(props.value)) > now().getTime()
      ? describeMoment(String(props.value), today(), timeZone())
      : describeAgo(String(props.value), now(), timeZone())}
  </time>
);

const isCondition = (filter: Filter): filter is Condition => 'op' in filter;

/** A moment's filter is set by days: "to the 5th" means until it ends, which is before the 6th begins. */
const toMoments = (filters: readonly Filter[]): readonly Filter[] =>
  filters.map((filter) => {
    if (!isCondition(filter) || typeof filter.value !== 'string') return filter;
    const { op, value } = filter;
    const isLast = op === 'lte';
    const relative = /^today([+-]\d+)?$/.exec(value);
    if (relative) {
      const days = Number(relative[1] ?? 0) + (isLast ? 1 : 0);
      return { ...filter, op: isLast ? 'lt' : op, value: days === 0 ? 'today' : `today${days > 0 ? '+' : ''}${days}` };
    }
    return {
      ...filter,
      op: isLast ? 'lt' : op,
      value: momentOf(isLast ? addDays(value, 1) : value, '00:00', timeZone()),
    };
  });

const toDays = (filters: readonly Filter[]): readonly Filter[] =>
  filters.map((filter) => {
    if (!isCondition(filter) || typeof filter.value !== 'string') return filter;
    const { op, value } = filter;
    const isLast = op === 'lt';
    const relative = /^today([+-]\d+)?$/.exec(value);
    if (relative) {
      const days = Number(relative[1] ?? 0) - (isLast ? 1 : 0);
      return { ...filter, op: isLast ? 'lte' : op, value: days === 0 ? 'today' : `today${days > 0 ? '+' : ''}${days}` };
    }
    const day = dayOf(new Date(value), timeZone());
    return { ...filter, op: isLast ? 'lte' : op, value: isLast ? addDays(day, -1) : day };
  });

const FilterEditor = (props: FilterProps): JSX.Element => (
  <DateRangeEditor {...props} value={toDays(props.value)} onChange={(filters) => props.onChange(toMoments(filters))} />
);

const FilterLabel = (props: Pick<FilterProps, 'value'>): JSX.Element => <DateRangeLabel value={toDays(props.value)} />;

export const dateTime: KindView = { Input, Cell, FilterEditor, FilterLabel, column: { width: 132, grow: 1 } };
