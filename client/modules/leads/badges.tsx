import Ban from 'lucide-solid/icons/ban';
import CalendarCheck from 'lucide-solid/icons/calendar-check';
import CircleAlert from 'lucide-solid/icons/circle-alert';
import CircleCheck from 'lucide-solid/icons/circle-check';
import Clock from 'lucide-solid/icons/clock';
import Flame from 'lucide-solid/icons/flame';
import Pin from 'lucide-solid/icons/pin';
import Snowflake from 'lucide-solid/icons/snowflake';
import Sparkle from 'lucide-solid/icons/sparkle';
import Thermometer from 'lucide-solid/icons/thermometer';
import VolumeX from 'lucide-solid/icons/volume-x';
import { Show, type JSX } from 'solid-js';
import type { Tone } from '#shared/fields/field.ts';
import {
  leadPriorities,
  leadStatuses,
  type FollowUpState,
  type LeadPriority,
  type LeadStatus,
} from '#shared/modules/leads.ts';
import { now, today } from '#client/lib/clock.ts';
import { Chip } from '#client/components/chip.tsx';
import { cls } from '#client/components/class.ts';
import { Glyph } from '#client/components/glyph.tsx';
import type { Icon } from '#client/components/icon.ts';
import { exactDay } from '#client/lib/format.ts';
import { countTries } from './count-tries.ts';
import { describeFollowUp, followUpUrgency, type FollowUpUrgency } from './describe-follow-up.ts';
import { waitingTime } from './waiting-time.ts';

export const priorityIcons: Record<LeadPriority, Icon> = {
  hot: Flame,
  appointment: CalendarCheck,
  warm: Thermometer,
  new: Sparkle,
  cold: Snowflake,
  visited: CircleCheck,
  dnc: Ban,
  dnr: VolumeX,
};

export const StatusChip = (props: { status: LeadStatus }): JSX.Element => {
  const choice = () => leadStatuses.find((one) => one.value === props.status);
  return <Chip tone={choice()?.tone}>{choice()?.label ?? props.status}</Chip>;
};

/** A word and its mark, no ground: a row has enough of them already. */
export const PriorityMark = (props: { priority: LeadPriority; pinned?: boolean; iconOnly?: boolean }): JSX.Element => {
  const choice = () => leadPriorities.find((one) => one.value === props.priority);
  return (
    <span class={cls('inline-flex min-w-0 items-center gap-1 text-tone-ink', `tone-${choice()?.tone ?? 'slate'}`)}>
      <Glyph of={priorityIcons[props.priority]} size={14} class="flex-none text-tone-mark" />
      <span class={props.iconOnly ? 'sr-only' : 'truncate'}>{choice()?.label}</span>
      <Show when={props.pinned}>
        <Pin size={11} class="flex-none text-faint" aria-label="pinned" />
      </Show>
    </span>
  );
};

export const followUpTones: Record<FollowUpState, Tone> = {
  overdue: 'red',
  today: 'amber',
  upcoming: 'green',
  unscheduled: 'slate',
};

/** How it looks, the later the louder: only from the eighth day it stands on a ground of its own. */
const followUpLooks: Record<FollowUpUrgency, string> = {
  late: 'tone-red bg-tone-soft px-1.5 text-tone-ink',
  overdue: 'tone-red text-tone-ink',
  slipped: 'tone-amber text-tone-ink',
  today: 'font-semibold text-ink',
  upcoming: 'text-muted',
  unscheduled: 'text-faint',
};

export const FollowUpBadge = (props: { day: string | null }): JSX.Element => {
  const urgency = () => followUpUrgency(props.day, today());
  return (
    <span
      class={cls(
        'tabular inline-flex max-w-full rounded-small text-small leading-5 font-medium whitespace-nowrap',
        followUpLooks[urgency()],
      )}
      data-tip={props.day ? exactDay(props.day) : 'No follow-up is set'}
      data-follow-up={urgency()}
    >
      <span class="truncate">{describeFollowUp(props.day, today())}</span>
    </span>
  );
};

/** How often in a row there was no answer. */
export const Tries = (props: { tries: number }): JSX.Element => (
  <Show when={props.tries > 0}>
    <span
      class="tabular flex-none text-small whitespace-nowrap text-muted"
      data-tip={`${countTries(props.tries)} in a row without an answer`}
    >
      {countTries(props.tries)}
    </span>
  </Show>
);

/** How long a lead has waited for a clinic; like a follow-up it gets a ground of its own from the eighth day. */
export const WaitingBadge = (props: { since: string }): JSX.Element => {
  const waited = () => waitingTime(props.since, now());
  return (
    <span
      class={cls(
        'tabular inline-flex max-w-full items-center gap-1 rounded-small text-small leading-5 font-medium whitespace-nowrap text-tone-ink',
        `tone-${waited().tone}`,
        waited().days > 7 && 'bg-tone-soft px-1.5',
      )}
      data-waiting={waited().word}
    >
      <Glyph of={waited().tone === 'red' ? CircleAlert : Clock} size={12} class="flex-none" />
      <span class="truncate">
        {waited().word} · {waited().text}
      </span>
    </span>
  );
};
