import { For, Show, createMemo, type JSX } from 'solid-js';
import { weekdays, type TimeSpan, type WeekHours, type Weekday } from '#shared/fields/week-hours.ts';
import { describeClock } from '#client/lib/format.ts';
import { firstWeekday } from '#client/lib/formats.ts';
import { lateInput } from './late-input.tsx';
import { blockView } from './block-view.ts';
import type { CellProps, KindView } from './view.ts';

/** From the day with which the tenant's week begins. */
export const orderedWeekdays = (): readonly Weekday[] => {
  const first = (firstWeekday() + 6) % 7;
  return [...weekdays.slice(first), ...weekdays.slice(0, first)];
};

export const weekdayName = (day: Weekday): string => `${day.charAt(0).toUpperCase()}${day.slice(1)}`;

const hoursIn = (value: unknown): WeekHours =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as WeekHours) : {};

const describeSpans = (spans: readonly TimeSpan[] = []): string =>
  spans.length === 0
    ? 'Closed'
    : spans.map(({ from, to }) => `${describeClock(from)} – ${describeClock(to)}`).join(', ');

type Stretch = { readonly days: string; readonly hours: string; readonly isOpen: boolean };

/** Days in a row with the same hours are one line: "Mon – Sat". */
const stretchesOf = (value: WeekHours): readonly Stretch[] => {
  const groups: { days: Weekday[]; hours: string; isOpen: boolean }[] = [];
  for (const day of orderedWeekdays()) {
    const hours = describeSpans(value[day]);
    const last = groups.at(-1);
    if (last?.hours === hours) last.days.push(day);
    else groups.push({ days: [day], hours, isOpen: (value[day] ?? []).length > 0 });
  }
  return groups.map(({ days, ...rest }) => {
    const [first, last] = [days[0], days.at(-1)].map((day) => (day ? weekdayName(day).slice(0, 3) : ''));
    return { ...rest, days: days.length === 1 ? (first ?? '') : `${first} – ${last}` };
  });
};

const describeHours = (value: unknown): string =>
  stretchesOf(hoursIn(value))
    .filter(({ isOpen }) => isOpen)
    .map(({ days, hours }) => `${days} ${hours}`)
    .join('; ');

const Cell = (props: CellProps): JSX.Element => {
  const stretches = createMemo(() => stretchesOf(hoursIn(props.value)));
  return (
    <Show when={props.full} fallback={<span class="tabular truncate">{describeHours(props.value)}</span>}>
      <dl class="grid grid-cols-[max-content_minmax(0,1fr)] gap-x-4 gap-y-0.5">
        <For each={stretches()}>
          {({ days, hours, isOpen }) => (
            <>
              <dt class="text-muted">{days}</dt>
              <dd class="tabular" classList={{ 'text-faint': !isOpen }}>
                {hours}
              </dd>
            </>
          )}
        </For>
      </dl>
    </Show>
  );
};

export const weekHours: KindView = {
  Input: lateInput(async () => (await import('./week-hours-input.tsx')).WeekHoursInput),
  Cell,
  ...blockView,
  onCard: 'left out',
  column: { width: 200, grow: 2 },
  text: (value) => describeHours(value) || 'closed all week',
  draft: hoursIn,
  read: (draft) => {
    const days = Object.entries(hoursIn(draft)).filter(([, spans]) => spans.length > 0);
    return days.length > 0 ? Object.fromEntries(days) : null;
  },
};
