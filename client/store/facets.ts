import { createComputed, createMemo, createSignal, on, onCleanup, type Accessor } from 'solid-js';
import type { Moment } from '#shared/actor.ts';
import type { Change } from '#shared/protocol.ts';
import type { RefusalData } from '#shared/refusal.ts';
import { checkedQuery, sameChecked } from './checked-query.ts';
import { dependenciesOf } from './filter-dependencies.ts';
import { uptime } from '#client/lib/pause.ts';
import type { Reads } from '#client/sync/reads.ts';
import type { FacetRows, FacetsQuery, LiveFacets } from './types.ts';

export type FacetPorts = {
  readonly reads: Reads;
  readonly moment: Accessor<Moment>;
  readonly onChange: (listener: (change: Change) => void) => () => void;
  /** Everything is loaded again; `hidden`: I may no longer see what is here. */
  readonly onReload: (listener: (hidden: boolean) => void) => () => void;
};

/** Whether its rows depend on this field: on `closeDate` for `closeDate:month`, on `amount` for `sum:amount`. */
const looksAt = ({ by, measures = [] }: FacetsQuery, name: string): boolean =>
  by.some((group) => group.split(':')[0] === name) || measures.some((measure) => measure.split(':')[1] === name);

const calmMs = 1_000;
// All who look at the same list receive the same change at once, and should not ask at once.
const spreadMs = 300;

/** Counts are asked for again when something that they depend on changed: at once, and then no more than once a second. */
export const createFacets = (
  asked: Accessor<FacetsQuery | null>,
  { reads, moment, onChange, onReload }: FacetPorts,
): LiveFacets => {
  const [rows, setRows] = createSignal<FacetRows>();
  const [ready, setReady] = createSignal(false);
  const [loading, setLoading] = createSignal(false);
  const [error, setError] = createSignal<RefusalData | null>(null);
  const checked = createMemo(() => checkedQuery(asked()), null, { equals: sameChecked });
  const query = createMemo(() => checked()?.query ?? null);
  const dependencies = createMemo(() => {
    const now = query();
    return now && dependenciesOf(now.filter, now.collection, moment());
  });
  // Dates are counted as overdue, today and upcoming: all counts differ tomorrow.
  const day = createMemo(() => moment().today);
  let turn = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let lastAsked = -Infinity;

  const load = async (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    const now = query();
    if (!now) return;
    const mine = ++turn;
    lastAsked = uptime();
    setLoading(true);
    const got = await reads.read(
      'facets',
      {
        collection: now.collection.name,
        filter: now.filter,
        by: now.by,
        ...(now.measures ? { measures: now.measures } : {}),
      },
      () => mine === turn,
    );
    if (!got) return;
    if (got.answer.ok) {
      const { answer } = got;
      setRows(() => answer.rows);
      setReady(true);
      setError(null);
    } else setError(got.answer.error);
    setLoading(false);
  };

  const soon = (): void => {
    timer ??= setTimeout(() => void load(), Math.max(0, lastAsked + calmMs - uptime()) + Math.random() * spreadMs);
  };

  const concerns = (change: Change, now: FacetsQuery): boolean => {
    if (change.collection !== now.collection.name) return false;
    return (
      change.op !== 'patch' ||
      Object.keys(change.data ?? {}).some((name) => looksAt(now, name) || (dependencies()?.fields.has(name) ?? false))
    );
  };

  createComputed(
    on([query, day], ([now], before) => {
      // Another collection's counts say nothing here; the same one's are close enough until the new ones come.
      if (before?.[0]?.collection.name !== now?.collection.name) setRows(undefined);
      if (before?.[0] !== now) setReady(false);
      turn += 1;
      void load();
    }),
  );
  createComputed(() => setError(checked()?.refusal ?? null));
  const stops = [
    onChange((change) => {
      const now = query();
      if (now && concerns(change, now)) soon();
    }),
    onReload((hidden) => {
      if (!hidden) return soon();
      setRows(undefined);
      void load();
    }),
  ];
  onCleanup(() => {
    turn += 1;
    clearTimeout(timer);
    for (const stop of stops) stop();
  });

  return { rows, ready, loading, error };
};
