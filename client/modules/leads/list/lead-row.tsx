import ChevronRight from 'lucide-solid/icons/chevron-right';
import { Show, createMemo, type JSX } from 'solid-js';
import { dayOf } from '#shared/calendar-day.ts';
import { formatPhone } from '#shared/fields/phone.ts';
import { leads, leadPriorities, statusLabel, type LeadPriority } from '#shared/modules/leads.ts';
import { timeZone, today } from '#client/lib/clock.ts';
import { Avatars } from '#client/components/avatar.tsx';
import { cls } from '#client/components/class.ts';
import { Glyph } from '#client/components/glyph.tsx';
import { exactMoment, describeDay } from '#client/lib/format.ts';
import { useWorkspace } from '#client/lib/workspace-context.tsx';
import { FollowUpBadge, PriorityMark, StatusChip } from '#client/modules/leads/badges.tsx';
import { ContactLink } from '#client/modules/leads/contact-links.tsx';
import { choiceLabel } from '#client/modules/leads/choices.ts';
import { useDesk } from '#client/modules/leads/desk.tsx';
import type { RowProps } from './lead-item.tsx';
import { PickButton } from '#client/modules/leads/pickers/pick-button.tsx';
import { followUpInFull } from '#client/modules/leads/describe-follow-up.ts';

const priorityLabel = (priority: LeadPriority): string =>
  leadPriorities.find(({ value }) => value === priority)?.label ?? '';

/** The line of a lead in the list. Only the row that the keyboard is at has its controls in the Tab order. */
export const LeadRow = (props: RowProps): JSX.Element => {
  const desk = useDesk();
  const workspace = useWorkspace();
  const { live } = desk;
  const stop = (): number => (props.current ? 0 : -1);
  const mayUpdate = createMemo(() => live.can('update', leads, props.lead));
  const mayAssign = createMemo(() => live.can('assign', leads, props.lead));
  const peeked = (): boolean => desk.peekedId() === props.lead.id;
  const others = createMemo(() => live.presence(leads, props.lead.id).filter((person) => person.id !== live.me()?.id));
  const clinic = (): string | null =>
    props.lead.clinicId === null ? null : (desk.formatContext().clinicName(props.lead.clinicId) ?? 'Another clinic');
  const stopped = (): boolean => props.lead.status === 'dnc' || props.lead.status === 'dnr';
  return (
    <div class={cls('lead-line', stopped() && 'lead-stopped')}>
      <button
        type="button"
        class="lead-expand rounded-small text-faint hover:bg-pressed hover:text-ink"
        aria-expanded={peeked()}
        aria-label={`More about ${props.lead.name}`}
        data-tip={peeked() ? 'Less (Space)' : 'More (Space)'}
        tabindex={stop()}
        onClick={() => desk.setPeeked(peeked() ? null : props.lead.id)}
      >
        <Glyph of={ChevronRight} size={14} class="transition-transform duration-150" />
      </button>
      <span class="lead-cell cell-name">
        <a
          href={desk.hrefOf(props.lead.id)}
          class="lead-name min-w-0 truncate font-medium text-ink no-underline"
          data-row-focus
          aria-current={desk.openId() === props.lead.id ? 'true' : undefined}
          tabindex={stop()}
          onClick={(event) => {
            if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
            event.preventDefault();
            // A click that no pointer made came from Enter.
            desk.open(props.lead.id, { byKeyboard: event.detail === 0 });
          }}
        >
          {props.lead.name}
        </a>
        <Show when={live.pending(leads, props.lead.id)}>
          <span
            class="motion-breathe size-1.5 flex-none rounded-full bg-accent"
            role="img"
            aria-label="Saving"
            data-tip="Saving"
          />
        </Show>
        <Show when={others().length > 0}>
          <Avatars people={others()} small doing="has this open" />
        </Show>
      </span>
      <span class="lead-cell cell-phone tabular text-muted">{formatPhone(props.lead.phone)}</span>
      <span class="lead-cell cell-status">
        <PickButton
          kind="status"
          id={props.lead.id}
          label={`Status: ${statusLabel(props.lead.status)}. Change`}
          disabled={!mayUpdate()}
          tabindex={stop()}
          class="lead-pick"
        >
          <StatusChip status={props.lead.status} />
        </PickButton>
      </span>
      <span class="lead-cell cell-priority">
        <PickButton
          kind="priority"
          id={props.lead.id}
          label={`Priority: ${priorityLabel(props.lead.priority)}${props.lead.priorityPinned ? ', pinned' : ''}. Change`}
          disabled={!mayUpdate() || stopped()}
          tabindex={stop()}
          class="lead-pick"
        >
          <PriorityMark priority={props.lead.priority} pinned={props.lead.priorityPinned} />
        </PickButton>
      </span>
      <span class="lead-cell cell-due">
        <PickButton
          kind="followUp"
          id={props.lead.id}
          label={`${followUpInFull(props.lead.followUpDate, today())}. Change`}
          disabled={!mayUpdate()}
          tabindex={stop()}
          class="lead-pick"
        >
          <FollowUpBadge day={props.lead.followUpDate} />
        </PickButton>
      </span>
      <Show when={workspace.clinics().length > 1}>
        <span class="lead-cell cell-clinic">
          <Show when={mayAssign()} fallback={<span class="truncate">{clinic() ?? 'TBD'}</span>}>
            <PickButton
              kind="clinic"
              id={props.lead.id}
              label={clinic() ? `Clinic: ${clinic()}. Change` : 'No clinic yet. Assign'}
              tabindex={stop()}
              class="lead-pick text-muted"
            >
              <Show
                when={clinic()}
                fallback={
                  <span class="tone-amber truncate rounded-small border border-dashed border-tone-mark px-1.5 text-small text-tone-ink">
                    TBD · Assign
                  </span>
                }
              >
                {(name) => <span class="truncate">{name()}</span>}
              </Show>
            </PickButton>
          </Show>
        </span>
      </Show>
      <span class="lead-cell cell-treatment truncate text-muted">
        {choiceLabel(desk.definition(), 'treatmentInterest', props.lead.treatmentInterest)}
      </span>
      <span class="lead-cell cell-next truncate text-muted" data-tip={props.lead.nextAction ?? undefined}>
        {props.lead.nextAction}
      </span>
      <span class="lead-cell cell-source truncate text-faint">
        {choiceLabel(desk.definition(), 'source', props.lead.source)}
      </span>
      <span
        class="lead-cell cell-contact truncate text-faint"
        data-tip={
          props.lead.lastContactedAt
            ? `Last contact: ${exactMoment(props.lead.lastContactedAt, timeZone())}`
            : undefined
        }
      >
        {props.lead.lastContactedAt
          ? describeDay(dayOf(new Date(props.lead.lastContactedAt), timeZone()), today())
          : ''}
      </span>
      <span class="lead-cell cell-actions">
        <ContactLink
          lead={props.lead}
          channel="call"
          keys="C"
          tabindex={stop()}
          class="button button-quiet button-small button-square"
        />
        <ContactLink
          lead={props.lead}
          channel="whatsapp"
          keys="W"
          tabindex={stop()}
          class="button button-quiet button-small button-square"
        />
      </span>
    </div>
  );
};
