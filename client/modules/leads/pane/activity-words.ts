import type { RecordOf } from '#shared/collection.ts';
import { undone } from '#shared/command.ts';
import type { contactAttempts } from '#shared/modules/contact-attempts.ts';
import { recordAttempt } from '#shared/modules/record-attempt.ts';
import type { ActivityEntry } from '#shared/protocol.ts';
import type { ActivityWords, Happening } from '#client/records/pane/describe-activity.ts';
import { describeAttempt } from '#client/modules/leads/contact-outcomes.ts';
import { valueText, type FormatContext } from '#client/modules/leads/value-text.ts';

type Attempt = Pick<RecordOf<typeof contactAttempts>, 'channel' | 'outcome'> & { readonly note?: string | null };

/** A lead's history in the desk's own words. `attemptOf` finds what a change recorded of a call or chat. */
export const leadActivityWords = (
  context: FormatContext,
  attemptOf: (entry: ActivityEntry) => Attempt | null | undefined = () => null,
): ActivityWords => {
  const say = (name: string, value: unknown): string => valueText(name, value, context);
  return {
    say,
    order: ['attempt', 'status', 'clinic', 'contact', 'follow-up'],
    commands: {
      [recordAttempt.name]: (entry) => ({ kind: 'attempt', text: describeRecorded(entry, attemptOf(entry)) }),
    },
    created: (entry, verb) => {
      const clinic = entry.fields['clinicId']?.to;
      const at = typeof clinic === 'string' ? ` for ${say('clinicId', clinic)}` : '';
      const source = entry.fields['source']?.to;
      const from = typeof source === 'string' && source !== 'other' ? ` from ${say('source', source)}` : '';
      return `${verb}${from}${at}`;
    },
    fields: {
      status: ({ from, to }) => ({
        kind: 'status',
        text: `moved it ${from === undefined ? '' : `from ${say('status', from)} `}to ${say('status', to)}`,
      }),
      clinicId: ({ to }) => ({
        kind: 'clinic',
        text: to === null ? 'made it unassigned (TBD)' : `gave it to ${say('clinicId', to)}`,
      }),
      followUpDate: ({ to }) => ({
        kind: 'follow-up',
        text: to === null ? 'removed the follow-up' : `set the follow-up to ${say('followUpDate', to)}`,
      }),
      lastContactedAt: ({ to }, { command }) =>
        to === null || command === recordAttempt.name ? null : { kind: 'contact', text: 'was in contact' },
      // What a call counts is said with the call; elsewhere it follows from the status.
      tries: ({ to }, { reason }) =>
        reason === undone ? { kind: 'edit', text: `set the tries back to ${say('tries', to)}` } : null,
      priority: ({ to }, entry) => describePriority(entry, say('priority', to)),
      // Pinning comes with the priority that was chosen; unpinning may change nothing else.
      priorityPinned: ({ to }, entry) =>
        to === true || entry.fields['status'] ? null : { kind: 'edit', text: 'let the priority follow the status' },
    },
  };
};

/** "called, no answer: “Husband decides”"; what is gone or not mine to see, as far as the lead itself shows it. */
const describeRecorded = ({ fields }: ActivityEntry, attempt: Attempt | null | undefined): string => {
  if (attempt) return describeAttempt(attempt.channel, attempt.outcome) + (attempt.note ? `: “${attempt.note}”` : '');
  const { from, to } = fields['tries'] ?? {};
  return Number(to) > Number(from ?? 0) ? 'tried to reach them' : 'was in contact';
};

/** What follows from the status is not worth a sentence of its own. */
const describePriority = (entry: ActivityEntry, priority: string): Happening | null => {
  if (entry.fields['status'] || entry.fields['priorityPinned']?.to === false) return null;
  // It follows from how often there was no answer.
  if (entry.command === recordAttempt.name) return { kind: 'edit', text: `it is ${priority} now` };
  return { kind: 'edit', text: `set the priority to ${priority}` };
};
