import type { MutationAnswer } from '#shared/protocol.ts';
import type { Patch, RecordOf } from '#shared/collection.ts';
import { assignLead, leads, type LeadPriority, type LeadStatus } from '#shared/modules/leads.ts';
import { serverNow } from '#client/lib/clock.ts';
import { describeDatedMoment } from '#client/lib/format.ts';
import { toast } from '#client/components/toasts.ts';
import { commandOf } from '#client/store/commands.ts';
import type { Live } from '#client/live/types.ts';
import { offerConflict } from '#client/records/conflicts.ts';
import { handlingErrors } from '#client/live/handled-errors.ts';
import { changeOf, notReachedReason, type Outcome, type ContactChannel } from './contact-outcomes.ts';
import { dayInSentence, describeChange, shortName } from './describe-change.ts';
import type { Conflicts } from './conflicts.ts';
import { valueText, type FormatContext } from './value-text.ts';

export type Lead = RecordOf<typeof leads>;

export type LeadActions = {
  readonly setStatus: (lead: Lead, status: LeadStatus, reason?: string) => void;
  readonly setPriority: (lead: Lead, priority: LeadPriority) => void;
  readonly unpinPriority: (lead: Lead) => void;
  readonly setFollowUp: (lead: Lead, day: string | null) => void;
  readonly assign: (lead: Lead, clinicId: string | null) => void;
  readonly recordOutcome: (lead: Lead, outcome: Outcome['name'], channel: ContactChannel) => void;
  /** Says the value once more, on top of what another person set meanwhile. */
  readonly insist: (id: string, field: string, value: unknown, version: number | null) => void;
  readonly remove: (lead: Lead) => Promise<boolean>;
};

type Ports = {
  readonly live: Live;
  readonly conflicts: Conflicts;
  readonly formatContext: () => FormatContext;
  /** Whether the lead is open, with room to ask at the field. */
  readonly isOpen: (id: string) => boolean;
};

const update = commandOf(leads, 'update');

/** What the desk does to leads. Its messages name the lead, except when this person may no longer see it. */
export const createActions = ({ live, conflicts, formatContext, isOpen }: Ports): LeadActions => {
  const say = (name: string, value: unknown): string => valueText(name, value, formatContext());

  const send = async (
    command: Parameters<Live['mutate']>[0],
    id: string,
    args: Patch,
    describe: string,
    base: number | 'seen' = 'seen',
  ): Promise<MutationAnswer> => {
    const answer = await handlingErrors(leads.name, id, () =>
      live.mutate(command, { id, ...args }, { describe, base }),
    );
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
      const said = error.code === 'NOT_FOUND' ? 'your change' : label;
      toast(`Taken back: ${said}. ${error.message}`, { about: id, failure: true });
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

  const set = (lead: Lead, patch: Patch, what: string, more: Patch = {}): void => {
    void send(update, lead.id, { patch, ...more }, describeChange(lead, what));
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
        day === null ? 'follow-up taken off' : `follow-up ${dayInSentence(say('followUpDate', day))}`,
      );
    },
    assign: (lead, clinicId) => {
      if (clinicId === lead.clinicId) return;
      const described = clinicId === null ? 'back in the TBD queue' : `assigned to ${say('clinicId', clinicId)}`;
      void send(assignLead, lead.id, { clinicId }, describeChange(lead, described));
    },
    recordOutcome: (lead, outcome, channel) => {
      const now = new Date(serverNow()).toISOString();
      const patch = changeOf(
        outcome,
        lead,
        now,
        describeDatedMoment(now, formatContext().today, formatContext().timeZone),
      );
      const moved = patch.status ? `now ${say('status', patch.status)}` : null;
      if (outcome === 'no-answer')
        set(lead, patch, ['no answer noted', moved].filter(Boolean).join(', '), { reason: notReachedReason[channel] });
      else set(lead, patch, moved ?? 'contact noted');
    },
    insist: (id, field, value, version) => {
      void send(
        update,
        id,
        { patch: { [field]: value } },
        describeChange(live.record(leads, id) ?? { name: 'This lead' }, 'your value'),
        version ?? 'seen',
      );
    },
    remove: async (lead) => (await send(commandOf(leads, 'delete'), lead.id, {}, `${shortName(lead)} was deleted`)).ok,
  };
};
