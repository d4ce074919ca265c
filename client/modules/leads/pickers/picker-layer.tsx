import { Match, Show, Switch, createEffect, createMemo, on, type JSX } from 'solid-js';
import { leads } from '#shared/modules/leads.ts';
import { AnchoredPopover } from '#client/components/popover.tsx';
import { useDesk, type PickKind } from '#client/modules/leads/desk.tsx';
import { PickClinic } from './pick-clinic.tsx';
import { PickFollowUp } from './pick-follow-up.tsx';
import { PickPriority } from './pick-priority.tsx';
import { PickStatus } from './pick-status.tsx';

const names: Record<PickKind, string> = {
  status: 'Status',
  priority: 'Priority',
  followUp: 'Follow-up',
  clinic: 'Clinic',
};

/** One floating list for all rows and the open lead: a menu in every cell of a long list would be paid for by scrolling. */
export const PickerLayer = (): JSX.Element => {
  const desk = useDesk();
  const picking = createMemo(() => desk.picking());
  const lead = createMemo(() => {
    const id = picking()?.id;
    return id === undefined ? null : desk.live.record(leads, id);
  });
  const close = (): void => {
    const anchor = picking()?.anchor;
    desk.pick(null);
    // Where the list hung is where the keyboard goes on.
    queueMicrotask(() => anchor?.isConnected && anchor.focus({ preventScroll: true }));
  };
  createEffect(on(lead, (found) => found === null && picking() && close(), { defer: true }));
  return (
    <Show when={picking()} keyed>
      {(now) => (
        <AnchoredPopover label={names[now.kind]} anchor={() => now.anchor} open onClose={close} keepFocus class="p-1">
          <Show when={lead()}>
            {(known) => (
              <Switch>
                <Match when={now.kind === 'status'}>
                  <PickStatus lead={known()} onDone={close} />
                </Match>
                <Match when={now.kind === 'priority'}>
                  <PickPriority lead={known()} onDone={close} />
                </Match>
                <Match when={now.kind === 'clinic'}>
                  <PickClinic lead={known()} onDone={close} />
                </Match>
                <Match when={now.kind === 'followUp'}>
                  <PickFollowUp
                    day={known().followUpDate}
                    onPick={(day) => {
                      desk.actions.setFollowUp(known(), day);
                      close();
                    }}
                  />
                </Match>
              </Switch>
            )}
          </Show>
        </AnchoredPopover>
      )}
    </Show>
  );
};
