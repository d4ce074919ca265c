import { createComputed, createMemo, createSignal, on, onCleanup, type Accessor } from 'solid-js';
import type { Moment } from '#shared/actor.ts';
import type { Change } from '#shared/protocol.ts';
import type { AnyRecord, Collection } from '#shared/collection.ts';
import { sortName } from '#shared/sort.ts';
import type { RefusalData } from '#shared/refusal.ts';
import type { UpdateBatch } from '#client/lib/update-batch.ts';
import type { ListRegistry } from './lists.ts';
import type { Known } from './optimistic.ts';
import { dependenciesOf, type FilterDependencies } from './filter-dependencies.ts';
import type { Reads } from '#client/sync/reads.ts';
import { checkedQuery, sameChecked, sameQuestion } from './checked-query.ts';
import type { ListQuery, LiveList, ListDiff } from './types.ts';
import { listDiff, noDiff, withOwn } from './list-diff.ts';
import { createSortedWindow, type SortedWindow } from './sorted-window.ts';

export type ListPorts = {
  readonly updates: UpdateBatch;
  readonly reads: Reads;
  readonly registry: ListRegistry;
  readonly moment: Accessor<Moment>;
  /** What is held of a record, my unconfirmed changes included. Not a reactive read. */
  readonly shown: (definition: Collection, id: string) => Known;
  readonly install: (definition: Collection, records: readonly AnyRecord[], since: readonly Change[]) => void;
  readonly pendingIds: (definition: Collection) => readonly string[];
  /** Whether what this record looks like now was done on this page: my change waits for its answer, or has just come back. */
  readonly isMine: (definition: Collection, id: string) => boolean;
};

const pageSize = 100;
/** After a resync so many rows come back by themselves; further ones when they are scrolled to. */
const mostReloaded = 2_000;
const diffDelayMs = 250;

export const createLiveList = (asked: Accessor<ListQuery | null>, ports: ListPorts): LiveList => {
  const { updates, reads, registry, moment } = ports;
  const [ids, setIds] = createSignal<readonly string[]>([], { equals: sameIds });
  const [first, setFirst] = createSignal<string | null>(null);
  const [ready, setReady] = createSignal(false);
  const [loading, setLoading] = createSignal(false);
  const [complete, setComplete] = createSignal(false);
  const [error, setError] = createSignal<RefusalData | null>(null);
  const [diff, setDiff] = createSignal<ListDiff>(noDiff);
  const checked = createMemo(() => checkedQuery(asked()), null, { equals: sameChecked });
  const query = createMemo(() => checked()?.query ?? null);
  const dependencies = createMemo((): FilterDependencies | null => {
    const now = query();
    return now && dependenciesOf(now.filter, now.collection, moment());
  });
  const day = createMemo(() => (dependencies()?.dependsOnDay ? moment().today : null));

  let current: SortedWindow | null = null;
  /** Being loaded; takes over when its first pages are here. */
  let next: SortedWindow | null = null;
  let cursor: string | null = null;
  /** Placed while a page is under way: the page may be older than these, and end beyond where they belong. */
  let met: Set<string> | null = null;
  let frozen = false;
  /** Added or changed, and deleted, by me while the list stands still: that is shown at once. */
  const own = new Set<string>();
  const taken = new Set<string>();
  let diffTimer: ReturnType<typeof setTimeout> | undefined;
  /** Grows with each load: answers to an earlier one are dropped. */
  let turn = 0;

  const show = (): void => {
    if (!current) return;
    setComplete(current.complete());
    const now = current.ids();
    setFirst(now[0] ?? null);
    setIds(frozen ? withOwn(ids(), now, own, taken) : now);
    if (frozen) diffTimer ??= setTimeout(measureDiff, diffDelayMs);
  };

  const measureDiff = (): void => {
    diffTimer = undefined;
    setDiff(frozen && current ? listDiff(ids(), current.ids()) : noDiff);
  };

  const applyDiff = (): void => {
    clearTimeout(diffTimer);
    diffTimer = undefined;
    updates.run(() => {
      setDiff(noDiff);
      own.clear();
      taken.clear();
      if (current) setIds(current.ids());
    });
  };

  const applyOwn = (): void => {
    if (frozen && current)
      setIds(
        withOwn(
          ids().filter((id) => !own.has(id)),
          current.ids(),
          own,
          taken,
        ),
      );
  };

  const placeOwn = (id: string, record: AnyRecord | null, definition: Collection): void => {
    const isMine = ports.isMine(definition, id);
    // A deletion of mine that was refused, or undone, is back.
    if (record && (taken.delete(id) || isMine)) own.add(id);
    else if (!record && isMine) taken.add(id);
  };

  const place = (id: string, record: AnyRecord | null): void => {
    met?.add(id);
    next?.place(id, record);
    if (frozen && current) placeOwn(id, record, current.query.collection);
    if (current?.place(id, record)) updates.after(show);
  };

  /** Puts a page into a window, and on top of it what has happened since it was read. */
  const addPage = (
    window: SortedWindow,
    records: readonly AnyRecord[],
    last: boolean,
    since: readonly Change[],
  ): void => {
    const { collection: definition } = window.query;
    ports.install(definition, records, since);
    window.extend(last ? null : (records.at(-1) ?? null));
    const changed = since.filter((change) => change.collection === definition.name).map((change) => change.id);
    for (const id of new Set([
      ...records.map((record) => record.id),
      ...changed,
      ...(met ?? []),
      ...ports.pendingIds(definition),
    ])) {
      const record = ports.shown(definition, id);
      if (record !== undefined) window.place(id, record);
    }
  };

  /** `landed` runs in the update in which the page is added, so that nothing half-done is ever painted. */
  const fetchPage = async (
    window: SortedWindow,
    after: string | null,
    mine: number,
    landed: () => void,
  ): Promise<boolean> => {
    const { collection: definition, filter, sort } = window.query;
    met = new Set();
    const question = { collection: definition.name, filter, sort: sortName(sort), limit: pageSize, cursor: after };
    const got = await reads.read('query', question, () => mine === turn);
    if (!got) return false;
    const { answer, since } = got;
    updates.run(() => {
      // The list's order is another one than that of the pages before: it begins again.
      if (!answer.ok && after !== null && answer.error.details?.field === 'cursor') return void reload();
      if (!answer.ok) return fail(answer.error);
      cursor = answer.cursor;
      addPage(window, answer.records, answer.cursor === null, since);
      met = null;
      landed();
    });
    return answer.ok;
  };

  const fail = (refusal: RefusalData): void => {
    next = null;
    met = null;
    setError(refusal);
    setLoading(false);
  };

  const begin = (): number => {
    turn += 1;
    setLoading(true);
    setError(null);
    return turn;
  };

  const isShown = (now: ListQuery): boolean => sameQuestion(current?.query ?? null, now);
  const shownRows = (now: ListQuery): number => (current && isShown(now) ? current.size() : 0);

  const load = async (now: ListQuery, rows: number): Promise<void> => {
    const mine = begin();
    const window = createSortedWindow(now, moment());
    next = window;
    const wanted = Math.min(Math.max(rows, 1), mostReloaded);
    cursor = null;
    const landed = (): void => {
      if (cursor !== null && window.size() < wanted) return;
      const fresh = !isShown(now);
      current = window;
      next = null;
      setReady(true);
      setLoading(false);
      show();
      // Other rows than those that were held still: there is nothing to keep in place.
      if (fresh) applyDiff();
    };
    while ((await fetchPage(window, cursor, mine, landed)) && next === window);
  };

  const loadMore = async (): Promise<void> => {
    if (!current || next || loading() || current.complete() || cursor === null) return;
    const mine = begin();
    const window = current;
    const before = new Set([...ids(), ...window.ids()]);
    await fetchPage(window, cursor, mine, () => {
      setLoading(false);
      show();
      // What comes below the rows that stand still disturbs none of them.
      if (frozen) setIds([...ids(), ...window.ids().filter((id) => !before.has(id))]);
    });
  };

  const reload = (): Promise<void> => {
    const now = query();
    return now ? load(now, shownRows(now)) : Promise.resolve();
  };

  createComputed(
    on([query, day], ([now], previous) => {
      const before = previous?.[0] ?? null;
      // Where the tenant changed the collection only, the rows stay, and the place in them.
      if (!sameQuestion(before, now)) setReady(false);
      if (now) return void load(now, shownRows(now));
      turn += 1;
      current = null;
      next = null;
      met = null;
      updates.run(() => {
        setIds([]);
        setFirst(null);
        setLoading(false);
      });
    }),
  );
  createComputed(() => {
    const refusal = checked()?.refusal ?? null;
    if (refusal || !query()) setError(refusal);
  });

  const stop = registry.add({
    definition: () => query()?.collection ?? null,
    dependencies,
    sorts: (name) => query()?.sort.by.includes(name) ?? false,
    has: (id) => (current?.has(id) ?? false) || (next?.has(id) ?? false),
    rows: () => current?.ids() ?? [],
    place,
    reload,
  });
  onCleanup(() => {
    turn += 1;
    clearTimeout(diffTimer);
    stop();
  });

  return {
    ids,
    ready,
    loading,
    error,
    complete,
    loadMore: () => void loadMore(),
    freeze: (now) => {
      frozen = now;
      if (!now) applyDiff();
    },
    diff,
    applyDiff,
    applyOwn,
    first,
  };
};

const sameIds = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((id, i) => id === b[i]);
