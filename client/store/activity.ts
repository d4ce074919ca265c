import { createComputed, createMemo, createSignal, on, onCleanup, type Accessor } from 'solid-js';
import type { ActivityEntry, Change } from '#shared/protocol.ts';
import type { Collection } from '#shared/collection.ts';
import type { RefusalData } from '#shared/refusal.ts';
import type { RequestAnswer } from '#client/sync/requests.ts';
import type { Reads } from '#client/sync/reads.ts';
import type { LiveActivity } from './types.ts';

type Target = { readonly collection: Collection; readonly id: string };

export type ActivityPorts = {
  readonly reads: Reads;
  readonly onChange: (listener: (change: Change) => void) => () => void;
  readonly onReload: (listener: () => void) => () => void;
  /** I may no longer see it, and that is known here. */
  readonly isGone: (definition: Collection, id: string) => boolean;
  readonly childrenOf: (definition: Collection) => readonly Collection[];
};

const calmMs = 100;

export const createActivity = (
  asked: Accessor<Target | null>,
  { reads, onChange, onReload, isGone, childrenOf }: ActivityPorts,
): LiveActivity => {
  const [entries, setEntries] = createSignal<readonly ActivityEntry[]>();
  const [more, setMore] = createSignal(false);
  const [loading, setLoading] = createSignal(false);
  const [error, setError] = createSignal<RefusalData | null>(null);
  const target = createMemo(asked, null, {
    equals: (a, b) => a?.id === b?.id && a?.collection.name === b?.collection.name,
  });
  let turn = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const ask = async (
    before: number | null,
    use: (answer: Extract<RequestAnswer<'activity'>, { ok: true }>) => void,
  ): Promise<void> => {
    const now = target();
    if (!now) return;
    const mine = turn;
    setLoading(true);
    const got = await reads.read(
      'activity',
      { collection: now.collection.name, id: now.id, ...(before === null ? {} : { before }) },
      () => mine === turn,
    );
    if (!got) return;
    setLoading(false);
    if (got.answer.ok) use(got.answer);
    else if (got.answer.error.code === 'NOT_FOUND') clear();
    setError(got.answer.ok ? null : got.answer.error);
  };

  const newest = (): Promise<void> =>
    ask(null, (answer) => {
      const known = entries() ?? [];
      const oldestAnswered = answer.entries.at(-1)?.seq ?? 0;
      const meets = known.some((entry) => entry.seq >= oldestAnswered);
      // When more has happened than one page holds, the older ones are asked for again by scrolling.
      setEntries(meets ? [...answer.entries, ...known.filter((entry) => entry.seq < oldestAnswered)] : answer.entries);
      if (!meets || known.length === 0) setMore(answer.more);
    });

  const loadMore = (): Promise<void> => {
    const last = entries()?.at(-1);
    if (!last || !more() || loading()) return Promise.resolve();
    return ask(last.seq, (answer) => {
      setEntries([...(entries() ?? []), ...answer.entries.filter((entry) => entry.seq < last.seq)]);
      setMore(answer.more);
    });
  };

  /** A record's activity may not be seen without the record. */
  const clear = (): void => {
    setEntries([]);
    setMore(false);
  };

  const look = (): void => {
    const now = target();
    if (now && isGone(now.collection, now.id)) clear();
    soon();
  };

  const soon = (): void => {
    timer ??= setTimeout(() => {
      timer = undefined;
      void newest();
    }, calmMs);
  };

  createComputed(
    on(target, () => {
      turn += 1;
      setEntries(undefined);
      setMore(false);
      setLoading(false);
      void newest();
    }),
  );
  /** What came to it or left it is told; whose it was that left, only the server knows. */
  const isOfChild = (of: Target, { collection, op, data }: Change): boolean =>
    childrenOf(of.collection).some(
      ({ name, parent }) =>
        name === collection && parent?.tells !== undefined && (op === 'remove' || data?.[parent.field] === of.id),
    );
  const stops = [
    onChange((change) => {
      const now = target();
      if (!now) return;
      if ((change.id === now.id && change.collection === now.collection.name) || isOfChild(now, change)) look();
    }),
    onReload(look),
  ];
  onCleanup(() => {
    turn += 1;
    clearTimeout(timer);
    for (const stop of stops) stop();
  });

  return { entries, more, loading, error, loadMore: () => void loadMore() };
};
