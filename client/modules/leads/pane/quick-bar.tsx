import CalendarClock from 'lucide-solid/icons/calendar-clock';
import ListChecks from 'lucide-solid/icons/list-checks';
import { Show, createMemo, type JSX } from 'solid-js';
import { leads } from '#shared/modules/leads.ts';
import { today } from '#client/lib/clock.ts';
import { Button } from '#client/components/button.tsx';
import type { Lead } from '#client/modules/leads/actions.ts';
import { mayNotContact } from '#client/modules/leads/contact.ts';
import { ContactLink } from '#client/modules/leads/contact-links.tsx';
import { useDesk } from '#client/modules/leads/desk.tsx';
import { FollowUpBadge } from '#client/modules/leads/badges.tsx';
import { useNarrowLayout } from '#client/records/narrow-layout.ts';
import { PickButton } from '#client/records/picker/pick-button.tsx';
import { followUpInFull } from '#client/modules/leads/describe-follow-up.ts';
import { ContactOutcome } from './contact-outcome.tsx';

const face =
  'button button-secondary flex-auto lg:min-h-8 lg:px-1.5 lg:py-1 lg:text-row max-lg:min-h-12 max-lg:flex-col max-lg:gap-0.5 max-lg:border-transparent max-lg:bg-transparent max-lg:px-1 max-lg:py-1 max-lg:text-small';

/** What is done with a lead most often: on top of it beside the list, at the thumb on a phone. */
export const QuickBar = (props: { record: Lead }): JSX.Element => {
  const desk = useDesk();
  const narrow = useNarrowLayout();
  const mayContact = createMemo(
    () => mayNotContact(props.record) === null && desk.live.can('contact', leads, props.record),
  );
  const mayUpdate = createMemo(() => desk.live.can('update', leads, props.record));
  return (
    <>
      <div class="flex flex-none flex-col max-lg:order-last">
        <ContactOutcome lead={props.record} />
      </div>
      <div
        class="flex flex-none gap-1.5 border-line px-3 py-2 max-lg:order-last max-lg:border-t max-lg:pb-[max(0.5rem,env(safe-area-inset-bottom))] sm:px-5 lg:border-b"
        classList={{ 'max-lg:hidden!': desk.contacted()?.id === props.record.id }}
        role="group"
        aria-label="Actions"
      >
        <ContactLink lead={props.record} channel="call" class={face} showLabel keys="C" />
        <ContactLink lead={props.record} channel="whatsapp" class={face} showLabel keys="W" />
        <Button
          icon={ListChecks}
          disabled={!mayContact()}
          class={`${face} justify-center`}
          onClick={() => desk.askOutcome(props.record.id, 'call')}
        >
          Outcome
        </Button>
        <Show when={narrow()}>
          <PickButton
            field="followUpDate"
            id={props.record.id}
            label={`${followUpInFull(props.record.followUpDate, today())}. Change`}
            disabled={!mayUpdate()}
            class={`${face} justify-center`}
          >
            <CalendarClock size={16} class="flex-none" />
            <FollowUpBadge day={props.record.followUpDate} />
          </PickButton>
        </Show>
      </div>
    </>
  );
};
