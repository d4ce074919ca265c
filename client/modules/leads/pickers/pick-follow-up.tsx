import { type JSX } from 'solid-js';
import { followUpState } from '#shared/modules/leads.ts';
import { PickDay } from '#client/components/pick-day.tsx';
import { today } from '#client/lib/clock.ts';
import type { Lead } from '#client/modules/leads/actions.ts';
import { followUpTones } from '#client/modules/leads/badges.tsx';
import { useDesk } from '#client/modules/leads/desk.tsx';

/** When a lead is to be called next. */
export const PickFollowUp = (props: { record: Lead; onDone: () => void }): JSX.Element => {
  const desk = useDesk();
  return (
    <PickDay
      label="Follow-up"
      day={props.record.followUpDate}
      clearLabel="No follow-up"
      toneOf={(day) => followUpTones[followUpState(day, today())]}
      onPick={(day) => {
        desk.actions.setFollowUp(props.record, day);
        props.onDone();
      }}
    />
  );
};
