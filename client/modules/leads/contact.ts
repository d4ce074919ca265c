import { isSuppressed, type LeadStatus } from '#shared/modules/leads.ts';

type Reachable = { readonly name: string; readonly phone: string; readonly status: LeadStatus };

/** Why this person may not be called or written to; null when they may. */
export const mayNotContact = (lead: Reachable): string | null => {
  if (!isSuppressed(lead.status)) return null;
  return lead.status === 'dnc' ? 'Asked not to be called' : 'Marked as do not respond';
};

export const callHref = (lead: Reachable): string => `tel:${lead.phone}`;

/** A chat with a greeting already typed; the person sends it, or writes their own. */
export const whatsAppHref = (lead: Reachable, from: string): string =>
  `https://wa.me/${lead.phone.replaceAll(/\D/g, '')}?text=${encodeURIComponent(`Hello ${callName(lead.name)}, this is ${from}. `)}`;

/** "K. Senthil Kumar" is called Senthil: initials come before or after the name. */
export const callName = (name: string): string => {
  const words = name.split(/[\s.]+/u).filter(Boolean);
  return words.find((word) => Array.from(word).length > 2) ?? words[0] ?? name;
};
