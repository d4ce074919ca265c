import type { Change } from '#shared/protocol.ts';
import { createFetcher, type Fetcher } from '#client/store/fetcher.ts';
import { createLists, type ListRegistry } from '#client/store/lists.ts';
import { createMerge, type Merge } from '#client/store/merge.ts';
import { createMutate, type Mutate } from '#client/store/mutate.ts';
import { replay } from '#client/store/optimistic.ts';
import { createRecentEdits, type RecentEdits } from '#client/store/recent-edits.ts';
import { createRecordStore, type RecordStore } from '#client/store/record-store.ts';
import { createUndo, type Undo } from '#client/store/undo.ts';
import { notSent, sessionOver } from '#client/sync/not-saved.ts';
import type { Sync } from './compose-sync.ts';
import { goneEvent } from './me.ts';
import type { SharedState } from './shared-state.ts';

/** The records that are held, and everything that is made of them. */
export type Records = {
  readonly store: RecordStore;
  readonly merge: Merge;
  readonly fetcher: Fetcher;
  readonly lists: ListRegistry;
  readonly recentEdits: RecentEdits;
  readonly undo: Undo;
  readonly mutate: Mutate;
  /** Takes in what the server sent, in one update of the screen. */
  applyChanges(changes: readonly Change[], live: boolean): void;
};

/** `limit`: how many records are kept beside those on the screen. */
export const composeRecords = (
  { me, actor, moment, scopes, updates, events, changes }: SharedState,
  { connection, reads, queue }: Pick<Sync, 'connection' | 'reads' | 'queue'>,
  limit: number,
): Records => {
  const fetcher = createFetcher({
    reads,
    install: (definition, records, since, asked) => updates.run(() => merge.install(definition, records, since, asked)),
  });
  const lists = createLists({ store: () => store, want: (definition, id) => fetcher.want(definition, id, false) });
  const store: RecordStore = createRecordStore({
    overlay: (definition, id, base) => replay(base, queue.of(definition.name, id)),
    want: (definition, id) => fetcher.want(definition, id, true),
    onShown: (entry) => updates.run(() => lists.shown(entry)),
    isPending: (definition, id) => queue.of(definition.name, id).length > 0,
    limit,
  });
  const merge = createMerge({
    store,
    scopes,
    lists,
    want: (definition, id) => fetcher.want(definition, id, false),
    onGone: (entry, last, change) => events.publish(goneEvent(entry, last, change, me())),
  });
  const recentEdits = createRecentEdits(() => me()?.id);
  const mutate = createMutate({
    actor,
    moment,
    held: (definition, id) => store.peek(definition, id),
    enqueue: queue.enqueue,
    closed: () => (connection.state() === 'ended' ? sessionOver : connection.offlineTooLong() ? notSent : null),
    onMade: (made) => undo.push(made),
    onEvent: events.publish,
  });
  const undo = createUndo({
    mutate,
    heldVersion: (definition, id) => store.peek(definition, id)?.base?.version ?? null,
    me: () => me()?.id,
    onEvent: events.publish,
  });
  events.on((event) => event.kind === 'removed' && !event.mine && undo.forget(event.id));

  const applyChanges = (news: readonly Change[], live: boolean): void => {
    for (const change of news) {
      merge.change(change);
      queue.confirm(change);
      undo.change(change);
      if (live) recentEdits.add(change);
      changes.publish(change);
    }
    store.evict();
  };

  return { store, merge, fetcher, lists, recentEdits, undo, mutate, applyChanges };
};
