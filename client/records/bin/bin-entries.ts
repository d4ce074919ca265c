import { createEffect, createMemo, createSignal, on, onCleanup, untrack, type Accessor } from 'solid-js';
import type { BinEntry } from '#shared/bin.ts';
import type { Collection } from '#shared/collection.ts';
import { formatQuery } from '#shared/query-string.ts';
import type { RefusalData } from '#shared/refusal.ts';
import { pathOf } from '#shared/rest-path.ts';
import { askPage, refusalOf, tenantApi } from '#client/lib/rest.ts';
import type { Live } from '#client/live/types.ts';
import { isMissing, readLatest, type BinPage } from './bin-pages.ts';

/** So many at first, and so many more each time. */
const pageSize = 50;
/** What happens at once is asked for once. */
const gatherMs = 250;

export type BinEntries = {
  /** Undefined until the first answer. */
  readonly shown: Accessor<readonly BinEntry[] | undefined>;
  /** Shown, but restored by someone else or no longer mine to restore. */
  readonly isGone: (entry: BinEntry) => boolean;
  /** How many came while the rows stood still. */
  readonly waiting: Accessor<number>;
  readonly more: Accessor<boolean>;
  readonly error: Accessor<RefusalData | null>;
  readonly loadMore: () => Promise<void>;
  readonly retry: () => void;
  /** Shows what there is now. */
  readonly apply: () => void;
  /** Asks again now, and shows what there is. */
  readonly refresh: () => Promise<void>;
  readonly freeze: (held: boolean) => void;
};

type Query = { readonly definition: Collection; readonly search: string };

/** What was deleted of a collection, kept up to date; while it is frozen, rows keep their places. */
export const createBinEntries = (live: Live, tenant: string, query: Accessor<Query>): BinEntries => {
  const [size, setSize] = createSignal(pageSize);
  const [latest, setLatest] = createSignal<BinPage | undefined>();
  const [shown, setShown] = createSignal<readonly BinEntry[] | undefined>();
  const [error, setError] = createSignal<RefusalData | null>(null);
  let frozen = false;
  /** What is asked for next is shown at once: also by a later question, which takes the place of the one that said so. */
  let showsNext = false;
  let asking: AbortController | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const apply = (): void => void setShown(latest()?.entries);
  let loading = Promise.resolve();
  const load = (showNow: boolean): Promise<void> => (loading = read(showNow));
  const read = async (showNow: boolean): Promise<void> => {
    showsNext ||= showNow;
    asking?.abort();
    const own = (asking = new AbortController());
    const { definition, search } = untrack(query);
    const readPage = (limit: number, cursor: string | null): Promise<BinPage> => {
      const asked: [string, string][] = [['limit', String(limit)]];
      if (search) asked.push(['q', search]);
      if (cursor !== null) asked.push(['cursor', cursor]);
      return askPage<BinEntry>(`${tenantApi(tenant)}${pathOf(definition)}/bin?${formatQuery(asked)}`, {
        signal: own.signal,
      });
    };
    try {
      const found = await readLatest(readPage, untrack(size));
      if (own.signal.aborted) return own === asking ? undefined : loading;
      setError(null);
      setLatest(found);
      if (showsNext || !frozen || !untrack(shown)) apply();
      showsNext = false;
    } catch (thrown) {
      // What asks instead answers for this one, too.
      if (own !== asking) return loading;
      if (!own.signal.aborted) setError(refusalOf(thrown).toJSON());
    }
  };
  const soon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void load(false), gatherMs);
  };
  createEffect(
    on(
      () => [query().definition.name, query().search] as const,
      ([name], before) => {
        setSize(pageSize);
        if (before?.[0] !== name) {
          setShown(undefined);
          setLatest(undefined);
        }
        void load(true);
      },
    ),
  );
  onCleanup(live.onChanged((collection) => collection === untrack(query).definition.name && soon()));
  // What was missed while there was no connection.
  createEffect(on(live.state, (state) => state === 'live' && soon(), { defer: true }));
  onCleanup(() => {
    clearTimeout(timer);
    asking?.abort();
  });

  const shownIds = createMemo(() => new Set(shown()?.map(({ record }) => record.id)));
  return {
    shown,
    isGone: (entry) => {
      const now = latest();
      return now !== undefined && isMissing(now, entry);
    },
    waiting: () => (latest()?.entries ?? []).filter(({ record }) => !shownIds().has(record.id)).length,
    more: () => (latest()?.cursor ?? null) !== null,
    error,
    loadMore: () => {
      setSize((untrack(shown)?.length ?? 0) + pageSize);
      return load(true);
    },
    retry: () => void load(true),
    apply,
    refresh: () => load(true),
    freeze: (held) => {
      frozen = held;
      if (!held) apply();
    },
  };
};
