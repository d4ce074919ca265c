import CalendarPlus from 'lucide-solid/icons/calendar-plus';
import Inbox from 'lucide-solid/icons/inbox';
import ListChecks from 'lucide-solid/icons/list-checks';
import MapPin from 'lucide-solid/icons/map-pin';
import { Show, createMemo, createSignal, type JSX } from 'solid-js';
import {
  assignLead,
  followUpState,
  isSuppressed,
  leads,
  nextStatuses,
  statusLabel,
  type LeadStatus,
} from '#shared/modules/leads.ts';
import { PickDay } from '#client/components/pick-day.tsx';
import { PickList, type PickOption } from '#client/components/pick-list.tsx';
import { today } from '#client/lib/clock.ts';
import { followUpTones } from '#client/modules/leads/badges.tsx';
import { dayInSentence } from '#client/modules/leads/describe-change.ts';
import { useDesk } from '#client/modules/leads/desk.tsx';
import { AskReason, whySuppressed } from '#client/modules/leads/pickers/ask-reason.tsx';
import { statusOptions } from '#client/modules/leads/pickers/status-options.ts';
import { valueText } from '#client/modules/leads/value-text.ts';
import { BulkAction } from '#client/records/bulk/bulk-action.tsx';
import type { BulkProps } from '#client/records/bulk/bulk-bar.tsx';
import { DeleteSelected } from '#client/records/bulk/delete-selected.tsx';
import { commandOf } from '#client/store/commands.ts';

const update = commandOf(leads, 'update');
const queue = 'queue';

/** What the desk does to several leads at once. */
export const LeadBulkActions = (props: BulkProps): JSX.Element => {
  const desk = useDesk();
  const { live } = desk;
  const say = (name: string, value: unknown): string => valueText(name, value, desk.formatContext());
  const setFollowUp = (day: string | null): void =>
    props.run(
      update,
      (id) => ({ id, patch: { followUpDate: day } }),
      day === null ? 'no follow-up' : `follow-up ${dayInSentence(say('followUpDate', day))}`,
    );
  const assign = (clinicId: string | null): void =>
    props.run(
      assignLead,
      (id) => ({ id, clinicId }),
      clinicId === null ? 'now unassigned (TBD)' : `assigned to ${say('clinicId', clinicId)}`,
    );
  const clinics = createMemo((): PickOption[] => [
    ...desk.openClinics().map(({ id, name }) => ({ value: id, label: name, icon: MapPin })),
    { value: queue, label: 'Back to unassigned (TBD)', icon: Inbox, tone: 'amber' },
  ]);
  return (
    <>
      <Show when={live.can('update', leads)}>
        <BulkAction label="Status" icon={ListChecks} field="status" disabled={props.busy}>
          {(close) => <SetStatus {...props} onDone={close} />}
        </BulkAction>
        <BulkAction label="Follow-up" icon={CalendarPlus} field="followUpDate" disabled={props.busy}>
          {(close) => (
            <PickDay
              label="Follow-up"
              day={null}
              clearLabel="No follow-up"
              mayClear
              toneOf={(day) => followUpTones[followUpState(day, today())]}
              onPick={(day) => {
                setFollowUp(day);
                close();
              }}
            />
          )}
        </BulkAction>
      </Show>
      <Show when={live.can('assign', leads)}>
        <BulkAction label="Clinic" icon={MapPin} field="clinicId" disabled={props.busy}>
          {(close) => (
            <div class="w-64">
              <PickList
                label="Assign to a clinic"
                search="Clinic, or its number"
                options={clinics()}
                onPick={(value) => {
                  assign(value === queue ? null : value);
                  close();
                }}
              />
            </div>
          )}
        </BulkAction>
      </Show>
      <DeleteSelected {...props} />
    </>
  );
};

/** Any status; which lead may have it is for the rules to say, lead by lead. A correction and the do-not-call list ask why once, for all. */
const SetStatus = (props: BulkProps & { onDone: () => void }): JSX.Element => {
  const { live } = useDesk();
  const [asking, setAsking] = createSignal<LeadStatus | null>(null);
  const options = createMemo(() => statusOptions((status) => !isSuppressed(status) || live.can('suppress', leads)));
  /** For one of them at least it may be against the order; of those that are not loaded here it is not known. */
  const corrects = (status: LeadStatus): boolean =>
    !isSuppressed(status) &&
    props.ids().some((id) => {
      const now = live.record(leads, id)?.status;
      return now === undefined || (now !== status && !nextStatuses[now].includes(status));
    });
  const set = (status: LeadStatus, reason: string): void => {
    props.run(
      update,
      (id) => ({ id, patch: { status }, ...(reason === '' ? {} : { reason }) }),
      `now ${statusLabel(status)}`,
    );
    props.onDone();
  };
  return (
    <Show
      when={asking()}
      fallback={
        <div class="w-60">
          <PickList
            label={`Status of ${props.words}`}
            options={options()}
            onPick={(value) => {
              const status = value as LeadStatus;
              if (isSuppressed(status) || (live.can('correct', leads) && corrects(status))) setAsking(status);
              else set(status, '');
            }}
          />
        </div>
      }
    >
      {(status) => (
        <AskReason
          {...(isSuppressed(status())
            ? {
                ...whySuppressed(status()),
                help: 'Their numbers must not be called. The reason stays in the history of each.',
              }
            : {
                label: 'Why, where it is a correction?',
                help: `Leads that cannot go to ${statusLabel(status())} by themselves are corrected with this reason. Left empty, they stay as they are.`,
                placeholder: 'Imported with the wrong status',
                submitLabel: `Change ${props.words}`,
              })}
          required={isSuppressed(status())}
          onGive={(reason) => set(status(), reason)}
          onBack={() => setAsking(null)}
        />
      )}
    </Show>
  );
};
