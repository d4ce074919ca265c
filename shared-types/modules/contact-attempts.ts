import { everything, inScope } from '#shared/access.ts';
import { collection } from '#shared/collection.ts';
import { choice } from '#shared/fields/choice.ts';
import { dateTime } from '#shared/fields/date.ts';
import type { Choice } from '#shared/fields/field.ts';
import { link } from '#shared/fields/link.ts';
import { text } from '#shared/fields/text.ts';
import { inMyClinics } from './access.ts';
import { clinics } from './clinics.ts';
import { leads } from './leads.ts';

export const contactChannels = [
  { value: 'call', label: 'Call' },
  { value: 'whatsapp', label: 'WhatsApp' },
] as const satisfies readonly Choice[];

export type ContactChannel = (typeof contactChannels)[number]['value'];

/** How it went, in the order of the keys 1 to 7. */
export const contactOutcomes = [
  { value: 'connected', label: 'Connected', tone: 'teal', means: 'reached' },
  { value: 'no_answer', label: 'No answer', tone: 'amber', means: 'missed' },
  { value: 'busy', label: 'Busy', tone: 'amber', means: 'missed' },
  { value: 'call_later', label: 'Call back later', tone: 'blue', means: 'reached' },
  { value: 'wrong_number', label: 'Wrong number', tone: 'slate', means: 'missed' },
  { value: 'not_interested', label: 'Not interested', tone: 'slate', means: 'reached' },
  { value: 'booked', label: 'Booked', tone: 'violet', means: 'reached' },
] as const satisfies readonly Choice[];

export type ContactOutcome = (typeof contactOutcomes)[number]['value'];

/**
 * Every call and message to a lead: who made it, when, how it went. That there was one travels with the lead; who it was
 * and what was said stay with the clinic of the time.
 */
export const contactAttempts = collection({
  name: 'contactAttempts',
  label: { one: 'Contact attempt', many: 'Contact attempts' },
  suites: ['dental'],
  icon: 'phone-call',
  internal: true,
  fields: {
    leadId: link({ label: 'Lead', required: true, to: () => leads }),
    clinicId: link({ label: 'Clinic then', to: () => clinics }),
    channel: choice({ label: 'By', required: true, default: 'call', choices: contactChannels }),
    outcome: choice({ label: 'Outcome', required: true, choices: contactOutcomes }),
    note: text({ label: 'What was said', max: 200 }),
    attemptedBy: link({ label: 'Made by', to: 'people' }),
    attemptedByName: text({ label: 'Made by (name)', max: 120 }),
    attemptedAt: dateTime({ label: 'When', required: true }),
  },
  title: ['outcome'],
  parent: { field: 'leadId', of: () => [leads] },
  scopes: [
    { name: 'clinic', by: { field: 'clinicId', memberOf: 'clinics' } },
    { name: 'tries', fields: ['leadId', 'channel', 'outcome', 'attemptedAt'] },
  ],
  access: {
    super_admin: everything,
    owner: everything,
    admin: everything,
    clinic_staff: { view: [inMyClinics, inScope('tries')] },
  },
  sorts: [{ label: 'Newest', by: ['attemptedAt'], descending: true }],
  filters: ['leadId'],
  list: ['attemptedAt', 'channel', 'outcome', 'note'],
  form: [],
});
