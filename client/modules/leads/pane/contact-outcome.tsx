import { Show, createMemo, type JSX } from 'solid-js';
import { leads } from '#shared/modules/leads.ts';
import type { Lead } from '#client/modules/leads/actions.ts';
import { mayNotContact } from '#client/modules/leads/contact.ts';
import { useDesk } from '#client/modules/leads/desk.tsx';
import { ContactPanel } from './contact-panel.tsx';

/** "How did it go?", asked in place once a call or a chat with this lead was begun. */
export const ContactOutcome = (props: { lead: Lead }): JSX.Element => {
  const desk = useDesk();
  const begun = createMemo(() => {
    const contacted = desk.contacted();
    const isAsked = contacted?.id === props.lead.id && mayNotContact(props.lead) === null;
    return isAsked && desk.live.can('contact', leads, props.lead) ? contacted : null;
  });
  return (
    <Show when={begun()} keyed>
      {(contacted) => <ContactPanel lead={props.lead} contacted={contacted} />}
    </Show>
  );
};
