import { For, type JSX } from 'solid-js';
import { now, timeZone, toServerTime } from '#client/lib/clock.ts';
import { Dialog } from '#client/components/dialog.tsx';
import { toastLog } from '#client/components/toasts.ts';
import { describeAgo } from '#client/lib/format.ts';

/** The messages since this page was opened, for a person who missed one. */
export const MessageLog = (props: { open: boolean; onClose: () => void }): JSX.Element => (
  <Dialog open={props.open} onClose={props.onClose} title="Recent messages">
    <ol class="-my-2">
      <For
        each={toastLog()}
        fallback={<li class="py-6 text-center text-row text-muted">Nothing yet since you opened this page.</li>}
      >
        {(message) => {
          const at = (): string => new Date(toServerTime(message.at.getTime())).toISOString();
          return (
            <li class={`tone-${message.tone} flex items-baseline gap-2 border-b border-line py-2 last:border-0`}>
              <span class="size-2 flex-none rounded-full bg-tone-mark" aria-hidden="true" />
              <span class="min-w-0 flex-1 text-row">{message.message}</span>
              <time class="text-small whitespace-nowrap text-faint" datetime={at()}>
                {describeAgo(at(), now(), timeZone())}
              </time>
            </li>
          );
        }}
      </For>
    </ol>
  </Dialog>
);
