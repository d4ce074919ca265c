import X from 'lucide-solid/icons/x';
import { Show, createEffect, createMemo, createSignal, onCleanup, onMount, type JSX } from 'solid-js';
import { addDays } from '#shared/calendar-day.ts';
import type { ContactOutcome } from '#shared/modules/contact-attempts.ts';
import { statusMeaning } from '#shared/modules/leads.ts';
import { statusAfter } from '#shared/modules/record-attempt.ts';
import { Button } from '#client/components/button.tsx';
import { IconButton } from '#client/components/icon-button.tsx';
import { AnyDay } from '#client/components/pick-day.tsx';
import { KeyHint } from '#client/components/key-hint.tsx';
import { TextInput } from '#client/components/text-input.tsx';
import { today } from '#client/lib/clock.ts';
import { describeDay, exactDay, weekdayOf } from '#client/lib/format.ts';
import type { Lead } from '#client/modules/leads/actions.ts';
import { nextOf, outcomesOf, type Attempt } from '#client/modules/leads/contact-outcomes.ts';
import { useDesk, type Contacted } from '#client/modules/leads/desk.tsx';
import { createKeptDraft } from '#client/records/pane/kept-draft.ts';
import { ChoiceKeys, type KeyedChoice } from './choice-keys.tsx';
import { reportLostAttempt } from './lost-attempt.ts';

// A keyboard that comes up by itself would cover what is to be chosen.
const touch = matchMedia('(pointer: coarse)').matches;

const steps = [0, 1, 3, 7];
const other = 'other';
const leave = 'leave';

/** Those that had the keyboard: who walks by such a lead again is not taken into its question. */
const asked = new WeakSet<Contacted>();

/** What was noted of a call, as this device keeps it until it is saved. */
type Noted = { readonly outcome: ContactOutcome | null; readonly note: string; readonly day: string };

/**
 * "How did it go?": the outcome, a line of what was said, the day of the next step. One act, by keyboard or thumb:
 * Enter saves it and goes to the next lead, Escape leaves everything as it was.
 */
export const ContactPanel = (props: { lead: Lead; contacted: Contacted }): JSX.Element => {
  const desk = useDesk();
  const [outcome, setOutcome] = createSignal<ContactOutcome | null>(null);
  const [note, setNote] = createSignal('');
  const [day, setDay] = createSignal(leave);
  const [choosing, setChoosing] = createSignal(false);
  let section!: HTMLElement;
  let outcomes!: HTMLElement;
  let days: HTMLElement | undefined;

  const kept = createKeptDraft(desk.live, () => `leads/${props.contacted.id}/contact`);
  createEffect(() => {
    const left = kept.before()?.typed as Noted | undefined;
    if (!left) return;
    setOutcome(left.outcome);
    setNote(left.note);
    setDay(left.day);
  });
  createEffect(() => {
    const noted: Noted | null = outcome() && { outcome: outcome(), note: note(), day: day() };
    if (noted) kept.keep({ typed: noted, base: props.lead.version, opened: null });
  });

  const focusOn = (group: HTMLElement | undefined): void =>
    group?.querySelector<HTMLElement>('[role=radio][tabindex="0"]')?.focus({ preventScroll: true });
  onMount(() => {
    if (asked.has(props.contacted)) return;
    asked.add(props.contacted);
    focusOn(outcomes);
    section.scrollIntoView({ block: 'nearest' });
  });

  const channel = (): Contacted['channel'] => props.contacted.channel;
  const question = (): string => (channel() === 'call' ? 'How did the call go?' : 'How did the chat go?');
  /** A lead that is lost by it has no follow-up, unless one is chosen. */
  const isLost = createMemo(() => {
    const chosen = outcome();
    const status = chosen && statusAfter(props.lead.status, chosen);
    return status !== null && statusMeaning(status) === 'lost';
  });
  const isAnotherDay = (): boolean => ![leave, ...steps.map((ahead) => addDays(today(), ahead))].includes(day());
  const dayOptions = createMemo((): KeyedChoice[] => [
    ...steps.map((ahead) => {
      const value = addDays(today(), ahead);
      const label = ahead < 2 ? describeDay(value, today()) : ahead === 7 ? 'In a week' : `In ${ahead} days`;
      return { value, label, ...(ahead < 2 ? {} : { aside: weekdayOf(value), tip: exactDay(value) }) };
    }),
    isAnotherDay() ? { value: day(), label: describeDay(day(), today()) } : { value: other, label: 'Another day…' },
    { value: leave, label: isLost() || props.lead.followUpDate === null ? 'No follow-up' : 'As it is' },
  ]);

  const chooseOutcome = (value: string, moves: boolean): void => {
    const chosen = value as ContactOutcome;
    setOutcome(chosen);
    const { days: ahead } = nextOf[chosen];
    const held = props.lead.followUpDate;
    // A day that is still to come was chosen with more thought than ours.
    const keeps = ahead === null || (held !== null && held > today());
    setDay(keeps ? leave : addDays(today(), ahead));
    setChoosing(false);
    if (moves || touch) return;
    queueMicrotask(() => section.querySelector<HTMLElement>('input')?.focus({ preventScroll: true }));
  };
  const chooseDay = (value: string): void => {
    const opens = value === other || (isAnotherDay() && value === day());
    setChoosing(opens);
    if (!opens) setDay(value);
  };
  let isOver = false;
  const forget = (): void => {
    isOver = true;
    kept.remove();
    desk.setContacted(null);
  };
  // A colleague's change closed it. Where the person only went elsewhere, it is kept until they are back.
  onCleanup(() => {
    const attempt = attempted();
    if (!isOver && attempt && reportLostAttempt(desk, props.contacted.id, attempt)) forget();
  });
  const close = (): void => {
    forget();
    const { from } = props.contacted;
    const back = from?.isConnected ? from : rowOf(props.lead.id);
    back?.focus({ preventScroll: true });
  };
  const following = createMemo((): string | null => {
    const ids = desk.listed() ?? [];
    const at = ids.indexOf(props.lead.id);
    return at < 0 ? null : (ids[at + 1] ?? null);
  });
  const attempted = (): Attempt | null => {
    const chosen = outcome();
    const followUpDate = day() === leave ? null : day();
    return chosen && { outcome: chosen, channel: channel(), note: note().trim(), followUpDate };
  };
  const save = (goesOn: boolean): void => {
    const attempt = attempted();
    if (attempt === null) return focusOn(outcomes);
    // Where the list is now: what is saved may move the lead in it.
    const next = goesOn ? following() : null;
    desk.actions.recordAttempt(props.lead, attempt);
    close();
    if (next === null) return;
    if (desk.openId() !== null) return desk.open(next, { byKeyboard: true });
    desk.setExpanded(null);
    desk.setCurrent(next);
    requestAnimationFrame(() => rowOf(next)?.focus());
  };
  const keys = (event: KeyboardEvent): void => {
    if (event.defaultPrevented) return;
    if (event.key === 'Escape' && choosing()) {
      // Out of the calendar, not out of all that was noted.
      setChoosing(false);
      focusOn(days);
    } else if (event.key === 'Escape') close();
    else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) save(true);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <section
      ref={(element) => (section = element)}
      class="motion-appear flex max-h-[75dvh] flex-none flex-col gap-2 overflow-y-auto border-b border-line bg-accent-soft px-3 py-2.5 max-lg:pb-[max(0.625rem,env(safe-area-inset-bottom))] sm:px-5"
      aria-label="How did it go?"
      onKeyDown={keys}
    >
      <div class="flex items-center gap-2">
        <p class="flex-1 text-row font-semibold">{question()}</p>
        <IconButton
          icon={X}
          label="Not now"
          keys="Esc"
          small
          class="-my-1 touch:min-h-11 touch:min-w-11"
          onClick={close}
        />
      </div>
      <ChoiceKeys
        label={question()}
        options={outcomesOf(channel())}
        value={outcome()}
        onChoose={chooseOutcome}
        ref={(element) => (outcomes = element)}
      />
      <Show when={outcome()}>
        {(chosen) => (
          <>
            <TextInput
              small
              class="touch:min-h-11"
              label="What was said"
              placeholder="What was said, if anything"
              maxlength={200}
              enterkeyhint="next"
              value={note()}
              onInput={setNote}
              onKeyDown={(event) => {
                if (event.key !== 'Enter' || event.ctrlKey || event.metaKey) return;
                event.preventDefault();
                event.stopPropagation();
                event.currentTarget.blur();
                focusOn(days);
              }}
            />
            <p class="text-small font-medium text-muted">{nextOf[chosen()].question}</p>
            <ChoiceKeys
              label={nextOf[chosen()].question}
              options={dayOptions()}
              value={day()}
              onChoose={chooseDay}
              onEnter={() => save(true)}
              ref={(element) => (days = element)}
            />
            <Show when={choosing()}>
              <AnyDay
                label="Follow-up"
                day={isAnotherDay() ? day() : null}
                onPick={(picked) => {
                  setDay(picked);
                  setChoosing(false);
                  queueMicrotask(() => focusOn(days));
                }}
              />
            </Show>
            <div class="flex gap-2 pt-0.5">
              <Show when={following()}>
                <Button variant="primary" small class="touch:min-h-11 max-sm:flex-1" onClick={() => save(true)}>
                  Save and next
                </Button>
              </Show>
              <Button
                small
                variant={following() ? 'secondary' : 'primary'}
                class="touch:min-h-11 max-sm:flex-1"
                onClick={() => save(false)}
              >
                Save
              </Button>
              <p
                class="ml-auto flex items-center gap-1.5 self-center text-small text-muted touch:hidden"
                aria-hidden="true"
              >
                <KeyHint keys="Enter" /> goes on
              </p>
            </div>
          </>
        )}
      </Show>
    </section>
  );
};

const rowOf = (id: string): HTMLElement | null =>
  document.querySelector<HTMLElement>(`[data-id="${id}"] [data-row-focus]`);
