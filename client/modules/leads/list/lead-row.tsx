import ChevronRight from 'lucide-solid/icons/chevron-right';
import { For, Show, createMemo, type JSX } from 'solid-js';
import { dayOf } from '#shared/calendar-day.ts';
import { formatPhone } from '#shared/fields/phone.ts';
import { leads, leadPriorities, statusLabel, type LeadPriority } from '#shared/modules/leads.ts';
import { timeZone, today } from '#client/lib/clock.ts';
import type { Lead } from '#client/modules/leads/actions.ts';
import { cls } from '#client/components/class.ts';
import { Glyph } from '#client/components/glyph.tsx';
import { exactMoment, describeDay } from '#client/lib/format.ts';
import { useWorkspace } from '#client/lib/workspace-context.tsx';
import { FollowUpBadge, PriorityMark, StatusChip, Tries } from '#client/modules/leads/badges.tsx';
import { ContactLink } from '#client/modules/leads/contact-links.tsx';
import { choiceLabel } from '#client/modules/leads/choices.ts';
import { useDesk } from '#client/modules/leads/desk.tsx';
import { isEmptyValue } from '#shared/fields/empty-value.ts';
import { listedFields } from '#client/records/added-fields.ts';
import { FieldValue } from '#client/records/field-value.tsx';
import type { RowProps } from '#client/records/list/list-item.tsx';
import { RowName } from '#client/records/list/row-name.tsx';
import { PickButton } from '#client/records/picker/pick-button.tsx';
import { unassigned } from '#client/modules/leads/unassigned.ts';
import { followUpInFull } from '#client/modules/leads/describe-follow-up.ts';

const priorityLabel = (priority: LeadPriority): string =>
  leadPriorities.find(({ value }) => value === priority)?.label ?? '';

/** A priority that says more than the status beside it does: the others are their mark alone. */
const isTelling = ({ priority, priorityPinned }: Lead): boolean =>
  priorityPinned || priority === 'hot' || priority === 'warm';

/** The line of a lead in the list. Only the row that the keyboard is at has its controls in the Tab order. */
export const LeadRow = (props: RowProps<Lead>): JSX.Element => {
  const desk = useDesk();
  const workspace = useWorkspace();
  const { live } = desk;
  const stop = (): number => (props.current ? 0 : -1);
  const mayUpdate = createMemo(() => live.can('update', leads, props.record));
  const mayAssign = createMemo(() => live.can('assign', leads, props.record));
  const peeked = (): boolean => desk.expandedId() === props.record.id;
  const clinic = (): string | null =>
    props.record.clinicId === null
      ? null
      : (desk.formatContext().clinicName(props.record.clinicId) ?? 'Another clinic');
  const stopped = (): boolean => props.record.status === 'dnc' || props.record.status === 'dnr';
  return (
    <div class={cls('lead-line', stopped() && 'lead-stopped')}>
      <span class="lead-cell cell-name" data-field="name">
        <RowName id={props.record.id} name={props.record.name} current={props.current} />
      </span>
      <span class="lead-cell cell-phone tabular text-muted" data-field="phone">
        {formatPhone(props.record.phone)}
      </span>
      <span class="lead-cell cell-status" data-field="status tries">
        <PickButton
          field="status"
          id={props.record.id}
          label={`Status: ${statusLabel(props.record.status)}. Change`}
          disabled={!mayUpdate()}
          tabindex={stop()}
          class="lead-pick"
        >
          <StatusChip status={props.record.status} />
        </PickButton>
        <Tries tries={props.record.tries} />
      </span>
      <span class="lead-cell cell-priority" data-field="priority priorityPinned">
        <PickButton
          field="priority"
          id={props.record.id}
          label={`Priority: ${priorityLabel(props.record.priority)}${props.record.priorityPinned ? ', pinned' : ''}. Change`}
          disabled={!mayUpdate() || stopped()}
          tabindex={stop()}
          class="lead-pick"
          tip={`${priorityLabel(props.record.priority)}${props.record.priorityPinned ? ', pinned' : ''}`}
        >
          <PriorityMark
            priority={props.record.priority}
            pinned={props.record.priorityPinned}
            iconOnly={!isTelling(props.record)}
          />
        </PickButton>
      </span>
      <span class="lead-cell cell-due" data-field="followUpDate">
        <PickButton
          field="followUpDate"
          id={props.record.id}
          label={`${followUpInFull(props.record.followUpDate, today())}. Change`}
          disabled={!mayUpdate()}
          tabindex={stop()}
          class="lead-pick"
        >
          <FollowUpBadge day={props.record.followUpDate} />
        </PickButton>
      </span>
      <Show when={workspace.locations().length > 1}>
        <span class="lead-cell cell-clinic" data-field="clinicId">
          <Show when={mayAssign()} fallback={<span class="truncate">{clinic() ?? unassigned}</span>}>
            <PickButton
              field="clinicId"
              id={props.record.id}
              label={clinic() ? `Clinic: ${clinic()}. Change` : `${unassigned}. Assign to a clinic`}
              tabindex={stop()}
              class="lead-pick text-muted"
            >
              <Show
                when={clinic()}
                fallback={
                  <span class="tone-amber truncate rounded-small border border-dashed border-tone-mark px-1.5 text-small text-tone-ink">
                    {unassigned}
                  </span>
                }
              >
                {(name) => <span class="truncate">{name()}</span>}
              </Show>
            </PickButton>
          </Show>
        </span>
      </Show>
      <For each={listedFields(desk.definition)}>
        {(name) => (
          <Show when={desk.definition.fields[name]}>
            {(field) => (
              <span class="lead-cell cell-added truncate text-muted" data-field={name}>
                <Show when={!isEmptyValue(props.record[name as keyof Lead])}>
                  <FieldValue
                    definition={desk.definition}
                    field={field()}
                    value={props.record[name as keyof Lead]}
                    record={props.record}
                  />
                </Show>
              </span>
            )}
          </Show>
        )}
      </For>
      <span class="lead-cell cell-treatment truncate text-muted" data-field="treatmentInterest">
        {choiceLabel(desk.definition, 'treatmentInterest', props.record.treatmentInterest)}
      </span>
      <span
        class="lead-cell cell-next truncate"
        data-field="nextAction"
        data-tip={props.record.nextAction ?? undefined}
      >
        {props.record.nextAction}
      </span>
      <span class="lead-cell cell-source truncate text-faint" data-field="source">
        {choiceLabel(desk.definition, 'source', props.record.source)}
      </span>
      <span
        class="lead-cell cell-contact truncate text-faint"
        data-field="lastContactedAt"
        data-tip={
          props.record.lastContactedAt
            ? `Last contact: ${exactMoment(props.record.lastContactedAt, timeZone())}`
            : undefined
        }
      >
        {props.record.lastContactedAt
          ? describeDay(dayOf(new Date(props.record.lastContactedAt), timeZone()), today())
          : ''}
      </span>
      <span class="lead-cell cell-actions">
        <ContactLink
          lead={props.record}
          channel="call"
          keys="C"
          tabindex={stop()}
          class="button button-quiet button-small button-square"
        />
        <ContactLink
          lead={props.record}
          channel="whatsapp"
          keys="W"
          tabindex={stop()}
          class="button button-quiet button-small button-square"
        />
        <button
          type="button"
          class="lead-expand button button-quiet button-small button-square"
          aria-expanded={peeked()}
          aria-label={`More about ${props.record.name}`}
          data-tip={peeked() ? 'Less (Space)' : 'More (Space)'}
          tabindex={stop()}
          onClick={() => desk.setExpanded(peeked() ? null : props.record.id)}
        >
          <Glyph of={ChevronRight} size={16} class="transition-transform duration-150" />
        </button>
      </span>
    </div>
  );
};
