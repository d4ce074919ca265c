import Copy from 'lucide-solid/icons/copy';
import Plus from 'lucide-solid/icons/plus';
import X from 'lucide-solid/icons/x';
import { For, Index, Show, createMemo, type JSX } from 'solid-js';
import type { TimeSpan, WeekHours, Weekday } from '#shared/fields/week-hours.ts';
import { Button } from '#client/components/button.tsx';
import { IconButton } from '#client/components/icon-button.tsx';
import { Switch } from '#client/components/switch.tsx';
import type { InputProps } from './view.ts';
import { orderedWeekdays, weekdayName } from './week-hours.tsx';

const usual: TimeSpan = { from: '09:00', to: '18:00' };
const most = 4;

/** A second stretch begins after the first, an hour later, as after lunch. */
const nextSpan = (spans: readonly TimeSpan[]): TimeSpan => {
  const end = Number((spans.at(-1)?.to ?? usual.from).slice(0, 2));
  const hour = (at: number): string => `${String(Math.min(at, 23)).padStart(2, '0')}:00`;
  return { from: hour(end + 1), to: end + 5 > 23 ? '24:00' : hour(end + 5) };
};

/** A week, day by day: open or closed, and from when to when. */
export const WeekHoursInput = (props: InputProps): JSX.Element => {
  const hours = createMemo(() => (props.value ?? {}) as WeekHours);
  const spansOf = (day: Weekday): readonly TimeSpan[] => hours()[day] ?? [];
  // What is in hours that go loses the focus, and to lose the focus is to save.
  let rearranging = false;
  const change = (next: WeekHours): void => {
    rearranging = true;
    props.onChange(next);
    rearranging = false;
  };
  const set = (day: Weekday, spans: readonly TimeSpan[]): void => change({ ...hours(), [day]: spans });
  const setTime = (day: Weekday, at: number, part: 'from' | 'to', time: string): void =>
    set(
      day,
      spansOf(day).map((span, index) => (index === at ? { ...span, [part]: time } : span)),
    );
  const copyToOpen = (from: Weekday): void =>
    change(
      Object.fromEntries(orderedWeekdays().map((day) => [day, spansOf(day).length > 0 ? spansOf(from) : []] as const)),
    );
  const openDays = createMemo(() => orderedWeekdays().filter((day) => spansOf(day).length > 0));
  return (
    <div
      role="group"
      // A click on a label or between two fields stays inside: to leave is to save.
      tabindex={-1}
      aria-label={props.label ?? props.field.label}
      aria-describedby={props.describedBy}
      onFocusOut={(event) => rearranging && event.stopPropagation()}
      class="flex flex-col divide-y divide-line rounded-control border border-line bg-surface outline-none"
    >
      <For each={orderedWeekdays()}>
        {(day, at) => (
          <div class="flex flex-wrap items-start gap-x-2 gap-y-1 px-3 py-1.5">
            <Switch
              class="w-28 flex-none py-1"
              label={weekdayName(day)}
              autofocus={at() === 0 && ((props.inline ?? false) || (props.autofocus ?? false))}
              disabled={props.disabled}
              checked={spansOf(day).length > 0}
              onChange={(open) => set(day, open ? [usual] : [])}
            />
            <div class="flex min-w-0 flex-col gap-1">
              <Show when={spansOf(day).length > 0} fallback={<span class="py-1.5 text-row text-faint">Closed</span>}>
                <Index each={spansOf(day)}>
                  {(span, index) => (
                    <div class="flex items-center gap-1.5">
                      <Time
                        label={`${weekdayName(day)}, opens`}
                        value={span().from}
                        invalid={props.invalid}
                        onChange={(time) => setTime(day, index, 'from', time)}
                      />
                      <span class="text-faint">–</span>
                      <Time
                        label={`${weekdayName(day)}, closes`}
                        value={span().to}
                        invalid={span().to <= span().from}
                        onChange={(time) => setTime(day, index, 'to', time)}
                      />
                      <Show when={spansOf(day).length > 1}>
                        <IconButton
                          small
                          icon={X}
                          label={`Remove these hours of ${weekdayName(day)}`}
                          onClick={() => set(day, spansOf(day).toSpliced(index, 1))}
                        />
                      </Show>
                      <Show when={index === spansOf(day).length - 1}>
                        <Show when={spansOf(day).length < most}>
                          <IconButton
                            small
                            icon={Plus}
                            label={`More hours on ${weekdayName(day)}`}
                            onClick={() => set(day, [...spansOf(day), nextSpan(spansOf(day))])}
                          />
                        </Show>
                      </Show>
                    </div>
                  )}
                </Index>
              </Show>
            </div>
          </div>
        )}
      </For>
      <Show when={openDays().length > 1 && openDays()[0]}>
        {(first) => (
          <div class="px-2 py-1.5">
            <Button small variant="quiet" icon={Copy} onClick={() => copyToOpen(first())}>
              {weekdayName(first())}’s hours on all open days
            </Button>
          </div>
        )}
      </Show>
    </div>
  );
};

type TimeProps = { label: string; value: string; invalid: boolean | undefined; onChange: (time: string) => void };

/** A native field of time: it shows hours as the person's own device does, and knows its keyboard. */
const Time = (props: TimeProps): JSX.Element => (
  <input
    type="time"
    class="control control-small tabular w-24 flex-none [&::-webkit-calendar-picker-indicator]:hidden"
    aria-label={props.label}
    aria-invalid={props.invalid || undefined}
    // Midnight at a day's end is 00:00 to the browser.
    value={props.value === '24:00' ? '00:00' : props.value}
    onChange={(event) => {
      const time = event.currentTarget.value;
      if (time !== '') props.onChange(time === '00:00' && props.label.endsWith('closes') ? '24:00' : time);
    }}
  />
);
