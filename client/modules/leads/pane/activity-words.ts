import type { ActivityEntry } from '#shared/protocol.ts';
import type { ActivityWords, Happening } from '#client/records/pane/describe-activity.ts';
import { valueText, type FormatContext } from '#client/modules/leads/value-text.ts';

/** A lead's history in the desk's own words. */
export const leadActivityWords = (context: FormatContext): ActivityWords => {
  const say = (name: string, value: unknown): string => valueText(name, value, context);
  return {
    say,
    order: ['status', 'clinic', 'contact', 'follow-up'],
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
        text: `moved it from ${say('status', from)} to ${say('status', to)}`,
      }),
      clinicId: ({ to }) => ({
        kind: 'clinic',
        text: to === null ? 'put it back into the TBD queue' : `gave it to ${say('clinicId', to)}`,
      }),
      followUpDate: ({ to }) => ({
        kind: 'follow-up',
        text: to === null ? 'removed the follow-up' : `set the follow-up to ${say('followUpDate', to)}`,
      }),
      lastContactedAt: ({ to }) => (to === null ? null : { kind: 'contact', text: 'was in contact' }),
      priority: ({ to }, entry) => describePriority(entry, say('priority', to)),
      // Pinning comes with the priority that was chosen; unpinning may change nothing else.
      priorityPinned: ({ to }, entry) =>
        to === true || entry.fields['status'] ? null : { kind: 'edit', text: 'let the priority follow the status' },
    },
  };
};

/** What follows from the status is not worth a sentence of its own. */
const describePriority = (entry: ActivityEntry, priority: string): Happening | null => {
  if (entry.fields['status'] || entry.fields['priorityPinned']?.to === false) return null;
  return { kind: 'edit', text: `set the priority to ${priority}` };
};
