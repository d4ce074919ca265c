import { Show, type JSX } from 'solid-js';
import type { Tone } from '#shared/fields/field.ts';
import type { MailState, MailView } from '#shared/mail.ts';
import { Button } from '#client/components/button.tsx';
import { Chip } from '#client/components/chip.tsx';
import { now, timeZone } from '#client/lib/clock.ts';
import { describeAgo, exactMoment } from '#client/lib/format.ts';

export const stateLabels: { readonly [state in MailState]: { readonly label: string; readonly tone: Tone } } = {
  queued: { label: 'Queued', tone: 'amber' },
  sent: { label: 'Sent', tone: 'green' },
  failed: { label: 'Failed', tone: 'red' },
};

type MessageRowProps = { mail: MailView; busy: boolean; onSendAgain: () => void };

/** A message: to whom, what about, what became of it, and, where it is stuck, why. */
export const MessageRow = (props: MessageRowProps): JSX.Element => {
  const at = (): string => props.mail.settledAt ?? props.mail.queuedAt;
  /** What the server said. For a message that was sent it is only "ok", so it is not shown. */
  const why = (): string | null => {
    const { state, answer, attempts } = props.mail;
    if (state === 'sent' || answer === null) return null;
    return state === 'queued' ? `Tried ${attempts === 1 ? 'once' : `${attempts} times`}: ${answer}` : answer;
  };
  return (
    <li class="grid min-h-14 grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 border-b border-line px-3 py-2 sm:px-4 md:grid-cols-[minmax(0,4fr)_minmax(0,5fr)_5.5rem_8.5rem_7rem]">
      <div class="min-w-0">
        <p class="truncate text-row font-medium">{props.mail.to.name || props.mail.to.address}</p>
        <p class="truncate text-small text-muted">{props.mail.to.address}</p>
      </div>
      <div class="min-w-0 max-md:order-last max-md:col-span-2">
        <p class="truncate text-row">{props.mail.subject}</p>
        <Show when={why()}>{(words) => <p class="text-small break-words text-danger">{words()}</p>}</Show>
      </div>
      <span class="flex">
        <Chip tone={stateLabels[props.mail.state].tone}>{stateLabels[props.mail.state].label}</Chip>
      </span>
      <time class="tabular truncate text-small text-muted" datetime={at()} data-tip={exactMoment(at(), timeZone())}>
        {describeAgo(at(), now(), timeZone())}
      </time>
      <div class="flex justify-end max-md:order-last max-md:col-span-2 max-md:justify-start max-md:empty:hidden">
        <Show when={props.mail.canSendAgain}>
          <Button
            small
            busy={props.busy}
            aria-label={`Send again: ${props.mail.subject}, to ${props.mail.to.name || props.mail.to.address}`}
            onClick={() => props.onSendAgain()}
          >
            Send again
          </Button>
        </Show>
      </div>
    </li>
  );
};
