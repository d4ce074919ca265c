import { createSignal, type Accessor } from 'solid-js';
import type { PersonalStorage } from '#client/lib/personal-storage.ts';
import type { OptimisticMutation } from './optimistic.ts';

/** A mutation of mine that has no answer yet, as it is kept on this device. */
export type KeptMutation = Pick<OptimisticMutation, 'mid' | 'name' | 'args' | 'collection' | 'id' | 'base' | 'label'>;

/** My mutations without an answer, kept beyond the end of a page or a session. Their numbers make that safe. */
export type Outbox = {
  keep(mutation: KeptMutation): void;
  remove(mid: string): void;
  /** In the order in which they were made. */
  all(): KeptMutation[];
  /** How many this device could not keep: they are lost with the page. */
  readonly unkept: Accessor<number>;
};

const prefix = 'outbox/';

/** `storage`: null until it is known who is signed in. */
export const createOutbox = (storage: () => PersonalStorage | null): Outbox => {
  /** Most are answered before they are kept, and removing one costs more than knowing that. */
  const kept = new Set<string>();
  const [unkept, setUnkept] = createSignal<ReadonlySet<string>>(new Set());
  return {
    keep: ({ mid, name, args, collection, id, base, label }) => {
      kept.add(mid);
      const one: KeptMutation = { mid, name, args, collection, id, base, label };
      if (!storage()?.write(prefix + mid, one)) setUnkept((all) => new Set([...all, mid]));
    },
    remove: (mid) => {
      if (kept.delete(mid)) storage()?.remove(prefix + mid);
      if (unkept().has(mid)) setUnkept((all) => new Set([...all].filter((one) => one !== mid)));
    },
    all: () => {
      const names = storage()?.names(prefix) ?? [];
      const found = names.flatMap((name) => storage()?.read<KeptMutation>(name) ?? []);
      for (const { mid } of found) kept.add(mid);
      // A mid begins with the time at which it was made.
      return found.toSorted((a, b) => (a.mid < b.mid ? -1 : 1));
    },
    unkept: () => unkept().size,
  };
};
