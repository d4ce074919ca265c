import { Show, createMemo, createSignal, type JSX } from 'solid-js';
import { isSuppressed, leads, nextStatuses, statusLabel, type LeadStatus } from '#shared/modules/leads.ts';
import { PickList, type PickOption } from '#client/components/pick-list.tsx';
import type { Lead } from '#client/modules/leads/actions.ts';
import { useDesk } from '#client/modules/leads/desk.tsx';
import { AskReason, whySuppressed } from './ask-reason.tsx';
import { statusOptions } from './status-options.ts';

/** What may follow stands first. A correction, and the do-not-call list, ask why, here and now; what one may not do is not offered. */
export const PickStatus = (props: { record: Lead; onDone: () => void }): JSX.Element => {
  const desk = useDesk();
  const [asking, setAsking] = createSignal<LeadStatus | null>(null);
  const isNext = (status: LeadStatus): boolean => nextStatuses[props.record.status].includes(status);
  const isCorrection = (status: LeadStatus): boolean => !isNext(status) && !isSuppressed(status);
  const options = createMemo((): PickOption[] => {
    const isOther = (status: LeadStatus): boolean => status !== props.record.status;
    const may = (action: 'suppress' | 'correct'): boolean => desk.live.can(action, leads, props.record);
    const [maySuppress, mayCorrect] = [may('suppress'), may('correct')];
    return [
      ...statusOptions((status) => isOther(status) && isNext(status), 'Next'),
      ...statusOptions(
        (status) => maySuppress && isOther(status) && isSuppressed(status),
        'Not to be contacted (asks why)',
      ),
      ...statusOptions((status) => mayCorrect && isOther(status) && isCorrection(status), 'Correct to (asks why)'),
    ];
  });
  const set = (status: LeadStatus, reason?: string): void => {
    desk.actions.setStatus(props.record, status, reason);
    props.onDone();
  };
  const pick = (value: string): void => {
    const status = value as LeadStatus;
    if (isCorrection(status) || isSuppressed(status)) setAsking(status);
    else set(status);
  };
  return (
    <Show
      when={asking()}
      fallback={
        <Show
          when={options().length > 0}
          fallback={
            <p class="w-56 p-2 text-row text-muted">
              An admin can move this lead on from {statusLabel(props.record.status)}.
            </p>
          }
        >
          <div class="w-60">
            <PickList label={`Status, now ${statusLabel(props.record.status)}`} options={options()} onPick={pick} />
          </div>
        </Show>
      }
    >
      {(status) => (
        <AskReason
          {...(isSuppressed(status())
            ? whySuppressed(status())
            : {
                label: 'Why this correction?',
                help: `From ${statusLabel(props.record.status)} to ${statusLabel(status())}. The reason stays in the lead’s history.`,
                placeholder: 'Wrong lead was updated',
                submitLabel: 'Correct',
              })}
          required
          onGive={(reason) => set(status(), reason)}
          onBack={() => setAsking(null)}
        />
      )}
    </Show>
  );
};
