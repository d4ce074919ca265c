import type { AnyRecord, Collection } from '#shared/collection.ts';
import { createListeners } from '#client/lib/listeners.ts';
import type { ListUpdates } from './merge.ts';
import type { FilterDependencies } from './filter-dependencies.ts';
import type { Entry, RecordStore } from './record-store.ts';

/** A live list as the stream of changes sees it. */
export type ListSubscription = {
  readonly definition: () => Collection | null;
  readonly dependencies: () => FilterDependencies | null;
  readonly sorts: (field: string) => boolean;
  readonly has: (id: string) => boolean;
  readonly rows: () => readonly string[];
  readonly place: (id: string, record: AnyRecord | null) => void;
  readonly reload: () => Promise<void>;
};

export type ListRegistry = ListUpdates & {
  add(list: ListSubscription): () => void;
  /** A record looks different: every list of its kind puts it where it belongs. */
  shown(entry: Entry): void;
  reloadAll(): Promise<void>;
  /** Calls with the id of each record that leaves this person's sight, or the workspace. */
  onGone(listener: (definition: Collection, id: string) => void): () => void;
};

type Ports = {
  readonly store: () => RecordStore;
  readonly want: (definition: Collection, id: string) => void;
};

export const createLists = ({ store, want }: Ports): ListRegistry => {
  const lists = new Set<ListSubscription>();
  const gone = createListeners<{ readonly definition: Collection; readonly id: string }>();

  const of = (definition: Collection): ListSubscription[] =>
    [...lists].filter((list) => list.definition()?.name === definition.name);

  const mayHoldChildOf = (list: ListSubscription, child: Collection, parentId: string): boolean =>
    !list.dependencies()?.excludes({ [child.parent?.field ?? '']: parentId });

  return {
    add: (list) => {
      lists.add(list);
      return () => lists.delete(list);
    },
    shown: (entry) => {
      // Unknown after it was known: a creation of mine that was refused, or a record that I may no longer see.
      for (const list of of(entry.definition)) list.place(entry.id, entry.shown ?? null);
      if (entry.shown === null) gone.publish({ definition: entry.definition, id: entry.id });
    },
    gone: (definition, id) => {
      for (const list of of(definition)) list.place(id, null);
      gone.publish({ definition, id });
    },
    unknown: (definition, change) => {
      const values = change.data ?? {};
      const names = Object.keys(values);
      for (const list of of(definition)) {
        const dependencies = list.dependencies();
        if (!dependencies || !names.some((name) => dependencies.fields.has(name) || list.sorts(name))) continue;
        if (dependencies.excludes(values)) list.place(change.id, null);
        else want(definition, change.id);
      }
    },
    parentGone: (child, parentId) => {
      for (const list of of(child)) {
        const unsure = list.rows().some((id) => store().peek(child, id)?.base === undefined);
        if (unsure && mayHoldChildOf(list, child, parentId)) void list.reload();
      }
    },
    onGone: (listener) => gone.on(({ definition, id }) => listener(definition, id)),
    reloadAll: async () => {
      await Promise.all([...lists].map((list) => list.reload()));
    },
  };
};
