import { isSuppressed, nextStatuses, type LeadStatus } from '#shared/modules/leads.ts';

export type Way = 'call' | 'whatsapp';

export type Outcome = {
  readonly name: 'connected' | 'no-answer' | 'booked';
  readonly label: string;
  /** What comes next: the question that the follow-up answers. */
  readonly next: string;
};

export const outcomesOf: Record<Way, readonly Outcome[]> = {
  call: [
    { name: 'connected', label: 'Connected', next: 'When is the next step?' },
    { name: 'no-answer', label: 'No answer', next: 'When to try again?' },
    { name: 'booked', label: 'Appointment booked', next: 'On which day is it?' },
  ],
  whatsapp: [
    { name: 'connected', label: 'They replied', next: 'When is the next step?' },
    { name: 'no-answer', label: 'Sent, no reply yet', next: 'When to look again?' },
    { name: 'booked', label: 'Appointment booked', next: 'On which day is it?' },
  ],
};

const meant: Record<Outcome['name'], LeadStatus> = {
  connected: 'connected',
  'no-answer': 'attempting',
  booked: 'appointment_booked',
};

// Reaching someone who is in treatment takes nothing back, and one missed call does not undo a conversation.
const movesFrom: Record<Outcome['name'], readonly LeadStatus[]> = {
  connected: ['new', 'attempting', 'lost'],
  'no-answer': ['new', 'lost', 'rescheduled'],
  booked: ['new', 'attempting', 'connected', 'rescheduled', 'visited', 'treatment_started', 'lost'],
};

type Change = { readonly status?: LeadStatus; readonly lastContactedAt: string };

/** What an outcome changes in a lead: when it was reached, and the status where that moves forward by it. */
export const changeOf = (outcome: Outcome['name'], status: LeadStatus, now: string): Change => {
  const next = meant[outcome];
  const moves = !isSuppressed(status) && movesFrom[outcome].includes(status) && nextStatuses[status].includes(next);
  return moves ? { status: next, lastContactedAt: now } : { lastContactedAt: now };
};
