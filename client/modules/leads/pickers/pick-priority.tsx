import PinOff from 'lucide-solid/icons/pin-off';
import { createMemo, type JSX } from 'solid-js';
import { followedPriority } from '#shared/modules/lead-priority.ts';
import { leadPriorities, type LeadPriority } from '#shared/modules/leads.ts';
import type { Lead } from '#client/modules/leads/actions.ts';
import { priorityIcons } from '#client/modules/leads/badges.tsx';
import { useDesk } from '#client/modules/leads/desk.tsx';
import { PickList, type PickOption } from '#client/components/pick-list.tsx';

const follow = 'follow';

const labelOf = (priority: LeadPriority): string =>
  leadPriorities.find((one) => one.value === priority)?.label ?? priority;

/** A priority that is chosen stays (pinned) until it is unpinned; DNC and DNR only come with their status. */
export const PickPriority = (props: { record: Lead; onDone: () => void }): JSX.Element => {
  const desk = useDesk();
  const options = createMemo((): PickOption[] => [
    ...leadPriorities
      .filter(({ value }) => value !== 'dnc' && value !== 'dnr')
      .map(({ value, label, tone }) => ({
        value,
        label,
        tone,
        icon: priorityIcons[value],
        checked: value === props.record.priority,
      })),
    ...(props.record.priorityPinned
      ? [
          {
            value: follow,
            label: 'Set automatically',
            icon: PinOff,
            note: `Would be ${labelOf(followedPriority(props.record))}`,
            group: 'Kept by hand',
          },
        ]
      : []),
  ]);
  return (
    <div class="w-56">
      <PickList
        label="Priority"
        options={options()}
        onPick={(value) => {
          if (value === follow) desk.actions.unpinPriority(props.record);
          else desk.actions.setPriority(props.record, value as LeadPriority);
          props.onDone();
        }}
      />
    </div>
  );
};
