import { can } from '#shared/can.ts';
import type { Action, AnyRecord, Collection, RecordOf } from '#shared/collection.ts';
import { undoOf } from '#shared/run-command.ts';
import { toServerTime } from '#client/lib/clock.ts';
import { createActivity } from '#client/store/activity.ts';
import { createFacets } from '#client/store/facets.ts';
import { createReadIds } from '#client/store/read-ids.ts';
import { createLiveList } from '#client/store/live-list.ts';
import type { Records } from './compose-records.ts';
import type { Sync } from './compose-sync.ts';
import type { SharedState } from './shared-state.ts';
import type { Live } from './types.ts';

/** What screens see of a live client. */
export const surfaceOf = (
  { me, actor, moment, storage, updates, events, changes, reloads }: SharedState,
  { connection, reads, queue, presence }: Sync,
  {
    tenant: { catalog },
    store,
    merge,
    fetcher,
    lists,
    recentEdits,
    undo,
    mutate,
    mutateMany,
    outbox,
    unanswered,
    isMine,
  }: Records,
  ending: Pick<Live, 'signOut' | 'close'>,
): Live => {
  /** Screens name the product's collections; what is asked and shown is the tenant's. */
  const tenantOwn = <Q extends { readonly collection: Collection }>(query: Q | null): Q | null =>
    query && { ...query, collection: catalog().of(query.collection) };
  const shown = (definition: Collection, id: string) => store.peek(definition, id)?.shown;
  const { on: onChange } = changes;
  const { on: onReload } = reloads;

  const may = (action: Action, definition: Collection, record?: AnyRecord | null): boolean => {
    const asking = actor();
    return asking !== null && can(asking, action, definition, record, (of, id) => store.read(of, id));
  };

  return {
    state: connection.state,
    staleSince: () => {
      const since = connection.staleSince();
      return since === null ? null : toServerTime(since);
    },
    endedBecause: connection.endedBecause,
    me,
    catalog,
    moment,
    unsent: () => queue.unsent() + unanswered(),
    lostOnClose: () => unanswered() + outbox.unkept(),
    storage,
    can: may,
    record: <C extends Collection>(definition: C, id: string) =>
      store.read(definition, id) as RecordOf<C> | null | undefined,
    list: (query) =>
      createLiveList(() => tenantOwn(query()), {
        updates,
        reads,
        registry: lists,
        moment,
        shown,
        install: (definition, records, since) => merge.install(definition, records, since),
        pendingIds: (definition) => queue.idsOf(definition.name),
        isMine,
      }),
    readIds: createReadIds(reads),
    refresh: (definition, ids) => {
      for (const id of ids) fetcher.want(definition, id, false);
    },
    onGone: lists.onGone,
    onChanged: (listener) => onChange(({ collection }) => listener(collection)),
    facets: (query) => createFacets(() => tenantOwn(query()), { reads, moment, onChange, onReload }),
    isListed: async (definition, field, value, wanted) => {
      const got = await reads.read('doNotContact', { collection: definition.name, field, value }, wanted);
      // What is no number, or not mine to enter, is refused where it is saved.
      return got && got.answer.ok && got.answer.listed;
    },
    activity: (target) =>
      createActivity(target, {
        reads,
        onChange,
        onReload,
        isGone: (definition, id) => shown(definition, id) === null,
        childrenOf: (definition) => catalog().childrenOf(definition),
      }),
    mutate: (command, args, how) => mutate(command, args, how),
    mutateMany,
    pending: (definition, id) => queue.isSlow(definition.name, id),
    recentEdit: recentEdits.get,
    undo: {
      last: undo.last,
      next: undo.next,
      run: undo.run,
      redo: undo.redo,
      runGroup: undo.runGroup,
      block: undo.block,
      of: (mid, { collection, id }, describe) =>
        mutate(
          undoOf({ collection, action: 'view' }),
          { of: mid },
          { describe },
          { onMade: (made) => undo.push(made, id) },
        ),
    },
    view: (definition, id) => presence.view(definition.name, id),
    presence: (definition, id) => presence.get(definition.name, id),
    onEvent: events.on,
    ...ending,
  };
};
