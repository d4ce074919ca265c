import type { LeadPriority, LeadStatus } from './leads.ts';

/**
 * Priority follows the status by this table, each time the status changes, unless someone pinned it by setting it
 * themselves; unpinning lets it follow again. DNC and DNR override a pin: no one is to be called by mistake.
 * Hot is never derived, a person says so.
 */
export const priorityOfStatus: Record<LeadStatus, LeadPriority> = {
  new: 'new',
  attempting: 'new',
  connected: 'warm',
  appointment_booked: 'appointment',
  visited: 'visited',
  treatment_started: 'visited',
  rescheduled: 'appointment',
  lost: 'cold',
  dnc: 'dnc',
  dnr: 'dnr',
};

/** So many tries in a row without an answer make a lead cold. */
export const coldAfter = 3;

type Standing = {
  readonly status: LeadStatus;
  readonly tries: number;
  readonly lastContactedAt: string | null;
};

/** Only where one is still being reached: an appointment stays one, however often there is no answer. */
const turnsCold: readonly LeadStatus[] = ['new', 'attempting', 'connected'];

/** The priority that a lead has unless someone pinned another: by its status, and by how many tries had no answer. */
export const followedPriority = ({ status, tries, lastContactedAt }: Standing): LeadPriority => {
  if (tries >= coldAfter && turnsCold.includes(status)) return 'cold';
  // Who was reached before is warm still.
  return status === 'attempting' && lastContactedAt !== null ? 'warm' : priorityOfStatus[status];
};
