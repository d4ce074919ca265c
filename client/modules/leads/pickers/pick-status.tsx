import { Show, createMemo, createSignal, type JSX } from 'solid-js';
import {
  isSuppressed,
  leads,
  leadStatuses,
  nextStatuses,
  statusLabel,
  type LeadStatus,
} from '#shared/modules/leads.ts';
import { Button } from '#client/components/button.tsx';
import { FieldFrame } from '#client/components/field-frame.tsx';
import { TextInput } from '#client/components/text-input.tsx';
import type { Lead } from '#client/modules/leads/actions.ts';
import { useDesk } from '#client/modules/leads/desk.tsx';
import { PickList, type PickOption } from '#client/components/pick-list.tsx';

const optionOf = (status: LeadStatus, group: string): PickOption => {
  const { label, tone } = leadStatuses.find((one) => one.value === status) ?? { label: status, tone: 'slate' as const };
  return { value: status, label, tone, group };
};

/** What may follow stands first. A correction asks why, here and now; what one may not do is not offered. */
export const PickStatus = (props: { record: Lead; onDone: () => void }): JSX.Element => {
  const desk = useDesk();
  const [correcting, setCorrecting] = createSignal<LeadStatus | null>(null);
  const isNext = (status: LeadStatus): boolean => nextStatuses[props.record.status].includes(status);
  const options = createMemo((): PickOption[] => {
    const now = props.record.status;
    const all = leadStatuses.map((one) => one.value).filter((status) => status !== now);
    const next = all.filter(isNext).map((status) => optionOf(status, 'Next'));
    const suppress = desk.live.can('suppress', leads, props.record)
      ? all.filter(isSuppressed).map((status) => optionOf(status, 'Not to be contacted'))
      : [];
    const correct = desk.live.can('correct', leads, props.record)
      ? all
          .filter((status) => !isNext(status) && !isSuppressed(status))
          .map((status) => optionOf(status, 'Correct to (asks why)'))
      : [];
    return [...next, ...suppress, ...correct];
  });
  const pick = (value: string): void => {
    const status = value as LeadStatus;
    if (!isNext(status) && !isSuppressed(status)) {
      setCorrecting(status);
      return;
    }
    desk.actions.setStatus(props.record, status);
    props.onDone();
  };
  return (
    <Show
      when={correcting()}
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
        <Reason
          record={props.record}
          status={status()}
          onCancel={() => setCorrecting(null)}
          onGive={(reason) => {
            desk.actions.setStatus(props.record, status(), reason);
            props.onDone();
          }}
        />
      )}
    </Show>
  );
};

const Reason = (props: {
  record: Lead;
  status: LeadStatus;
  onGive: (reason: string) => void;
  onCancel: () => void;
}): JSX.Element => {
  const [reason, setReason] = createSignal('');
  const [missing, setMissing] = createSignal(false);
  return (
    <form
      class="flex w-72 flex-col gap-3 p-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (reason().trim() === '') setMissing(true);
        else props.onGive(reason().trim());
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        event.stopPropagation();
        props.onCancel();
      }}
    >
      <FieldFrame
        label="Why this correction?"
        help={`From ${statusLabel(props.record.status)} to ${statusLabel(props.status)}. The reason stays in the lead’s history.`}
        error={missing() ? 'Say why, in a few words.' : undefined}
      >
        {(control) => (
          <TextInput
            {...control}
            autofocus
            maxlength={500}
            placeholder="Wrong lead was updated"
            value={reason()}
            onInput={(text) => {
              setReason(text);
              setMissing(false);
            }}
          />
        )}
      </FieldFrame>
      <div class="flex justify-end gap-2">
        <Button small variant="quiet" onClick={() => props.onCancel()}>
          Back
        </Button>
        <Button small variant="primary" type="submit">
          Correct
        </Button>
      </div>
    </form>
  );
};
