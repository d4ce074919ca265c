import ChevronDown from 'lucide-solid/icons/chevron-down';
import { Show, createMemo, type JSX } from 'solid-js';
import { leads, leadPriorities, statusLabel } from '#shared/modules/leads.ts';
import { today } from '#client/lib/clock.ts';
import { useWorkspace } from '#client/lib/workspace-context.tsx';
import type { Lead } from '#client/modules/leads/actions.ts';
import { FollowUpBadge, PriorityMark, StatusChip, Tries } from '#client/modules/leads/badges.tsx';
import { useDesk } from '#client/modules/leads/desk.tsx';
import { useNarrowLayout } from '#client/records/narrow-layout.ts';
import { unassignedInFull } from '#client/modules/leads/unassigned.ts';
import { PickButton } from '#client/records/picker/pick-button.tsx';
import { followUpInFull } from '#client/modules/leads/describe-follow-up.ts';

/** Where a lead stands: the four things that are changed all day, each one click from its list. */
export const LeadStanding = (props: { lead: Lead }): JSX.Element => {
  const desk = useDesk();
  const workspace = useWorkspace();
  const narrow = useNarrowLayout();
  const mayUpdate = createMemo(() => desk.live.can('update', leads, props.lead));
  const stopped = (): boolean => props.lead.status === 'dnc' || props.lead.status === 'dnr';
  const clinic = (): string | null =>
    props.lead.clinicId === null ? null : (desk.formatContext().clinicName(props.lead.clinicId) ?? 'Another clinic');
  const priority = (): string => leadPriorities.find((one) => one.value === props.lead.priority)?.label ?? '';
  return (
    <section class="border-b border-line px-3 py-3 sm:px-5" aria-label="Where it stands">
      <dl class="grid grid-cols-2 gap-2">
        <Standing
          lead={props.lead}
          field="status"
          term="Status"
          says={statusLabel(props.lead.status)}
          aside={<Tries tries={props.lead.tries} />}
          may={mayUpdate()}
        >
          <StatusChip status={props.lead.status} />
        </Standing>
        {/* On a phone it is at the thumb, and there only. */}
        <Show when={!narrow()}>
          <Standing
            lead={props.lead}
            field="followUpDate"
            term="Follow-up"
            says={followUpInFull(props.lead.followUpDate, today())}
            may={mayUpdate()}
          >
            <FollowUpBadge day={props.lead.followUpDate} />
          </Standing>
        </Show>
        <Standing lead={props.lead} field="priority" term="Priority" says={priority()} may={mayUpdate() && !stopped()}>
          <PriorityMark priority={props.lead.priority} pinned={props.lead.priorityPinned} />
        </Standing>
        <Show when={workspace.locations().length > 1 || desk.live.can('assign', leads, props.lead)}>
          <Standing
            lead={props.lead}
            field="clinicId"
            term="Clinic"
            says={clinic() ?? unassignedInFull}
            may={desk.live.can('assign', leads, props.lead)}
          >
            <Show when={clinic()} fallback={<span class="tone-amber text-tone-ink">{unassignedInFull}</span>}>
              {(name) => <span class="truncate">{name()}</span>}
            </Show>
          </Standing>
        </Show>
      </dl>
    </section>
  );
};

type StandingProps = {
  lead: Lead;
  field: string;
  term: string;
  says: string;
  aside?: JSX.Element;
  may: boolean;
  children: JSX.Element;
};

const Standing = (props: StandingProps): JSX.Element => (
  <div class="min-w-0 last:odd:col-span-2">
    <dt class="flex justify-between gap-2 pb-0.5 text-small text-faint">
      {props.term}
      {props.aside}
    </dt>
    <dd class="min-w-0">
      <PickButton
        field={props.field}
        id={props.lead.id}
        label={props.says.startsWith(props.term) ? `${props.says}. Change` : `${props.term}: ${props.says}. Change`}
        disabled={!props.may}
        class="control control-small w-full text-row! touch:min-h-11"
      >
        <span class="flex min-w-0 flex-1">{props.children}</span>
        <Show when={props.may}>
          <ChevronDown size={14} class="flex-none text-faint" />
        </Show>
      </PickButton>
    </dd>
  </div>
);
