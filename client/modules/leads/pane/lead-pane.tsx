import { For, createMemo, type JSX } from 'solid-js';
import type { Field } from '#shared/fields/field.ts';
import { formatPhone } from '#shared/fields/phone.ts';
import type { Lead } from '#client/modules/leads/actions.ts';
import { choiceLabel } from '#client/modules/leads/choices.ts';
import { describeChange, shortName } from '#client/modules/leads/describe-change.ts';
import { useDesk } from '#client/modules/leads/desk.tsx';
import { addedToSection, otherAddedSections } from '#client/records/added-fields.ts';
import { inSentence } from '#client/records/pane/describe-activity.ts';
import { RecordPane, type PaneSlots } from '#client/records/pane/record-pane.tsx';
import { RecordSection } from '#client/records/pane/record-section.tsx';
import { LeadStanding } from './lead-standing.tsx';
import { QuickBar } from './quick-bar.tsx';
import { timelineWords } from './timeline-words.ts';

/** The open lead: what is done with it, where it stands, what is known, what happened. */
export const LeadPane = (props: { id: string }): JSX.Element => {
  const desk = useDesk();
  const slots: PaneSlots<Lead> = {
    label: 'Open lead',
    subtitle: Subtitle,
    head: QuickBar,
    standing: Standing,
    facts: Facts,
    // Where a lead is called is the quick bar's business, also on a phone.
    foot: () => null,
    words: timelineWords(desk),
    describeDeletion: (lead) => `${shortName(lead)} was deleted`,
  };
  return <RecordPane id={props.id} slots={slots} />;
};

/** How they are reached, and what they asked for. */
const Subtitle = (props: { record: Lead }): JSX.Element => {
  const desk = useDesk();
  const treatment = (): string | null =>
    choiceLabel(desk.definition, 'treatmentInterest', props.record.treatmentInterest);
  return (
    <p class="truncate text-small text-muted">
      <span class="tabular">{formatPhone(props.record.phone)}</span>
      {treatment() ? ` · ${treatment()}` : ''}
    </p>
  );
};

/** What is changed all day: where the lead stands, and what is to be done. */
const Standing = (props: { record: Lead }): JSX.Element => {
  const desk = useDesk();
  return (
    <>
      <LeadStanding lead={props.record} />
      <RecordSection
        record={props.record}
        title="Next step"
        names={['nextAction', ...addedToSection(desk.definition, 'Next step')]}
        keepEmpty
        describe={(field) => describeEdit(props.record, field)}
      />
    </>
  );
};

const describeEdit = (lead: Lead, field: Field): string => describeChange(lead, `${inSentence(field.label)} changed`);

/** What a lead's facts consist of; the fields that a tenant added stand in the section that they name, or below. */
const sections = ['Next step', 'Person', 'Interest', 'Campaign'] as const;

const Facts = (props: { record: Lead }): JSX.Element => {
  const desk = useDesk();
  const added = (title: (typeof sections)[number]): readonly string[] => addedToSection(desk.definition, title);
  const others = createMemo(() => otherAddedSections(desk.definition, sections));
  const otherTitles = createMemo(() => others().map(({ title }) => title));
  const describe = (field: Field): string => describeEdit(props.record, field);
  return (
    <>
      <RecordSection
        record={props.record}
        title="Person"
        names={['name', 'phone', 'email', 'age', ...added('Person')]}
        action={false}
        describe={describe}
      />
      <RecordSection
        record={props.record}
        title="Interest"
        names={['treatmentInterest', 'source', 'lastContactedAt', ...added('Interest')]}
        describe={describe}
      />
      <RecordSection
        record={props.record}
        title="Campaign"
        names={['campaignName', 'adSetName', 'adId', ...added('Campaign')]}
        describe={describe}
      />
      <For each={otherTitles()}>
        {(title) => (
          <RecordSection
            record={props.record}
            title={title}
            names={others().find((section) => section.title === title)?.names ?? []}
            describe={describe}
          />
        )}
      </For>
    </>
  );
};
