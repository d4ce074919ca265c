import type { Accessor } from 'solid-js';
import type { Collection } from '#shared/collection.ts';
import type { Change } from '#shared/protocol.ts';
import type { RefusalData } from '#shared/refusal.ts';
import { undoOf, type Runnable } from '#shared/run-command.ts';
import type { Find } from '#shared/record-ref.ts';
import { uptime } from '#client/lib/pause.ts';
import { createMutateMany, type MutateMany } from '#client/store/bulk.ts';
import { createFetcher, type Fetcher } from '#client/store/fetcher.ts';
import { createLists, type ListRegistry } from '#client/store/lists.ts';
import { createMerge, type Merge } from '#client/store/merge.ts';
import { createMutate, type Mutate } from '#client/store/mutate.ts';
import { replay } from '#client/store/optimistic.ts';
import { createOutbox, type KeptMutation, type Outbox } from '#client/store/outbox.ts';
import { createRecentEdits, type RecentEdits } from '#client/store/recent-edits.ts';
import { createRecordStore, type RecordStore } from '#client/store/record-store.ts';
import { createTenantCatalog, type TenantCatalog } from '#client/store/tenant-catalog.ts';
import { createUndo, type Undo } from '#client/store/undo.ts';
import { actOver, sessionOver } from '#client/sync/not-saved.ts';
import { waitForConnection } from '#client/sync/wait-for-connection.ts';
import type { Sync } from './compose-sync.ts';
import { goneEvent, withSettings } from './me.ts';
import type { SharedState } from './shared-state.ts';

/** The records that are held, and everything that is made of them. */
export type Records = {
  readonly tenant: TenantCatalog;
  readonly store: RecordStore;
  readonly merge: Merge;
  readonly fetcher: Fetcher;
  readonly lists: ListRegistry;
  readonly recentEdits: RecentEdits;
  readonly undo: Undo;
  readonly mutate: Mutate;
  readonly mutateMany: MutateMany;
  readonly outbox: Outbox;
  /** Sends what an earlier page of this person did not get answered. Call it once, when the tenant is known. */
  sendKept(): void;
  /** How many changes of acts over many records have no answer yet. */
  readonly unanswered: Accessor<number>;
  /** Whether what this record looks like now was done on this page. */
  isMine(definition: Collection, id: string): boolean;
  /** Applies what the server sent, in one update of the screen. */
  applyChanges(changes: readonly Change[], live: boolean): void;
};

/** More numbers than acts of mine can be on their way at once. */
const mostRemembered = 50_000;

/** How long a batch of changes may last, in milliseconds. */
const bulkTimeoutMs = 30_000;

/** `limit`: how many records are kept beside those on the screen. */
export const composeRecords = (
  { me, setMe, actor, moment, scopes, storage, updates, events, changes }: SharedState,
  { connection, reads, queue }: Pick<Sync, 'connection' | 'reads' | 'queue'>,
  limit: number,
): Records => {
  const fetcher = createFetcher({
    reads,
    install: (definition, records, since, asked) => updates.run(() => merge.install(definition, records, since, asked)),
  });
  const lists = createLists({ store: () => store, want: (definition, id) => fetcher.want(definition, id, false) });
  const store: RecordStore = createRecordStore({
    overlay: (definition, id, base) => {
      const chain = queue.chain(definition.name, id);
      if (chain.length === 0) return base;
      const held: Find = (of, one) => (of.name === definition.name && one === id ? base : store.peek(of, one)?.base);
      return replay(held, chain)(definition, id);
    },
    spanned: (definition, id) =>
      queue.spanned(definition.name, id).flatMap((record) => {
        const of = tenant.catalog().named(record.collection);
        return of ? [{ definition: of, id: record.id }] : [];
      }),
    want: (definition, id) => fetcher.want(definition, id, true),
    onShown: (entry) => updates.run(() => lists.shown(entry)),
    isPending: (definition, id) => queue.of(definition.name, id).length > 0,
    limit,
  });
  const tenant = createTenantCatalog({
    store: () => store,
    want: fetcher.wantAgain,
    onSettings: (settings) => {
      const profile = me();
      if (profile) setMe(withSettings(profile, settings));
    },
  });
  const merge = createMerge({
    store,
    catalog: tenant.catalog,
    scopes,
    lists,
    want: (definition, id) => fetcher.want(definition, id, false),
    onGone: (entry, last, change) => events.publish(goneEvent(entry, last, change, me())),
  });
  const recentEdits = createRecentEdits(() => me()?.id);
  const closed = (): RefusalData | null => (connection.state() === 'ended' ? sessionOver : null);
  /** The numbers of what was done on this page: another one may be a colleague's who shares the account. */
  const made = new Set<string>();
  const remember = (mid: string): void => {
    if (made.size >= mostRemembered) made.clear();
    made.add(mid);
  };
  const mutate = createMutate({
    actor,
    catalog: tenant.catalog,
    moment,
    held: (definition, id) => store.peek(definition, id),
    enqueue: (mutation) => {
      remember(mutation.mid);
      queue.enqueue(mutation);
    },
    closed,
    keep: (mutation) => {
      if (connection.endedBecause() === 'expired') outbox.keep(mutation);
    },
    onMade: (made, why) => {
      if (why === null) return undo.push(made);
      const { label, id } = made.mutation;
      const unblock = undo.block({ label, id, why });
      void made.answer.then((answer) => answer.ok || unblock());
    },
    onEvent: events.publish,
  });
  const undo = createUndo({
    mutate,
    me: () => me()?.id,
    isLive: () => connection.state() === 'live' || connection.state() === 'polling',
    onUndone: () => events.publish({ kind: 'undone' }),
  });
  const { mutateMany, unanswered } = createMutateMany({
    ask: async (mutations) => {
      for (const { mid } of mutations) remember(mid);
      const answer = await connection.ask('mutateMany', { mutations }, bulkTimeoutMs);
      return answer === null ? null : answer.ok ? answer.answers : answer.error;
    },
    groupOf: async (group) => {
      const answer = await connection.ask('group', { group });
      return answer?.ok ? answer.mids : null;
    },
    closed: () => (closed() ? actOver : null),
    live: (calledOff) => waitForConnection({ open: connection.open, whenOpen: reads.whenOpen }, calledOff),
    pushUndo: undo.pushGroup,
    now: uptime,
    onStarted: (bulk) => events.publish({ kind: 'group-started', bulk }),
    onDone: (outcome) => events.publish({ kind: 'group-done', ...outcome }),
    onUndone: (about) => events.publish({ kind: 'group-undone', ...about }),
  });
  const outbox = createOutbox(storage);
  /** Under its own number: where the server has done it already, it says so again. */
  const sendAgain = async (
    { mid, args, base, label }: Pick<KeptMutation, 'mid' | 'args' | 'base' | 'label'>,
    command: Runnable,
  ): Promise<void> => {
    const answer = await mutate(command, args, { undo: false, base, describe: label, mid });
    // Refused before it was sent, as what I may do has changed.
    if (!answer.ok && answer.error.code !== 'SESSION_ENDED') outbox.remove(mid);
  };
  const sendKept = (): void => {
    for (const { mid, name, collection, id, args, base, label } of outbox.all()) {
      const definition = tenant.catalog().named(collection);
      const command =
        name === 'undo' && definition
          ? undoOf({ collection: definition, action: 'view' })
          : tenant.catalog().command(name);
      if (queue.has(mid)) continue;
      if (command) void sendAgain({ mid, args, base, label }, command);
      else {
        outbox.remove(mid);
        const error: RefusalData = { code: 'NOT_FOUND', message: 'This cannot be done here any more.' };
        events.publish({
          kind: 'refused',
          label,
          error,
          collection,
          id,
          command: name,
          args,
          base,
          mid,
          conflict: null,
        });
      }
    }
  };
  events.on((event) => event.kind === 'removed' && !event.mine && undo.drop(event.id));

  /** The change that is being applied. */
  let applying: Change | null = null;
  const isMine = (definition: Collection, id: string): boolean =>
    queue.of(definition.name, id).length > 0 || (applying?.id === id && made.has(applying.mid ?? ''));

  const applyChanges = (news: readonly Change[], live: boolean): void => {
    for (const change of news) {
      applying = change;
      tenant.change(change);
      merge.change(change);
      queue.confirm(change);
      applying = null;
      undo.change(change);
      if (live) recentEdits.add(change);
      changes.publish(change);
    }
    store.evict();
  };

  return {
    tenant,
    store,
    merge,
    fetcher,
    lists,
    recentEdits,
    undo,
    mutate,
    mutateMany,
    unanswered,
    outbox,
    sendKept,
    isMine,
    applyChanges,
  };
};
