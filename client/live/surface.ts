import type { Accessor } from 'solid-js';
import type { Actor, Moment } from '#shared/actor.ts';
import { can } from '#shared/can.ts';
import type { Change, Profile } from '#shared/protocol.ts';
import type { Action, AnyRecord, Collection, RecordOf } from '#shared/collection.ts';
import { createActivity } from '#client/store/activity.ts';
import type { Apply } from '#client/store/merge.ts';
import type { Connection } from '#client/sync/connection.ts';
import { createFacets } from '#client/store/facets.ts';
import type { Frame } from '#client/lib/update-batch.ts';
import type { Listeners } from '#client/lib/listeners.ts';
import { createLiveList } from '#client/store/live-list.ts';
import type { ListRegistry } from '#client/store/lists.ts';
import type { Mutate } from '#client/store/mutate.ts';
import type { Outbox } from '#client/sync/mutation-queue.ts';
import type { Presence } from '#client/sync/presence.ts';
import type { Reads } from '#client/sync/reads.ts';
import type { Store } from '#client/store/record-store.ts';
import type { Touches } from '#client/store/recent-edits.ts';
import type { Live, LiveEvent } from './types.ts';
import type { Undo } from '#client/store/undo.ts';

export type Parts = {
  readonly connection: Connection;
  readonly store: Store;
  readonly apply: Apply;
  readonly frame: Frame;
  readonly reads: Reads;
  readonly lists: ListRegistry;
  readonly outbox: Outbox;
  readonly touches: Touches;
  readonly presence: Presence;
  readonly undo: Undo;
  readonly mutate: Mutate;
  readonly me: Accessor<Profile | null>;
  readonly actor: Accessor<Actor | null>;
  readonly moment: Accessor<Moment>;
  readonly events: Listeners<LiveEvent>;
  readonly changes: Listeners<Change>;
  readonly reloads: Listeners<boolean>;
  readonly signOut: () => Promise<void>;
  readonly close: () => void;
};

/** What screens see of it all. */
export const surfaceOf = (parts: Parts): Live => {
  const { connection, store, apply, frame, reads, lists, outbox, touches, presence, undo, moment, events } = parts;
  const shown = (definition: Collection, id: string) => store.peek(definition, id)?.shown;
  const { on: onChange } = parts.changes;
  const { on: onReload } = parts.reloads;

  const may = (action: Action, definition: Collection, record?: AnyRecord | null): boolean => {
    const who = parts.actor();
    const { parent } = definition;
    const above = parent && record ? store.read(parent.collection(), String(record[parent.field])) : null;
    return who !== null && can(who, action, definition, record, above);
  };

  return {
    state: connection.state,
    staleSince: connection.staleSince,
    endedBecause: connection.endedBecause,
    me: parts.me,
    moment,
    unsent: outbox.unsent,
    can: may,
    record: <C extends Collection>(definition: C, id: string) =>
      store.read(definition, id) as RecordOf<C> | null | undefined,
    list: (query) =>
      createLiveList(query, {
        frame,
        reads,
        registry: lists,
        moment,
        shown,
        install: (definition, records, since) => apply.install(definition, records, since),
        pendingIds: outbox.idsOf,
      }),
    facets: (query) => createFacets(query, { reads, moment, onChange, onReload }),
    activity: (target) =>
      createActivity(target, { reads, onChange, onReload, isGone: (definition, id) => shown(definition, id) === null }),
    mutate: (command, args, how) => parts.mutate(command, args, how),
    pending: outbox.slow,
    touched: touches.get,
    undo: { last: undo.last, run: undo.run },
    view: presence.view,
    presence: presence.get,
    onEvent: events.on,
    signOut: parts.signOut,
    close: parts.close,
  };
};
