import { isSuppressed, leads, nextStatuses, type LeadStatus } from '#shared/modules/leads.ts';
import { lettersOf } from '#client/lib/format.ts';

export type ContactChannel = 'call' | 'whatsapp';

export type Outcome = {
  readonly name: 'connected' | 'no-answer' | 'booked';
  readonly label: string;
  /** What comes next: the question that the follow-up answers. */
  readonly next: string;
};

export const outcomesOf: Record<ContactChannel, readonly Outcome[]> = {
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

const statusAfter: Record<Outcome['name'], LeadStatus> = {
  connected: 'connected',
  'no-answer': 'attempting',
  booked: 'appointment_booked',
};

// Reaching someone who is in treatment does not move them back, and one missed call does not undo a conversation.
const movesFrom: Record<Outcome['name'], readonly LeadStatus[]> = {
  connected: ['new', 'attempting', 'lost'],
  'no-answer': ['new', 'lost', 'rescheduled'],
  booked: ['new', 'attempting', 'connected', 'rescheduled', 'visited', 'treatment_started', 'lost'],
};

/** The reason that stands in the lead's history; without an answer it counts as no contact. */
export const notReachedReason: Record<ContactChannel, string> = {
  call: 'The call was not answered',
  whatsapp: 'Message sent, no reply yet',
};

type Change = { readonly status?: LeadStatus; readonly lastContactedAt?: string; readonly nextAction?: string };

type Standing = { readonly status: LeadStatus; readonly nextAction: string | null };

/**
 * What an outcome changes in a lead: when it was reached, and the status where that moves forward by it. Its
 * note of a try is read on other days.
 */
export const changeOf = (
  outcome: Outcome['name'],
  { status, nextAction }: Standing,
  now: string,
  nowInWords: string,
): Change => {
  const next = statusAfter[outcome];
  const moves = !isSuppressed(status) && movesFrom[outcome].includes(status) && nextStatuses[status].includes(next);
  const step = moves ? { status: next } : {};
  if (outcome !== 'no-answer') return { ...step, lastContactedAt: now };
  // What changes nothing is not kept, so a try that moves nothing is noted where the next one looks.
  return moves ? step : { nextAction: withTryNoted(nextAction, nowInWords) };
};

/** The next action with the latest try behind it; an earlier try's note makes room. */
const withTryNoted = (nextAction: string | null, nowInWords: string): string => {
  const note = ` (no answer ${nowInWords})`;
  const held = (nextAction ?? '').replace(/ \(no answer [^()]*\)$/u, '').trim();
  return cut(held || 'Try again', (leads.fields.nextAction.max ?? Infinity) - note.length) + note;
};

/** Whole letters only, within what the field counts. */
const cut = (text: string, most: number): string => {
  let kept = '';
  for (const letter of lettersOf(text)) {
    if (kept.length + letter.length > most) break;
    kept += letter;
  }
  return kept;
};
