import { everything } from '#shared/access.ts';
import { collection, type Patch } from '#shared/collection.ts';
import { command } from '#shared/command.ts';
import { boolean } from '#shared/fields/boolean.ts';
import { choice } from '#shared/fields/choice.ts';
import { date, dateTime } from '#shared/fields/date.ts';
import { email } from '#shared/fields/email.ts';
import type { Choice } from '#shared/fields/field.ts';
import { link } from '#shared/fields/link.ts';
import { number } from '#shared/fields/number.ts';
import { phone } from '#shared/fields/phone.ts';
import { text } from '#shared/fields/text.ts';
import { Refusal, invalid } from '#shared/refusal.ts';
import type { Filter } from '#shared/filter.ts';
import { isRecent } from '#shared/undo.ts';
import { inMyClinics } from './access.ts';
import { followedPriority, priorityOfStatus } from './lead-priority.ts';
import { clinics } from './clinics.ts';

/** What follows from a status follows from what it means: whether one is still to be reached, was reached, has a day, came. */
export const leadStatuses = [
  { value: 'new', label: 'New', tone: 'blue', means: 'new' },
  { value: 'attempting', label: 'Trying to reach', tone: 'amber', means: 'trying' },
  { value: 'connected', label: 'Connected', tone: 'teal', means: 'reached' },
  { value: 'appointment_booked', label: 'Appointment booked', tone: 'violet', means: 'booked' },
  { value: 'visited', label: 'Visited', tone: 'green', means: 'came' },
  { value: 'treatment_started', label: 'Treatment started', tone: 'green', means: 'came' },
  { value: 'rescheduled', label: 'Rescheduled', tone: 'orange', means: 'booked' },
  { value: 'lost', label: 'Lost', tone: 'slate', means: 'lost' },
  { value: 'dnc', label: 'Do not call', tone: 'red', means: 'suppressed' },
  { value: 'dnr', label: 'Do not respond', tone: 'red', means: 'suppressed' },
] as const satisfies readonly Choice[];

export type LeadStatus = (typeof leadStatuses)[number]['value'];

/** In the order in which a desk works them: hottest first. */
export const leadPriorities = [
  { value: 'hot', label: 'Hot', tone: 'red' },
  { value: 'appointment', label: 'Appointment', tone: 'violet' },
  { value: 'warm', label: 'Warm', tone: 'orange' },
  { value: 'new', label: 'New', tone: 'blue' },
  { value: 'cold', label: 'Cold', tone: 'slate' },
  { value: 'visited', label: 'Visited', tone: 'green' },
  { value: 'dnc', label: 'Do not call', tone: 'slate' },
  { value: 'dnr', label: 'Do not respond', tone: 'slate' },
] as const satisfies readonly Choice[];

export type LeadPriority = (typeof leadPriorities)[number]['value'];

export const leadSources = [
  { value: 'meta_ads', label: 'Meta ads' },
  { value: 'google_ads', label: 'Google ads' },
  { value: 'organic', label: 'Organic' },
  { value: 'whatsapp', label: 'WhatsApp' },
  { value: 'referral', label: 'Referral' },
  { value: 'walk_in', label: 'Walk-in' },
  { value: 'ivr', label: 'IVR' },
  { value: 'other', label: 'Other' },
] as const satisfies readonly Choice[];

export const treatments = [
  { value: 'braces', label: 'Braces' },
  { value: 'aligners', label: 'Aligners' },
  { value: 'implants', label: 'Implants' },
  { value: 'whitening', label: 'Whitening' },
  { value: 'root_canal', label: 'Root canal' },
  { value: 'extraction', label: 'Extraction' },
  { value: 'cleaning', label: 'Cleaning' },
  { value: 'consultation', label: 'Consultation' },
  { value: 'pediatric', label: 'Pediatric' },
  { value: 'other', label: 'Other' },
] as const satisfies readonly Choice[];

/**
 * What may follow what in the daily work. DNC and DNR need `suppress` (admins) whatever the status was.
 * An admin may also correct any status to any other, with a reason.
 */
export const nextStatuses: Record<LeadStatus, readonly LeadStatus[]> = {
  new: ['attempting', 'connected', 'appointment_booked', 'visited', 'lost'],
  attempting: ['connected', 'appointment_booked', 'visited', 'lost'],
  connected: ['attempting', 'appointment_booked', 'visited', 'lost'],
  appointment_booked: ['visited', 'rescheduled', 'connected', 'lost'],
  visited: ['treatment_started', 'appointment_booked', 'lost'],
  treatment_started: ['visited', 'appointment_booked', 'lost'],
  rescheduled: ['appointment_booked', 'visited', 'attempting', 'lost'],
  lost: ['attempting', 'connected', 'appointment_booked'],
  dnc: [],
  dnr: [],
};

export const statusMeaning = (status: LeadStatus): (typeof leadStatuses)[number]['means'] | null =>
  leadStatuses.find(({ value }) => value === status)?.means ?? null;

export const isSuppressed = (status: LeadStatus): boolean => status === 'dnc' || status === 'dnr';

/** Whether someone talked to this person, or saw them. */
export const isReached = (status: LeadStatus): boolean =>
  ['reached', 'booked', 'came'].includes(statusMeaning(status) ?? '');

const suppressed: Filter = { field: 'status', op: 'in', value: ['dnc', 'dnr'] };

/** Someone who may become a patient. */
export const leads = collection({
  name: 'leads',
  label: { one: 'Lead', many: 'Leads' },
  suites: ['dental'],
  icon: 'contact-round',
  fields: {
    name: text({ label: 'Name', required: true, max: 120, search: true }),
    phone: phone({ label: 'Phone', required: true, search: true }),
    email: email({ label: 'Email', search: true }),
    age: number({ label: 'Age', integer: true, min: 0, max: 120 }),
    clinicId: link({
      label: 'Clinic',
      requires: 'assign',
      to: () => clinics,
      // No one would call those who wait at a clinic that is closed.
      onDeactivate: 'refuse',
      inUse: 'at this clinic',
    }),
    status: choice({ label: 'Status', required: true, default: 'new', choices: leadStatuses }),
    priority: choice({ label: 'Priority', required: true, default: 'new', choices: leadPriorities }),
    priorityPinned: boolean({ label: 'Priority is pinned', required: true, default: false }),
    source: choice({ label: 'Source', tailorable: true, required: true, default: 'other', choices: leadSources }),
    treatmentInterest: choice({ label: 'Treatment', tailorable: true, choices: treatments }),
    followUpDate: date({ label: 'Follow-up date' }),
    lastContactedAt: dateTime({ label: 'Last contacted' }),
    tries: number({
      label: 'Tries without an answer',
      required: true,
      readOnly: true,
      integer: true,
      min: 0,
      default: 0,
    }),
    nextAction: text({ label: 'Next action', max: 200 }),
    campaignName: text({ label: 'Campaign', max: 160 }),
    adSetName: text({ label: 'Ad set', max: 160 }),
    adId: text({ label: 'Ad ID', max: 40 }),
  },
  title: ['name'],
  doNotContact: {
    when: suppressed,
    by: ['phone'],
    message: 'It is on the do-not-call list.',
    warning: 'This number must not be called: it is on the do-not-call list.',
    reason: 'Imported as not to be called',
  },
  scopes: [
    { name: 'suppressed', label: 'See “Do not call” and “Do not respond”', when: suppressed },
    {
      name: 'tbd',
      label: 'See unassigned leads (TBD)',
      when: { all: [{ not: suppressed }, { field: 'clinicId', op: 'empty' }] },
    },
    { name: 'clinic', when: { not: suppressed }, by: { field: 'clinicId', memberOf: 'clinics' } },
  ],
  // Assign: to a clinic. Suppress: to and from DNC and DNR. Correct: a status against its order. Contact: call, and say how it went.
  actions: ['assign', 'suppress', 'correct', 'contact'],
  actionLabels: {
    assign: 'Give to a clinic',
    suppress: 'Move to and from “Do not call”',
    correct: 'Correct a status',
    contact: 'Call, and note how it went',
  },
  access: {
    super_admin: everything,
    owner: everything,
    admin: everything,
    clinic_staff: { view: inMyClinics, create: inMyClinics, update: inMyClinics, contact: inMyClinics },
  },
  sorts: [
    { label: 'Follow-up', by: ['followUpDate'] },
    { label: 'Priority', by: ['priority', 'followUpDate'] },
    { label: 'Newest', by: ['createdAt'], descending: true },
    { label: 'Oldest', by: ['createdAt'] },
    { label: 'Name', by: ['name'] },
  ],
  filters: ['clinicId', 'status', 'priority', 'followUpDate', 'phone'],
  list: ['name', 'phone', 'status', 'priority', 'clinicId', 'followUpDate', 'source', 'treatmentInterest'],
  form: [
    { title: 'Person', fields: ['name', 'phone', 'email', 'age'] },
    { title: 'Interest', fields: ['treatmentInterest', 'source', 'clinicId', 'status', 'priority'] },
    { title: 'Next step', fields: ['followUpDate', 'nextAction', 'lastContactedAt'] },
    { title: 'Campaign', fields: ['campaignName', 'adSetName', 'adId'] },
  ],
  derive: (next, previous, { set }) => {
    const tries = previous?.status !== next.status && isReached(next.status) ? 0 : next.tries;
    if (isSuppressed(next.status)) {
      // Who must not be contacted is nothing to do on any day: the lists of what is due leave them out.
      const isOver = previous !== null && previous.status !== next.status && !set.has('followUpDate');
      const priority = priorityOfStatus[next.status];
      return { tries, priority, priorityPinned: false, ...(isOver ? { followUpDate: null } : {}) };
    }
    const unpinned = set.has('priorityPinned') && !next.priorityPinned;
    if (set.has('priority') && !unpinned) return { tries, priorityPinned: true };
    const priority = followedPriority({ ...next, tries });
    const follows =
      unpinned || previous?.status !== next.status || (previous && followedPriority(previous) !== priority);
    return follows && !next.priorityPinned ? { tries, priority } : { tries };
  },
  check: (next, previous, { may, reason, now, undoes }) => {
    // The badge would say not to call someone who may be called.
    if (!isSuppressed(next.status) && (next.priority === 'dnc' || next.priority === 'dnr')) {
      throw invalid(
        'priority',
        '“Do not call” and “Do not respond” follow from the status. Change the status instead.',
      );
    }
    const before = previous?.status ?? 'new';
    if (next.status === before) return;
    if ((isSuppressed(next.status) || isSuppressed(before)) && !may('suppress')) {
      throw new Refusal('FORBIDDEN', 'Only an admin can move a lead to or from “Do not call” and “Do not respond”.', {
        field: 'status',
      });
    }
    if (isSuppressed(next.status) && !reason) {
      throw new Refusal('REASON_REQUIRED', `Say why: moving a lead to ${statusLabel(next.status)} takes a reason.`, {
        field: 'reason',
      });
    }
    if (!previous || isSuppressed(next.status) || nextStatuses[before].includes(next.status)) return;
    // A slip of the finger is noticed at once and needs no admin; later, going back is a correction like any other.
    if (undoes !== null && isRecent(undoes, now) && nextStatuses[next.status].includes(before)) return;
    if (!may('correct')) {
      throw new Refusal(
        'ILLEGAL_TRANSITION',
        `A lead cannot go from ${statusLabel(before)} to ${statusLabel(next.status)}; an admin can correct it.`,
        { field: 'status' },
      );
    }
    if (!reason) {
      throw new Refusal(
        'REASON_REQUIRED',
        `Going from ${statusLabel(before)} to ${statusLabel(next.status)} is a correction: say why.`,
        { field: 'reason' },
      );
    }
  },
});

export const statusLabel = (status: LeadStatus): string =>
  leadStatuses.find((item) => item.value === status)?.label ?? status;

/** Gives a lead to a clinic, or, with null, makes it unassigned (TBD). */
export const assignLead = command({
  verb: 'assign',
  collection: leads,
  action: 'assign',
  input: { clinicId: link({ label: 'Clinic', to: () => clinics }) },
  describe: 'Assign a lead to a clinic; without one it is unassigned (TBD).',
  change: (_lead, { clinicId }): Patch => ({ clinicId }),
});

export type FollowUpState = 'overdue' | 'today' | 'upcoming' | 'unscheduled';

/** How urgent a follow-up is on the tenant's calendar. */
export const followUpState = (followUpDate: string | null, today: string): FollowUpState => {
  if (followUpDate === null) return 'unscheduled';
  if (followUpDate < today) return 'overdue';
  return followUpDate === today ? 'today' : 'upcoming';
};
