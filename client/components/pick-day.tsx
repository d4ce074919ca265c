import { Show, createMemo, createSignal, type JSX } from 'solid-js';
import { addDays } from '#shared/calendar-day.ts';
import type { Tone } from '#shared/fields/field.ts';
import { today } from '#client/lib/clock.ts';
import { describeDay } from '#client/lib/format.ts';
import { dayInFigures } from '#client/lib/formats.ts';
import { readDay } from '#client/lib/read-day.ts';
import { Calendar } from './late-calendar.tsx';
import { PickList, type PickOption } from './pick-list.tsx';
import { TextInput } from './text-input.tsx';

type PickDayProps = {
  label: string;
  day: string | null;
  onPick: (day: string | null) => void;
  /** What removing the day is called; it cannot be removed where this is absent. */
  clearLabel?: string | undefined;
  /** There may be one to remove though none is given: of several records. */
  mayClear?: boolean | undefined;
  /** The tone of a day's dot. */
  toneOf?: ((day: string) => Tone) | undefined;
};

const steps = [
  { label: 'Today', days: 0 },
  { label: 'Tomorrow', days: 1 },
  { label: 'In 3 days', days: 3 },
  { label: 'In a week', days: 7 },
];

const clear = 'clear';
const other = 'other';

/** The days that are usual, one key each; any other day by typing it or from the calendar. */
export const PickDay = (props: PickDayProps): JSX.Element => {
  const [choosing, setChoosing] = createSignal(false);
  const options = createMemo((): PickOption[] => [
    ...steps.map(({ label, days }) => {
      const day = addDays(today(), days);
      return {
        value: day,
        label,
        tone: props.toneOf?.(day),
        checked: day === props.day,
        ...(days > 1 ? { aside: describeDay(day, today()) } : {}),
      };
    }),
    { value: other, label: 'Another day…', tone: props.toneOf?.(addDays(today(), 1)) },
    ...((props.day === null && !props.mayClear) || props.clearLabel === undefined
      ? []
      : [{ value: clear, label: props.clearLabel, tone: 'slate' as const }]),
  ]);
  const pick = (value: string): void => {
    if (value === other) setChoosing(true);
    else props.onPick(value === clear ? null : value);
  };
  return (
    <Show
      when={choosing()}
      fallback={
        <div class="w-56">
          <PickList label={props.label} options={options()} onPick={pick} />
        </div>
      }
    >
      <AnyDay label={props.label} day={props.day} onPick={(day) => props.onPick(day)} />
    </Show>
  );
};

// A keyboard on the screen would cover the calendar that is quicker than it.
const touch = matchMedia('(pointer: coarse)').matches;

/** Any day: typed, or from the calendar. */
export const AnyDay = (props: { label: string; day: string | null; onPick: (day: string) => void }): JSX.Element => {
  const [typed, setTyped] = createSignal('');
  const read = createMemo(() => (typed().trim() === '' ? null : readDay(typed(), today())));
  return (
    <form
      class="flex flex-col gap-2 p-1"
      onSubmit={(event) => {
        event.preventDefault();
        const day = read();
        if (day) props.onPick(day);
      }}
    >
      <Show when={!touch}>
        <TextInput
          small
          autofocus
          label={`${props.label}: day`}
          placeholder={`fri, +10, ${dayInFigures()}`}
          value={typed()}
          onInput={setTyped}
          invalid={typed().trim() !== '' && read() === null}
        />
        <p class="min-h-4 px-1 text-small text-faint" aria-live="polite">
          <Show when={typed().trim()}>{read() ? describeDay(read() ?? '', today()) : 'Not a day'}</Show>
        </p>
      </Show>
      <Calendar value={props.day} onPick={props.onPick} />
    </form>
  );
};
