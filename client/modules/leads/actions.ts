import type { Patch, RecordOf } from '#shared/collection.ts';
import { assignLead, leads, type LeadPriority, type LeadStatus } from '#shared/modules/leads.ts';
import { changeByAttempt, recordAttempt } from '#shared/modules/record-attempt.ts';
import { serverNow } from '#client/lib/clock.ts';
import { commandOf } from '#client/store/commands.ts';
import type { Send } from '#client/records/changes/send.ts';
import { outcomesOf, turnsCold, type Attempt } from './contact-outcomes.ts';
import { countTries } from './count-tries.ts';
import { dayInSentence, describeChange } from './describe-change.ts';
import { valueText, type FormatContext } from './value-text.ts';

export type Lead = RecordOf<typeof leads>;

export type LeadActions = {
  readonly setStatus: (lead: Lead, status: LeadStatus, reason?: string) => void;
  readonly setPriority: (lead: Lead, priority: LeadPriority) => void;
  readonly unpinPriority: (lead: Lead) => void;
  readonly setFollowUp: (lead: Lead, day: string | null) => void;
  readonly assign: (lead: Lead, clinicId: string | null) => void;
  readonly recordAttempt: (lead: Lead, attempt: Attempt) => void;
};

const update = commandOf(leads, 'update');

/** What the desk does to leads. Each change is called by the lead's name in its message. */
export const createActions = (send: Send, formatContext: () => FormatContext): LeadActions => {
  const say = (name: string, value: unknown): string => valueText(name, value, formatContext());
  const set = (lead: Lead, patch: Patch, what: string, more: Patch = {}): void => {
    void send(update, lead.id, { patch, ...more }, { describe: describeChange(lead, what) });
  };

  return {
    setStatus: (lead, status, reason) => {
      if (status === lead.status) return;
      set(lead, { status }, `now ${say('status', status)}`, reason ? { reason } : {});
    },
    setPriority: (lead, priority) => {
      if (priority === lead.priority && lead.priorityPinned) return;
      set(lead, { priority }, `priority ${say('priority', priority)}`);
    },
    unpinPriority: (lead) => set(lead, { priorityPinned: false }, 'priority follows the status'),
    setFollowUp: (lead, day) => {
      if (day === lead.followUpDate) return;
      set(
        lead,
        { followUpDate: day },
        day === null ? 'follow-up removed' : `follow-up ${dayInSentence(say('followUpDate', day))}`,
      );
    },
    assign: (lead, clinicId) => {
      if (clinicId === lead.clinicId) return;
      const described = clinicId === null ? 'now unassigned (TBD)' : `assigned to ${say('clinicId', clinicId)}`;
      void send(assignLead, lead.id, { clinicId }, { describe: describeChange(lead, described) });
    },
    recordAttempt: (lead, { outcome, channel, note, followUpDate }) => {
      const at = new Date(serverNow()).toISOString();
      const after = { ...lead, ...changeByAttempt(lead, { outcome, at, followUpDate }) };
      const label = outcomesOf(channel).find(({ value }) => value === outcome)?.label ?? outcome;
      const said = [
        label.toLowerCase(),
        after.tries > 0 ? countTries(after.tries) : null,
        after.status === lead.status || label === say('status', after.status)
          ? null
          : `now ${say('status', after.status)}`,
        turnsCold(lead, after) ? `now ${say('priority', 'cold')}` : null,
      ];
      void send(
        recordAttempt,
        lead.id,
        { outcome, channel, at, ...(note === '' ? {} : { note }), ...(followUpDate === null ? {} : { followUpDate }) },
        { describe: describeChange(lead, said.filter(Boolean).join(', ')) },
      );
    },
  };
};
