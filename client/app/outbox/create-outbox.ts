import { createEffect, createSignal, onCleanup, type Accessor } from 'solid-js';
import type { ReceivedMail } from '#shared/mail.ts';
import type { Refusal } from '#shared/refusal.ts';
import { ask, refusalOf } from '#client/lib/rest.ts';

export const outboxApi = '/outbox/api/v1/messages';

/** Between two looks for new messages, in milliseconds. */
const everyMs = 2_000;

type Outbox = {
  /** The newest first; undefined before they are there. */
  readonly shown: Accessor<readonly ReceivedMail[] | undefined>;
  readonly error: Accessor<Refusal | null>;
  /** How many came in while one was at the list. */
  readonly waiting: Accessor<number>;
  readonly showWaiting: () => void;
  readonly retry: () => void;
};

/** What came in, looked for again while the page is looked at. `held`: someone is at the list, and nothing may move. */
export const createOutbox = (held: Accessor<boolean>): Outbox => {
  const [known, setKnown] = createSignal<readonly ReceivedMail[]>();
  const [shown, setShown] = createSignal<readonly ReceivedMail[]>();
  const [error, setError] = createSignal<Refusal | null>(null);
  const closed = new AbortController();

  const look = async (): Promise<void> => {
    if (document.visibilityState !== 'visible') return;
    try {
      const all = await ask<readonly ReceivedMail[]>(outboxApi, { signal: closed.signal });
      if (all.length !== known()?.length || all[0]?.id !== known()?.[0]?.id) setKnown(all);
      setError(null);
    } catch (thrown) {
      if (!closed.signal.aborted) setError(refusalOf(thrown));
    }
  };
  const looked = (): void => void look();
  looked();
  const timer = setInterval(looked, everyMs);
  document.addEventListener('visibilitychange', looked);
  onCleanup(() => {
    closed.abort();
    clearInterval(timer);
    document.removeEventListener('visibilitychange', looked);
  });
  createEffect(() => {
    const all = known();
    if (all && (!held() || !shown()?.length)) setShown(all);
  });

  return {
    shown,
    error,
    waiting: () => {
      const there = new Set(shown()?.map(({ id }) => id));
      return known()?.filter(({ id }) => !there.has(id)).length ?? 0;
    },
    showWaiting: () => setShown(known()),
    retry: looked,
  };
};
