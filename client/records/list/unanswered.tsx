import CloudOff from 'lucide-solid/icons/cloud-off';
import { createEffect, createMemo, createSignal, onCleanup, type Accessor, type JSX } from 'solid-js';
import type { Live } from '#client/live/types.ts';
import type { LiveList } from '#client/store/types.ts';

/** A line can be dead before it is known to be; an answer comes within a fraction of this. */
const lateMs = 1_500;

/** Whether a list was asked something that it has no answer to, and that may last a while: what it shows is older. */
export const useUnanswered = (list: LiveList, live: Live): Accessor<boolean> => {
  const [late, setLate] = createSignal(false);
  createEffect(() => {
    setLate(false);
    if (list.ready()) return;
    const timer = setTimeout(() => setLate(true), lateMs);
    onCleanup(() => clearTimeout(timer));
  });
  const cut = (): boolean => live.state() === 'reconnecting' || live.state() === 'offline';
  // Back on line, it stays so until the answer is here.
  return createMemo((before: boolean) => !list.ready() && !list.error() && (before || late() || cut()), false);
};

/** Says so, above what is shown meanwhile: `older`, such as "leads", where there are rows of the query before. */
export const Unanswered = (props: { older?: string }): JSX.Element => (
  <p
    role="status"
    class="tone-amber flex flex-none items-center gap-2 border-b border-line bg-tone-soft px-4 py-2 text-row text-tone-ink"
  >
    <CloudOff size={16} class="flex-none" />
    <span>
      <span class="font-semibold">Waiting for the connection.</span>{' '}
      {props.older
        ? `These ${props.older} are from before, not what you asked for now. That comes by itself.`
        : 'What you asked for comes by itself.'}
    </span>
  </p>
);
