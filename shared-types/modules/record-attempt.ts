import type { RecordOf } from '#shared/collection.ts';
import { followWhole, transaction } from '#shared/command.ts';
import { choice } from '#shared/fields/choice.ts';
import { date, dateTime } from '#shared/fields/date.ts';
import { id } from '#shared/fields/id.ts';
import { text } from '#shared/fields/text.ts';
import { Refusal, invalid } from '#shared/refusal.ts';
import {
  contactAttempts,
  contactChannels,
  contactOutcomes,
  type ContactChannel,
  type ContactOutcome,
} from './contact-attempts.ts';
import { isSuppressed, leads, leadStatuses, nextStatuses, statusMeaning, type LeadStatus } from './leads.ts';

type Meaning = (typeof leadStatuses)[number]['means'];

/** What an outcome makes of a lead, and of which ones: who is in treatment is not moved back by a call. */
const moves: Record<ContactOutcome, { readonly to: Meaning; readonly from: readonly LeadStatus[] }> = {
  connected: { to: 'reached', from: ['new', 'attempting', 'lost'] },
  no_answer: { to: 'trying', from: ['new', 'lost', 'rescheduled'] },
  busy: { to: 'trying', from: ['new', 'lost', 'rescheduled'] },
  call_later: { to: 'trying', from: ['new', 'lost'] },
  wrong_number: { to: 'lost', from: ['new', 'attempting', 'connected', 'rescheduled'] },
  not_interested: {
    to: 'lost',
    from: ['new', 'attempting', 'connected', 'appointment_booked', 'rescheduled', 'visited'],
  },
  booked: {
    to: 'booked',
    from: ['new', 'attempting', 'connected', 'rescheduled', 'visited', 'treatment_started', 'lost'],
  },
};

const labelOf = (outcome: ContactOutcome): string =>
  contactOutcomes.find(({ value }) => value === outcome)?.label ?? outcome;

/** Whether there was an answer. */
export const wasReached = (outcome: ContactOutcome): boolean =>
  contactOutcomes.find(({ value }) => value === outcome)?.means === 'reached';

/** The status that an outcome moves a lead to; null where it stays. */
export const statusAfter = (status: LeadStatus, outcome: ContactOutcome): LeadStatus | null => {
  const { to, from } = moves[outcome];
  if (!from.includes(status)) return null;
  const next = leadStatuses.find(({ value, means }) => means === to && nextStatuses[status].includes(value));
  return next?.value ?? null;
};

type Attempt = {
  readonly outcome: ContactOutcome;
  /** ISO; when it was. */
  readonly at: string;
  readonly followUpDate: string | null;
};

type Standing = Pick<RecordOf<typeof leads>, 'status' | 'tries' | 'lastContactedAt' | 'followUpDate'>;

/** What an attempt changes in its lead: an answer ends the count of tries, and a lead that is lost has no follow-up left. */
export const changeByAttempt = (
  lead: Standing,
  { outcome, at, followUpDate }: Attempt,
): Partial<Standing> & Pick<Standing, 'tries'> => {
  const status = statusAfter(lead.status, outcome);
  const isOver = statusMeaning(status ?? lead.status) === 'lost' && status !== null;
  const last = lead.lastContactedAt;
  return {
    ...(status === null ? {} : { status }),
    ...(wasReached(outcome)
      ? { tries: 0, lastContactedAt: last !== null && last > at ? last : at }
      : // Recorded late, it came before an answer that ended the count.
        { tries: last !== null && at <= last ? lead.tries : lead.tries + 1 }),
    ...(followUpDate !== null ? { followUpDate } : isOver ? { followUpDate: null } : {}),
  };
};

/** Longer ago than so many days a call is no attempt of today's work: the count of tries would be about another time. */
const mostDaysAgo = 90;
const dayMs = 86_400_000;

/** What was tried, how it went, and what follows from it for the lead: one act, undone as one. */
export const recordAttempt = transaction({
  name: 'leads.contact',
  on: leads,
  action: 'contact',
  input: {
    id: id({ label: 'ID', required: true }),
    outcome: choice({ label: 'Outcome', required: true, choices: contactOutcomes }),
    channel: choice({ label: 'By', choices: contactChannels }),
    note: text({ label: 'What was said', max: 200 }),
    followUpDate: date({ label: 'Follow-up date' }),
    at: dateTime({ label: 'When' }),
  },
  describe:
    'Record a call or message to a lead and how it went; `at` says when it was, at most 90 days ago. Status, follow-up, last contact and the count of tries follow in the same change.',
  follows: [followWhole(contactAttempts, 'create', 'delete', 'restore')],
  run: (tx, args, { actor, now }) => {
    const lead = tx.get(leads, args.id);
    if (isSuppressed(lead.status))
      throw new Refusal('FORBIDDEN', 'This lead must not be contacted: it is on the do-not-call list.', {
        field: 'id',
      });
    if (args.at !== null && Date.parse(now) - Date.parse(args.at) > mostDaysAgo * dayMs)
      throw invalid('at', `This was more than ${mostDaysAgo} days ago. Only a call or message since then is recorded.`);
    const outcome = args.outcome as ContactOutcome;
    const channel = (args.channel ?? 'call') as ContactChannel;
    // It may have been made without a connection, and is recorded later; not before it was.
    const at = args.at !== null && args.at < now ? args.at : now;
    tx.because([labelOf(outcome), args.note].filter(Boolean).join(': '));
    tx.create(contactAttempts, {
      leadId: lead.id,
      clinicId: lead.clinicId,
      channel,
      outcome,
      note: args.note,
      attemptedBy: actor.id,
      attemptedByName: actor.name,
      attemptedAt: at,
    });
    tx.update(leads, lead.id, changeByAttempt(lead, { outcome, at, followUpDate: args.followUpDate }));
  },
});
