import type { MutationAnswer } from '#shared/change.ts';
import type { Patch, RecordOf } from '#shared/collection.ts';
import { assignLead, leads, type LeadPriority, type LeadStatus } from '#shared/modules/leads.ts';
import { toast } from '#client/components/toasts.ts';
import { commandOf } from '#client/live/commands.ts';
import type { Live } from '#client/live/types.ts';
import { offerConflict } from '#client/records/conflicts.ts';
import { claiming } from '#client/refusal-claims.ts';
import { changeOf, type Outcome } from './outcomes.ts';
import type { Conflicts } from './conflicts.ts';
import { valueText, type Words } from './value-text.ts';

export type Lead = RecordOf<typeof leads>;

export type LeadActions = {
  readonly setStatus: (lead: Lead, status: LeadStatus, reason?: string) => void;
  readonly setPriority: (lead: Lead, priority: LeadPriority) => void;
  readonly unpinPriority: (lead: Lead) => void;
  readonly setFollowUp: (lead: Lead, day: string | null) => void;
  readonly assign: (lead: Lead, clinicId: string | null) => void;
  readonly noteOutcome: (lead: Lead, outcome: Outcome['name']) => void;
  /** Says the value once more, on top of what somebody else set meanwhile. */
  readonly insist: (id: string, field: string, value: unknown, version: number | null) => void;
  readonly remove: (lead: Lead) => Promise<boolean>;
};

type Ports = {
  readonly live: Live;
  readonly conflicts: Conflicts;
  readonly words: () => Words;
  /** Whether the lead is open, with room to ask at the field. */
  readonly isOpen: (id: string) => boolean;
};

const update = commandOf(leads, 'update');

/**
 * What the desk does to leads. Labels name no lead: they stay in messages after the lead may have left this person's
 * sight.
 */
export const createActions = ({ live, conflicts, words, isOpen }: Ports): LeadActions => {
  const say = (name: string, value: unknown): string => valueText(name, value, words());

  const send = async (
    command: Parameters<Live['mutate']>[0],
    id: string,
    args: Patch,
    describe: string,
    base: number | 'seen' = 'seen',
  ): Promise<MutationAnswer> => {
    const answer = await claiming(leads.name, id, () => live.mutate(command, { id, ...args }, { describe, base }));
    if (!answer.ok) tellRefusal(id, args, describe, command.name, answer);
    return answer;
  };

  const tellRefusal = (
    id: string,
    args: Patch,
    label: string,
    command: string,
    { error }: Extract<MutationAnswer, { ok: false }>,
  ): void => {
    const { field, current, by, version } = error.details ?? {};
    if (error.code !== 'CONFLICT' || field === undefined) {
      toast(`${label} was taken back. ${error.message}`, { failure: true });
      return;
    }
    const patch = (args['patch'] ?? args) as Patch;
    const conflict = { field, mine: patch[field], theirs: current, by: by ?? null, version: version ?? null };
    if (isOpen(id)) conflicts.add({ id, ...conflict });
    else
      offerConflict({
        kind: 'refused',
        label,
        error,
        collection: leads.name,
        id,
        command,
        args: { id, ...args },
        conflict,
      });
  };

  const set = (lead: Lead, patch: Patch, describe: string, more: Patch = {}): void => {
    void send(update, lead.id, { patch, ...more }, describe);
  };

  return {
    setStatus: (lead, status, reason) => {
      if (status === lead.status) return;
      set(lead, { status }, `Status set to ${say('status', status)}`, reason ? { reason } : {});
    },
    setPriority: (lead, priority) => {
      if (priority === lead.priority && lead.priorityPinned) return;
      set(lead, { priority }, `Priority set to ${say('priority', priority)}`);
    },
    unpinPriority: (lead) => set(lead, { priorityPinned: false }, 'Priority follows the status again'),
    setFollowUp: (lead, day) => {
      if (day === lead.followUpDate) return;
      set(
        lead,
        { followUpDate: day },
        day === null ? 'Follow-up taken off' : `Follow-up set to ${say('followUpDate', day)}`,
      );
    },
    assign: (lead, clinicId) => {
      if (clinicId === lead.clinicId) return;
      const described = clinicId === null ? 'Put back into the TBD queue' : `Assigned to ${say('clinicId', clinicId)}`;
      void send(assignLead, lead.id, { clinicId }, described);
    },
    noteOutcome: (lead, outcome) => {
      const patch = changeOf(outcome, lead.status, new Date().toISOString());
      set(lead, patch, patch.status ? `Noted: ${say('status', patch.status)}` : 'Contact noted');
    },
    insist: (id, field, value, version) => {
      void send(update, id, { patch: { [field]: value } }, 'Your value', version ?? 'seen');
    },
    remove: async (lead) => (await send(commandOf(leads, 'delete'), lead.id, {}, 'Deletion')).ok,
  };
};
