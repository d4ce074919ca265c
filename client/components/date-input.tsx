import CalendarIcon from 'lucide-solid/icons/calendar';
import { For, Show, createSignal, onMount, type JSX } from 'solid-js';
import { addDays } from '#shared/calendar-day.ts';
import { today } from '#client/lib/clock.ts';
import { exactDay, describeDay } from '#client/lib/format.ts';
import { dayInFigures } from '#client/lib/formats.ts';
import { readDay } from '#client/lib/read-day.ts';
import { Calendar } from './late-calendar.tsx';
import { cls } from './class.ts';
import type { ControlProps } from './control.ts';
import { AnchoredPopover } from './popover.tsx';

type DateInputProps = ControlProps & {
  /** `YYYY-MM-DD` */
  value: string | null;
  onChange: (day: string | null) => void;
  /** Opens at once, as an editor in a cell does. */
  defaultOpen?: boolean | undefined;
  onClose?: (() => void) | undefined;
  /** What lies behind, rather than ahead, is proposed: it says when something happened. */
  past?: boolean | undefined;
  class?: string | undefined;
};

const ahead = [
  { label: 'Today', days: 0 },
  { label: 'Tomorrow', days: 1 },
  { label: 'In 3 days', days: 3 },
  { label: 'In a week', days: 7 },
];

const behind = [
  { label: 'Today', days: 0 },
  { label: 'Yesterday', days: -1 },
  { label: '3 days ago', days: -3 },
  { label: 'A week ago', days: -7 },
];

// On a touch screen the calendar is quicker than the keyboard that would cover it.
const touch = matchMedia('(pointer: coarse)').matches;

/** A day: typed as people write it ("tom", "+3", "24/11"), or picked. */
export const DateInput = (props: DateInputProps): JSX.Element => {
  const [open, setOpen] = createSignal(false);
  const [typed, setTyped] = createSignal<string | null>(null);
  const [unreadable, setUnreadable] = createSignal(false);
  let anchor!: HTMLDivElement;
  let input!: HTMLInputElement;
  let focusDay: (() => void) | undefined;

  const shown = (): string => typed() ?? (props.value ? describeDay(props.value, today()) : '');
  const close = (): void => {
    if (!open()) return;
    setOpen(false);
    props.onClose?.();
  };
  const pick = (day: string | null): void => {
    setTyped(null);
    setUnreadable(false);
    if (day !== props.value) props.onChange(day);
    input.focus();
    close();
  };
  /** False when what is typed is no day. */
  const commitTyped = (): boolean => {
    const text = typed();
    if (text === null) return true;
    const day = text.trim() === '' ? null : readDay(text, today());
    if (day === null && text.trim() !== '') {
      setUnreadable(true);
      return false;
    }
    setTyped(null);
    setUnreadable(false);
    if (day !== props.value) props.onChange(day);
    return true;
  };
  const keys = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (open()) focusDay?.();
      else setOpen(true);
    } else if (event.key === 'Enter') {
      if (!commitTyped()) event.preventDefault();
      else if (open()) {
        event.preventDefault();
        close();
      }
    } else if (event.key === 'Escape' && (open() || typed() !== null)) {
      event.stopPropagation();
      setTyped(null);
      setUnreadable(false);
      close();
    }
  };
  onMount(() => {
    if (props.autofocus || props.defaultOpen) input.focus();
    if (props.defaultOpen) setOpen(true);
  });
  return (
    <>
      <div
        ref={(element) => (anchor = element)}
        class={cls('control', props.small && 'control-small', props.class)}
        onClick={() => !props.disabled && setOpen(true)}
      >
        <input
          ref={(element) => (input = element)}
          id={props.id}
          type="text"
          role="combobox"
          aria-haspopup="dialog"
          aria-expanded={open()}
          aria-label={props.label}
          aria-describedby={props.describedBy}
          aria-invalid={props.invalid || unreadable() || undefined}
          aria-required={props.required || undefined}
          autocomplete="off"
          class="tabular min-w-0 flex-1 bg-transparent outline-none"
          placeholder={touch ? 'Choose a day' : `${props.past ? 'yesterday, -3' : 'tomorrow, +3'}, ${dayInFigures()}`}
          data-tip={props.value && !open() ? exactDay(props.value) : undefined}
          readonly={touch}
          disabled={props.disabled}
          value={shown()}
          onFocus={(event) => event.currentTarget.select()}
          onInput={(event) => {
            setTyped(event.currentTarget.value);
            setUnreadable(false);
            setOpen(true);
          }}
          onBlur={() => commitTyped()}
          onKeyDown={keys}
        />
        <CalendarIcon size={16} class="flex-none text-faint" />
      </div>
      <AnchoredPopover label="Choose a day" anchor={() => anchor} open={open()} onClose={close} keepFocus>
        <div
          class="flex flex-col gap-2"
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return;
            event.stopPropagation();
            input.focus();
            close();
          }}
        >
          <div class="flex flex-wrap gap-1">
            <For each={props.past ? behind : ahead}>
              {(shortcut) => (
                <button
                  type="button"
                  class="button button-secondary button-small flex-1"
                  onClick={() => pick(addDays(today(), shortcut.days))}
                >
                  {shortcut.label}
                </button>
              )}
            </For>
          </div>
          <Show when={open()}>
            <Calendar value={props.value} onPick={pick} ref={(focus) => (focusDay = focus)} />
          </Show>
          <Show when={props.value && !props.required}>
            <button type="button" class="button button-quiet button-small" onClick={() => pick(null)}>
              No date
            </button>
          </Show>
        </div>
      </AnchoredPopover>
    </>
  );
};
