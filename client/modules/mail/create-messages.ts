import { createEffect, createSignal, on, onCleanup, untrack, type Accessor } from 'solid-js';
import type { MailState, MailView } from '#shared/mail.ts';
import type { Refusal } from '#shared/refusal.ts';
import { askPage, refusalOf } from '#client/lib/rest.ts';

/** Between two looks at what became of messages, in milliseconds. */
const everyMs = 3_000;
/** More are shown by asking for more; what is older than those is not looked at again. */
const atOnce = 50;

export type Messages = {
  /** The newest first; undefined before they are there. */
  readonly shown: Accessor<readonly MailView[] | undefined>;
  readonly error: Accessor<Refusal | null>;
  /** How many were written while one was at the list. */
  readonly waiting: Accessor<number>;
  readonly showWaiting: () => void;
  /** Whether there are older ones. */
  readonly more: Accessor<boolean>;
  readonly loadMore: () => Promise<void>;
  readonly refresh: () => Promise<void>;
};

type Page = { readonly entries: readonly MailView[]; readonly cursor: string | null };

/** The messages of one state, or all, looked at again while the page is. `held`: someone is at them, and no row may move. */
export const createMessages = (api: string, state: Accessor<MailState | null>, held: Accessor<boolean>): Messages => {
  const [first, setFirst] = createSignal<Page>();
  const [older, setOlder] = createSignal<Page | null>(null);
  const [shown, setShown] = createSignal<readonly MailView[]>();
  const [error, setError] = createSignal<Refusal | null>(null);
  let closing = new AbortController();

  const pageAt = (cursor: string | null): Promise<Page> => {
    const asked = new URLSearchParams({ limit: String(atOnce) });
    const only = state();
    if (only) asked.set('state', only);
    if (cursor) asked.set('cursor', cursor);
    return askPage<MailView>(`${api}/mail/messages?${asked}`, { signal: closing.signal });
  };
  const trying = async (work: () => Promise<void>): Promise<void> => {
    const { signal } = closing;
    try {
      await work();
      setError(null);
    } catch (thrown) {
      if (!signal.aborted) setError(refusalOf(thrown));
    }
  };
  const refresh = (): Promise<void> =>
    trying(async () => {
      setFirst(await pageAt(null));
    });
  const look = (): void => {
    if (document.visibilityState === 'visible') void refresh();
  };

  createEffect(
    on(state, () => {
      closing.abort();
      closing = new AbortController();
      setFirst();
      setOlder(null);
      setShown();
      void refresh();
    }),
  );
  const timer = setInterval(look, everyMs);
  document.addEventListener('visibilitychange', look);
  onCleanup(() => {
    closing.abort();
    clearInterval(timer);
    document.removeEventListener('visibilitychange', look);
  });

  const known = (): readonly MailView[] | undefined => {
    const page = first();
    if (!page) return undefined;
    const there = new Set(page.entries.map(({ id }) => id));
    return [...page.entries, ...(older()?.entries.filter(({ id }) => !there.has(id)) ?? [])];
  };
  createEffect(() => {
    const all = known();
    const before = untrack(shown);
    if (!all) return;
    if (!held() || !before) {
      setShown(all);
      return;
    }
    // Rows say what became of them where they stand.
    const now = new Map(all.map((mail) => [mail.id, mail]));
    const places = before.map((mail) => now.get(mail.id) ?? mail);
    if (places.some((mail, at) => mail !== before[at])) setShown(places);
  });

  return {
    shown,
    error,
    waiting: () => {
      const there = new Set(shown()?.map(({ id }) => id));
      return first()?.entries.filter(({ id }) => !there.has(id)).length ?? 0;
    },
    showWaiting: () => setShown(known()),
    more: () => (older() ?? first())?.cursor !== null && shown() !== undefined,
    loadMore: () =>
      trying(async () => {
        const last = older() ?? first();
        if (!last?.cursor) return;
        const next = await pageAt(last.cursor);
        setOlder({ entries: [...(older()?.entries ?? []), ...next.entries], cursor: next.cursor });
        setShown(known());
      }),
    refresh,
  };
};
