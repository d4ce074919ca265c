import MessageCircle from 'lucide-solid/icons/message-circle';
import MessageCircleOff from 'lucide-solid/icons/message-circle-off';
import Phone from 'lucide-solid/icons/phone';
import PhoneOff from 'lucide-solid/icons/phone-off';
import { Show, type JSX } from 'solid-js';
import type { ContactChannel } from '#shared/modules/contact-attempts.ts';
import { cls } from '#client/components/class.ts';
import { Glyph } from '#client/components/glyph.tsx';
import type { Icon } from '#client/components/icon.ts';
import type { Lead } from './actions.ts';
import { callHref, mayNotContact, whatsAppHref } from './contact.ts';
import { useDesk, type Desk } from './desk.tsx';

/** Who is writing, as the greeting says it. */
const senderOf = (desk: Desk, lead: Lead): string => {
  const franchise = desk.live.me()?.tenant.name ?? 'the clinic';
  const clinic = lead.clinicId === null ? null : desk.formatContext().clinicName(lead.clinicId);
  return clinic ? `${franchise}, ${clinic}` : franchise;
};

const faces: Record<ContactChannel, { readonly label: string; readonly icon: Icon; readonly barred: Icon }> = {
  call: { label: 'Call', icon: Phone, barred: PhoneOff },
  whatsapp: { label: 'WhatsApp', icon: MessageCircle, barred: MessageCircleOff },
};

type ContactLinkProps = {
  lead: Lead;
  channel: ContactChannel;
  class: string;
  showLabel?: boolean | undefined;
  keys?: string | undefined;
  tabindex?: number | undefined;
  iconSize?: number | undefined;
};

/** A call or a chat, and the question how it went when one comes back. People who asked not to be called cannot be. */
export const ContactLink = (props: ContactLinkProps): JSX.Element => {
  const desk = useDesk();
  const face = () => faces[props.channel];
  const barred = () => mayNotContact(props.lead);
  return (
    <Show
      when={barred()}
      fallback={
        <a
          href={props.channel === 'call' ? callHref(props.lead) : whatsAppHref(props.lead, senderOf(desk, props.lead))}
          target={props.channel === 'call' ? undefined : '_blank'}
          rel={props.channel === 'call' ? undefined : 'noopener noreferrer'}
          class={props.class}
          data-channel={props.channel}
          aria-label={`${face().label} ${props.lead.name}`}
          data-tip={props.showLabel ? undefined : `${face().label}${props.keys ? ` (${props.keys})` : ''}`}
          tabindex={props.tabindex}
          onClick={() => desk.askOutcome(props.lead.id, props.channel)}
        >
          <Glyph of={face().icon} size={props.iconSize ?? 16} class="flex-none" />
          <Show when={props.showLabel}>{face().label}</Show>
        </a>
      }
    >
      {(why) => (
        <span
          class={cls(props.class, 'opacity-55')}
          role="img"
          aria-label={`${face().label}: ${why()}`}
          data-tip={why()}
        >
          <Glyph of={face().barred} size={props.iconSize ?? 16} class="flex-none" />
          <Show when={props.showLabel}>{face().label}</Show>
        </span>
      )}
    </Show>
  );
};
