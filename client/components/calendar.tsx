import ChevronLeft from 'lucide-solid/icons/chevron-left';
import ChevronRight from 'lucide-solid/icons/chevron-right';
import { For, Index, createMemo, createSignal, onMount, type JSX } from 'solid-js';
import { addDays } from '#shared/calendar-day.ts';
import { today } from '#client/lib/clock.ts';
import { exactDay } from '#client/lib/format.ts';
import { firstWeekday } from '#client/lib/formats.ts';
import { cls } from './class.ts';
import { IconButton } from './icon-button.tsx';

type CalendarProps = {
  value: string | null;
  onPick: (day: string) => void;
  /** The day in focus takes the keyboard when the calendar appears. */
  autofocus?: boolean | undefined;
  ref?: ((focusDay: () => void) => void) | undefined;
};

const sundayFirst = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

const weekdays = (): string[] => sundayFirst.map((_, at) => sundayFirst[(at + firstWeekday()) % 7] ?? '');
const monthName = new Intl.DateTimeFormat('en-IN', { timeZone: 'UTC', month: 'long', year: 'numeric' });

/** Six weeks from the start of the one that the first is in: every month is as tall, so nothing jumps. */
const weeksOf = (month: string): string[][] => {
  const first = `${month}-01`;
  const lead = (new Date(`${first}T00:00:00Z`).getUTCDay() + 7 - firstWeekday()) % 7;
  return Array.from({ length: 6 }, (_, week) =>
    Array.from({ length: 7 }, (__, day) => addDays(first, week * 7 + day - lead)),
  );
};

const addMonths = (day: string, months: number): string => {
  const date = new Date(`${day.slice(0, 7)}-01T00:00:00Z`);
  date.setUTCMonth(date.getUTCMonth() + months);
  const month = date.toISOString().slice(0, 8);
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  return `${month}${String(Math.min(Number(day.slice(8)), last)).padStart(2, '0')}`;
};

const steps: Record<string, (day: string) => string> = {
  ArrowLeft: (day) => addDays(day, -1),
  ArrowRight: (day) => addDays(day, 1),
  ArrowUp: (day) => addDays(day, -7),
  ArrowDown: (day) => addDays(day, 7),
  PageUp: (day) => addMonths(day, -1),
  PageDown: (day) => addMonths(day, 1),
};

/** A month to pick a day from. One Tab stop; arrows walk the days, Page Up and Down the months. */
export const Calendar = (props: CalendarProps): JSX.Element => {
  // eslint-disable-next-line solid/reactivity -- where the walk begins; it goes its own way from there
  const [at, setAt] = createSignal(props.value ?? today());
  let grid!: HTMLTableElement;
  const weeks = createMemo(() => weeksOf(at().slice(0, 7)));
  const focusDay = (): void => grid.querySelector<HTMLElement>(`[data-day="${at()}"]`)?.focus();
  onMount(() => {
    props.ref?.(focusDay);
    if (props.autofocus) focusDay();
  });
  const walk = (event: KeyboardEvent): void => {
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    setAt(step(at()));
    focusDay();
  };
  return (
    <div class="mx-auto w-60 max-w-full touch:w-78">
      <div class="flex items-center gap-1 pb-1">
        <IconButton icon={ChevronLeft} label="Previous month" small onClick={() => setAt(addMonths(at(), -1))} />
        <p class="flex-1 text-center text-row font-semibold" aria-live="polite">
          {monthName.format(new Date(`${at()}T00:00:00Z`))}
        </p>
        <IconButton icon={ChevronRight} label="Next month" small onClick={() => setAt(addMonths(at(), 1))} />
      </div>
      <table ref={(element) => (grid = element)} role="grid" class="w-full table-fixed" onKeyDown={walk}>
        <thead>
          <tr>
            <For each={weekdays()}>
              {(name) => (
                <th scope="col" class="h-6 text-small font-normal text-faint">
                  {name.slice(0, 2)}
                </th>
              )}
            </For>
          </tr>
        </thead>
        <tbody>
          <Index each={weeks()}>
            {(week) => (
              <tr>
                <For each={week()}>
                  {(day) => (
                    <td class="p-0 text-center" aria-selected={day === props.value}>
                      <button
                        type="button"
                        data-day={day}
                        tabindex={day === at() ? 0 : -1}
                        aria-label={exactDay(day)}
                        aria-current={day === today() ? 'date' : undefined}
                        class={cls(
                          'tabular size-8 rounded-control text-row hover:bg-pressed touch:size-11',
                          !day.startsWith(at().slice(0, 7)) && 'text-faint',
                          day === today() && 'font-bold text-accent',
                          day === props.value && 'bg-accent! font-semibold text-on-accent!',
                        )}
                        onClick={() => props.onPick(day)}
                      >
                        {Number(day.slice(8))}
                      </button>
                    </td>
                  )}
                </For>
              </tr>
            )}
          </Index>
        </tbody>
      </table>
    </div>
  );
};
