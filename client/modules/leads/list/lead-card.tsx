import CalendarPlus from 'lucide-solid/icons/calendar-plus';
import ListChecks from 'lucide-solid/icons/list-checks';
import PanelRightOpen from 'lucide-solid/icons/panel-right-open';
import { For, createMemo, type JSX } from 'solid-js';
import { leads, statusLabel } from '#shared/modules/leads.ts';
import { timeZone, today } from '#client/lib/clock.ts';
import { describeMoment } from '#client/lib/format.ts';
import type { Lead } from '#client/modules/leads/actions.ts';
import { ContactLink } from '#client/modules/leads/contact-links.tsx';
import { ContactOutcome } from '#client/modules/leads/pane/contact-outcome.tsx';
import { choiceLabel } from '#client/modules/leads/choices.ts';
import { useDesk } from '#client/modules/leads/desk.tsx';
import { isEmptyValue } from '#shared/fields/empty-value.ts';
import { addedFields } from '#client/records/added-fields.ts';
import { useValueText } from '#client/records/pane/value-text.ts';
import { PickButton } from '#client/records/picker/pick-button.tsx';
import { followUpInFull } from '#client/modules/leads/describe-follow-up.ts';
import { timelineWords } from '#client/modules/leads/pane/timeline-words.ts';
import { OwnChildViews } from '#client/records/child-views.tsx';
import { Timeline } from '#client/records/pane/timeline.tsx';

/** A lead looked into without leaving the list: what one wants to know before calling, and the calling itself. */
export const LeadCard = (props: { record: Lead }): JSX.Element => {
  const desk = useDesk();
  const mayUpdate = createMemo(() => desk.live.can('update', leads, props.record));
  const say = useValueText(
    () => desk.definition,
    () => props.record,
  );
  const facts = createMemo((): [string, string][] => {
    const { record: lead } = props;
    const all: [string, string | null][] = [
      ['Next action', lead.nextAction],
      ['Treatment', choiceLabel(desk.definition, 'treatmentInterest', lead.treatmentInterest)],
      ['Source', choiceLabel(desk.definition, 'source', lead.source)],
      ...addedFields(desk.definition).map((name): [string, string | null] => [
        desk.definition.fields[name]?.label ?? name,
        isEmptyValue(lead[name as keyof Lead]) ? null : say(name, lead[name as keyof Lead]),
      ]),
      ['Campaign', lead.campaignName],
      ['Email', lead.email],
      ['Tries', lead.tries > 0 ? `${lead.tries} in a row without an answer` : null],
      ['Last contact', lead.lastContactedAt && describeMoment(lead.lastContactedAt, today(), timeZone())],
      ['Came in', describeMoment(lead.createdAt, today(), timeZone())],
    ];
    return all.filter((fact): fact is [string, string] => fact[1] !== null);
  });
  const words = timelineWords(desk);
  const button = 'button button-secondary button-small';
  return (
    <div class="border-t border-line bg-canvas" data-card={props.record.id}>
      <ContactOutcome lead={props.record} />
      <div class="flex flex-wrap gap-1.5 px-4 pt-3 pl-10">
        <ContactLink lead={props.record} channel="call" class={button} showLabel />
        <ContactLink lead={props.record} channel="whatsapp" class={button} showLabel />
        <PickButton
          field="status"
          id={props.record.id}
          label={`Change status. It is ${statusLabel(props.record.status)}`}
          disabled={!mayUpdate()}
          class={button}
        >
          <ListChecks size={16} class="flex-none" />
          Change status
        </PickButton>
        <PickButton
          field="followUpDate"
          id={props.record.id}
          label={`Set follow-up. ${followUpInFull(props.record.followUpDate, today())}`}
          disabled={!mayUpdate()}
          class={button}
        >
          <CalendarPlus size={16} class="flex-none" />
          Set follow-up
        </PickButton>
        <a
          href={desk.hrefOf(props.record.id)}
          class={`${button} ml-auto`}
          onClick={(event) => {
            event.preventDefault();
            desk.open(props.record.id, { byKeyboard: event.detail === 0 });
          }}
        >
          <PanelRightOpen size={16} class="flex-none" />
          Open
        </a>
      </div>
      <div class="grid gap-x-8 gap-y-3 px-4 py-3 pl-10 lg:grid-cols-2">
        <div class="flex min-w-0 flex-col gap-3">
          <dl class="grid grid-cols-[auto_minmax(0,1fr)] content-start gap-x-4 gap-y-0.5 text-row">
            <For each={facts()}>
              {([term, text]) => (
                <>
                  <dt class="text-faint">{term}</dt>
                  <dd class="break-words">{text}</dd>
                </>
              )}
            </For>
          </dl>
          <div>
            <h2 class="pb-1 text-small font-semibold text-faint">Latest</h2>
            <Timeline record={props.record} words={words} most={4} />
          </div>
        </div>
        <div class="min-w-0 empty:hidden">
          <OwnChildViews record={props.record} brief />
        </div>
      </div>
    </div>
  );
};
