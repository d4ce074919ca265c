import { contactOutcomes, type ContactChannel, type ContactOutcome } from '#shared/modules/contact-attempts.ts';
import { coldAfter, followedPriority } from '#shared/modules/lead-priority.ts';
import type { Lead } from './actions.ts';

/** What one tells of a call or a chat once it is over. */
export type Attempt = {
  readonly outcome: ContactOutcome;
  readonly channel: ContactChannel;
  readonly note: string;
  /** Null leaves the follow-up to the rules of the outcome. */
  readonly followUpDate: string | null;
};

type OutcomeOption = { readonly value: ContactOutcome; readonly label: string; readonly digit: number };

/** A message is never busy, and no answer to it is no answer yet. */
const inChat: Partial<Record<ContactOutcome, string | null>> = {
  connected: 'They replied',
  no_answer: 'No reply yet',
  busy: null,
  call_later: 'Asked for later',
};

/** How it may have gone, in the order of the keys. An outcome has the same key for a call and for a chat: fingers know it. */
export const outcomesOf = (channel: ContactChannel): readonly OutcomeOption[] =>
  contactOutcomes.flatMap(({ value, label }, at): OutcomeOption[] => {
    const own = channel === 'whatsapp' ? inChat[value] : undefined;
    return own === null ? [] : [{ value, label: own ?? label, digit: at + 1 }];
  });

type Next = {
  /** The question that the follow-up answers. */
  readonly question: string;
  /** In how many days, where one is likely and none is set that is still to come. */
  readonly days: number | null;
};

export const nextOf: Record<ContactOutcome, Next> = {
  connected: { question: 'When is the next step?', days: null },
  no_answer: { question: 'When to try again?', days: 1 },
  busy: { question: 'When to try again?', days: 0 },
  call_later: { question: 'When to call back?', days: 1 },
  wrong_number: { question: 'Is there a next step?', days: null },
  not_interested: { question: 'Is there a next step?', days: null },
  booked: { question: 'On which day is it?', days: null },
};

/** "called, no answer", "messaged, they replied". */
export const describeAttempt = (channel: ContactChannel, outcome: ContactOutcome): string => {
  const label = outcomesOf(channel).find(({ value }) => value === outcome)?.label ?? outcome;
  return `${channel === 'call' ? 'called' : 'messaged'}, ${label.toLowerCase()}`;
};

/** Whether a lead that was tried so often becomes cold by it: shown with what was recorded. */
export const turnsCold = (before: Lead, after: Pick<Lead, 'status' | 'tries' | 'lastContactedAt'>): boolean =>
  !before.priorityPinned &&
  before.priority !== 'cold' &&
  after.tries >= coldAfter &&
  followedPriority(after) === 'cold';
