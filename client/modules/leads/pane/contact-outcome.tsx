import X from 'lucide-solid/icons/x';
import { For, Show, createEffect, createMemo, createSignal, on, type JSX } from 'solid-js';
import { addDays } from '#shared/calendar-day.ts';
import { today } from '#client/lib/clock.ts';
import { Button } from '#client/components/button.tsx';
import { IconButton } from '#client/components/icon-button.tsx';
import type { Lead } from '#client/modules/leads/actions.ts';
import { useDesk } from '#client/modules/leads/desk.tsx';
import { PickButton } from '#client/records/picker/pick-button.tsx';
import { outcomesOf, type Outcome } from '#client/modules/leads/contact-outcomes.ts';

const nextDays: Record<Outcome['name'], readonly (readonly [label: string, days: number])[]> = {
  connected: [
    ['Tomorrow', 1],
    ['In 3 days', 3],
    ['In a week', 7],
  ],
  'no-answer': [
    ['Later today', 0],
    ['Tomorrow', 1],
    ['In 3 days', 3],
  ],
  booked: [
    ['Today', 0],
    ['Tomorrow', 1],
    ['In 3 days', 3],
  ],
};

/** "How did it go?", asked in place once a call or a chat was begun: one tap notes it, a second says when next. */
export const ContactOutcome = (props: { lead: Lead }): JSX.Element => {
  const desk = useDesk();
  const begun = createMemo(() => {
    const contacted = desk.contacted();
    return contacted?.id === props.lead.id ? contacted : null;
  });
  return (
    <Show when={begun()} keyed>
      {(contacted) => (
        <Question
          lead={props.lead}
          outcomes={outcomesOf[contacted.channel]}
          channel={contacted.channel}
          onDone={() => desk.setContacted(null)}
        />
      )}
    </Show>
  );
};

const Question = (props: {
  lead: Lead;
  outcomes: readonly Outcome[];
  channel: 'call' | 'whatsapp';
  onDone: () => void;
}): JSX.Element => {
  const desk = useDesk();
  const [noted, setNoted] = createSignal<Outcome | null>(null);
  // A day that was chosen elsewhere (the list of days, another person) answers the question too.
  const day = createMemo(() => props.lead.followUpDate);
  createEffect(on(day, () => noted() && props.onDone(), { defer: true }));
  return (
    <section class="motion-appear border-b border-line bg-accent-soft px-3 py-2.5 sm:px-5" aria-label="How did it go?">
      <div class="flex items-center gap-2">
        <p class="flex-1 text-row font-semibold" role="status">
          {noted()?.next ?? (props.channel === 'call' ? 'How did the call go?' : 'How did the chat go?')}
        </p>
        <IconButton icon={X} label="Not now" small onClick={() => props.onDone()} />
      </div>
      <div class="grid grid-cols-2 gap-1.5 pt-1.5 sm:flex sm:flex-wrap">
        <Show
          when={noted()}
          fallback={
            <>
              <For each={props.outcomes}>
                {(outcome) => (
                  <Button
                    small
                    class="max-sm:min-h-12 justify-center"
                    onClick={() => {
                      desk.actions.recordOutcome(props.lead, outcome.name, props.channel);
                      setNoted(outcome);
                    }}
                  >
                    {outcome.label}
                  </Button>
                )}
              </For>
              <PickButton
                field="followUpDate"
                id={props.lead.id}
                label="Set a follow-up"
                class="button button-secondary button-small max-sm:min-h-12 justify-center"
              >
                Follow-up…
              </PickButton>
            </>
          }
        >
          {(outcome) => (
            <>
              <For each={nextDays[outcome().name]}>
                {([label, days]) => (
                  <Button
                    small
                    class="max-sm:min-h-12 justify-center"
                    onClick={() => {
                      desk.actions.setFollowUp(props.lead, addDays(today(), days));
                      props.onDone();
                    }}
                  >
                    {label}
                  </Button>
                )}
              </For>
              <PickButton
                field="followUpDate"
                id={props.lead.id}
                label="Choose another day"
                class="button button-secondary button-small max-sm:min-h-12 justify-center"
              >
                Another day…
              </PickButton>
            </>
          )}
        </Show>
      </div>
    </section>
  );
};
