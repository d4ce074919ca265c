import { createRoot } from 'solid-js';
import { refusedEvent } from '#client/store/mutate.ts';
import type { Entry } from '#client/store/record-store.ts';
import type { RecordName } from '#client/sync/mutation-queue.ts';
import { left } from '#client/sync/not-saved.ts';
import { composeRecords } from './compose-records.ts';
import { composeSync } from './compose-sync.ts';
import { createLifecycle, signedOutMark } from './lifecycle.ts';
import { createSharedState } from './shared-state.ts';
import { surfaceOf } from './surface.ts';
import type { Live, LiveOptions } from './types.ts';

const maxHeld = 3_000;

/** Everything live of one tenant, for the person who is signed in. Close it when the workspace is left. */
export const createLive = (options: LiveOptions): Live => createRoot((dispose) => compose(options, dispose));

const compose = (options: LiveOptions, dispose: () => void): Live => {
  const shared = createSharedState(options.tenant);
  const entryOf = ({ collection, id }: RecordName): Entry | undefined => {
    const definition = records.tenant.catalog().named(collection);
    return definition && records.store.entry(definition, id);
  };
  const lifecycle = createLifecycle(
    shared,
    () => sync,
    () => records,
  );
  const sync = composeSync(options, shared, {
    onWelcome: lifecycle.welcomed,
    onEnded: lifecycle.ended,
    onChanges: (changes, live) => records.applyChanges(changes, live),
    resync: lifecycle.resync,
    heldTailoring: () => records.tenant.held(),
    collectionNamed: (name) => records.tenant.catalog().named(name),
    onQueued: (record) => {
      const entry = entryOf(record);
      if (entry) records.store.refresh(entry);
    },
    onConfirmed: ({ collection: name, id }, record, seq) => {
      const { store, merge, fetcher } = records;
      const collection = records.tenant.catalog().named(name);
      if (!collection) return;
      if (record === undefined) return fetcher.want(collection, id, false);
      // The answer may have been given long ago, and what changed since was not held.
      const mayBeOld = record !== null && store.peek(collection, id)?.base === undefined && seq < sync.stream.newest();
      merge.install(collection, record ? [record] : [], [], record ? [] : [id]);
      if (mayBeOld) fetcher.want(collection, id, false);
    },
    held: (record) => entryOf(record)?.base ?? null,
    keep: (mutation) => records.outbox.keep(mutation),
    unkeep: ({ mid }) => records.outbox.remove(mid),
    onRefused: (mutation, error) => shared.events.publish(refusedEvent(mutation, error)),
  });
  const records = composeRecords(shared, sync, options.mostHeld ?? maxHeld);

  const keepAll = (): void => sync.queue.keepAll();
  if (typeof window !== 'undefined') window.addEventListener('pagehide', keepAll);

  sync.connection.start();

  return surfaceOf(shared, sync, records, {
    signOut: async () => {
      await options.endSession?.();
      // What is left here of this person would be there for the next one at this device.
      shared.storage()?.clear();
      shared.storage()?.write(signedOutMark, true);
      sync.connection.end('signed-out');
    },
    close: () => {
      sync.session.stop();
      records.recentEdits.close();
      // First: an answer to one would send what was built on it.
      sync.connection.close();
      sync.queue.keepAll();
      sync.queue.refuseAll(left);
      if (typeof window !== 'undefined') window.removeEventListener('pagehide', keepAll);
      sync.connection.close();
      dispose();
    },
  });
};
