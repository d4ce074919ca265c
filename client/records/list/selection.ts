import { createEffect, createMemo, createSelector, createSignal, onCleanup, untrack, type Accessor } from 'solid-js';
import type { Collection } from '#shared/collection.ts';
import { announce } from '#client/components/announcements.ts';
import { toast } from '#client/components/toasts.ts';
import { count as counted } from '#client/lib/format.ts';
import { uptime } from '#client/lib/pause.ts';
import { recordsToSelect, selectRecords } from '#client/records/changes/outcomes.ts';
import type { Live } from '#client/live/types.ts';

/** Which records of a list are chosen, to do something to all of them. It outlives whatever happens to the list. */
export type Selection = {
  readonly ids: Accessor<ReadonlySet<string>>;
  readonly has: (id: string) => boolean;
  readonly count: Accessor<number>;
  /** One is choosing: the boxes are shown, and a tap on a row chooses it. */
  readonly active: Accessor<boolean>;
  /** An act of mine over many records is under way. */
  readonly busy: Accessor<boolean>;
  /** Shows the boxes though nothing is chosen yet, as a finger needs it. */
  readonly begin: () => void;
  readonly toggle: (id: string) => void;
  /** Everything from the record that was chosen last to this one, in the list's order. */
  readonly extend: (id: string, list: readonly string[]) => void;
  readonly set: (ids: Iterable<string>) => void;
  readonly clear: () => void;
};

const gatherMs = 800;
/** The changes of an act of mine may arrive so long after its answers, in milliseconds. */
const afterwardsMs = 2_000;

/** No more than so many records are changed in one act. */
export const mostSelected = 5_000;

const without = (ids: ReadonlySet<string>, others: ReadonlySet<string>): ReadonlySet<string> =>
  new Set([...ids].filter((id) => !others.has(id)));

export const createSelection = (live: Live, definition: Collection): Selection => {
  const [ids, setIds] = createSignal<ReadonlySet<string>>(new Set());
  const [choosing, setChoosing] = createSignal(false);
  const [running, setRunning] = createSignal(0);
  const { one, many } = definition.label;
  const words = (number: number): string => counted(number, one.toLowerCase(), many.toLowerCase());

  /** Where a range begins, and what was chosen before it. */
  let anchor: { readonly id: string; readonly before: ReadonlySet<string> } | null = null;
  let lost = 0;
  let endedAt = -Infinity;
  const gone = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const say = (): void => announce(ids().size === 0 ? 'Nothing is selected.' : `${words(ids().size)} selected.`);
  const change = (next: ReadonlySet<string>): void => {
    if (next.size > mostSelected) {
      toast(`At most ${words(mostSelected)} can be selected.`, { tone: 'amber' });
      return;
    }
    setIds(next);
    say();
  };

  const dropGone = (): void => {
    setIds(without(ids(), gone));
    if (anchor) anchor = { id: anchor.id, before: without(anchor.before, gone) };
    gone.clear();
  };

  const sayLost = (): void => {
    const number = lost;
    lost = 0;
    timer = undefined;
    toast(`${words(number)} left the selection: deleted, or you no longer have access to them.`, { tone: 'amber' });
  };
  const stopGone = live.onGone((of, id) => {
    if (of.name !== definition.name || !ids().has(id)) return;
    // An act of mine deletes thousands at once: they are dropped together.
    if (gone.size === 0) queueMicrotask(dropGone);
    gone.add(id);
    // What I do myself is no news to me.
    if (running() > 0 || live.unsent() > 0 || uptime() - endedAt < afterwardsMs) return;
    lost += 1;
    timer ??= setTimeout(sayLost, gatherMs);
  });
  const stopEvents = live.onEvent((event) => {
    if (event.kind === 'group-started') {
      setRunning((number) => number + 1);
      void event.bulk.results.finally(() => {
        endedAt = uptime();
        setRunning((number) => number - 1);
      });
    }
    // Of those that are not held here, only the server knows which are still mine to see.
    if (event.kind === 'access-changed' || event.kind === 'resynced') live.refresh(definition, [...ids()]);
  });
  createEffect(() => {
    const wanted = recordsToSelect();
    if (wanted?.collection !== definition.name) return;
    selectRecords(null);
    untrack(() => set(wanted.ids));
  });
  onCleanup(() => {
    stopGone();
    stopEvents();
    clearTimeout(timer);
  });

  const set = (next: Iterable<string>): void => {
    anchor = null;
    change(new Set(next));
  };

  return {
    ids,
    has: createSelector<ReadonlySet<string>, string>(ids, (id, chosen) => chosen.has(id)),
    count: createMemo(() => ids().size),
    active: createMemo(() => choosing() || ids().size > 0),
    busy: () => running() > 0,
    begin: () => setChoosing(true),
    toggle: (id) => {
      const next = new Set(ids());
      if (!next.delete(id)) next.add(id);
      anchor = { id, before: next };
      change(next);
      if (next.size === 0) setChoosing(false);
    },
    extend: (id, list) => {
      const from = anchor && list.includes(anchor.id) ? anchor : { id, before: ids() };
      anchor = from;
      const [a, b] = [list.indexOf(from.id), list.indexOf(id)];
      change(new Set([...from.before, ...list.slice(Math.min(a, b), Math.max(a, b) + 1)]));
    },
    set,
    clear: () => {
      anchor = null;
      setChoosing(false);
      if (ids().size > 0) change(new Set());
    },
  };
};
