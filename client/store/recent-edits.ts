import type { Change } from '#shared/protocol.ts';
import type { Collection } from '#shared/collection.ts';
import { createKeyedSignals } from '#client/lib/keyed-signals.ts';
import type { RecentEdit } from './types.ts';

/** Who just changed what, so that a screen can tint it. */
export type RecentEdits = {
  add(change: Change): void;
  get(definition: Collection, id: string): RecentEdit | null;
  close(): void;
};

const shownMs = 2_000;
const bookkeeping = ['version', 'updatedAt', 'updatedBy'];

export const createRecentEdits = (me: () => string | undefined): RecentEdits => {
  const edits = createKeyedSignals<RecentEdit | null>(null);
  const timers = new Map<string, ReturnType<typeof setTimeout>>();

  return {
    add: (change) => {
      if (!change.by || change.by.id === me() || change.op === 'remove') return;
      const key = `${change.collection}/${change.id}`;
      clearTimeout(timers.get(key));
      edits.set(key, {
        by: change.by,
        at: Date.now(),
        fields:
          change.op === 'patch' ? Object.keys(change.data ?? {}).filter((name) => !bookkeeping.includes(name)) : [],
      });
      timers.set(
        key,
        setTimeout(() => {
          timers.delete(key);
          edits.set(key, null);
        }, shownMs),
      );
    },
    get: (definition, id) => edits.get(`${definition.name}/${id}`),
    close: () => {
      for (const timer of timers.values()) clearTimeout(timer);
    },
  };
};
