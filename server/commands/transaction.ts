import type { Collection } from '#shared/collection.ts';
import { isId } from '#shared/fields/id.ts';
import { pointsAt } from '#shared/link-rules.ts';
import { keyOf, ref } from '#shared/record-ref.ts';
import { NotRead, type Linked, type LinkQuery } from '#shared/transaction.ts';
import type { StoredRecord } from '#server/database/rows.ts';
import { linkKey, type LoadedContext } from './loaded-context.ts';
import type { Entry } from './log-entry.ts';

/** A record that this batch writes: what it becomes, and what the database should still have; null where it is new. */
export type RecordWrite = {
  readonly definition: Collection;
  readonly record: StoredRecord;
  readonly base: StoredRecord | null;
};

/** A record that decided something without being written, as it was read: at commit it should still be so. */
export type Seen = { readonly definition: Collection; readonly id: string; readonly version: number };

/** Who pointed at a record when that decided something: at commit no others should. */
export type KnownLinks = LinkQuery & { readonly known: readonly string[] };

/** The state of the database as it will be after the mutations so far; a refused one leaves no trace. */
export type BatchTransaction = {
  /** null where there is none, undefined where it was not read. */
  readonly find: (definition: Collection, id: string) => StoredRecord | null | undefined;
  /** The same; throws `NotRead` for what was not read. */
  readonly known: (definition: Collection, id: string) => StoredRecord | null;
  /** As it was before the mutation that is being decided. */
  readonly before: (definition: Collection, id: string) => StoredRecord | null | undefined;
  /** Throws `NotRead` where that was not asked. */
  readonly linked: (query: LinkQuery) => Linked;
  readonly put: (definition: Collection, record: StoredRecord) => void;
  /** The entry's place in the batch's log, from 1. */
  readonly log: (entry: Entry) => number;
  /** Everything since the last `save` is dropped. */
  readonly rollback: () => void;
  readonly save: () => void;
  /** What was put since the last `save`. */
  readonly unsaved: () => readonly RecordWrite[];
  readonly writes: () => readonly RecordWrite[];
  readonly entries: () => readonly Entry[];
  readonly seen: () => readonly Seen[];
  readonly knownLinks: () => readonly KnownLinks[];
};

export const createTransaction = (loaded: LoadedContext): BatchTransaction => {
  const saved = new Map<string, RecordWrite>();
  const unsaved = new Map<string, RecordWrite>();
  const seen = new Map<string, Seen>();
  let unsavedSeen: Seen[] = [];
  const asked = new Map<string, LinkQuery>();
  let unsavedAsked: LinkQuery[] = [];
  const savedEntries: Entry[] = [];
  let unsavedEntries: Entry[] = [];

  const stored = (definition: Collection, id: string, key: string): StoredRecord | null | undefined => {
    const record = loaded.records.get(key);
    if (record) unsavedSeen.push({ definition, id, version: record.version });
    return record ?? (loaded.asked.has(key) || !isId(id) ? null : undefined);
  };

  const find = (definition: Collection, id: string): StoredRecord | null | undefined => {
    const key = keyOf(definition, id);
    return (unsaved.get(key) ?? saved.get(key))?.record ?? stored(definition, id, key);
  };

  /** The ids of what points there now, or did when it was read. */
  const pointing = (query: LinkQuery): string[] => {
    const { collection } = query;
    const found = loaded.linked.get(linkKey(query))?.records ?? [];
    const ids = new Set(found.map(({ id }) => id));
    for (const writes of [saved, unsaved])
      for (const { definition, record } of writes.values())
        if (definition.name === collection.name && pointsAt(record, query)) ids.add(record.id);
    return [...ids];
  };

  const isWhole = (query: LinkQuery): boolean => {
    const found = loaded.linked.get(linkKey(query));
    return found !== undefined && found.total <= found.records.length;
  };

  return {
    find,
    known: (definition, id) => {
      const record = find(definition, id);
      if (record === undefined) throw new NotRead(ref(definition, id));
      return record;
    },
    before: (definition, id) => {
      const key = keyOf(definition, id);
      return saved.get(key)?.record ?? stored(definition, id, key);
    },
    linked: (query) => {
      const found = loaded.linked.get(linkKey(query));
      if (!found) throw new NotRead(query);
      unsavedAsked.push(query);
      const now = pointing(query).flatMap((id) => find(query.collection, id) ?? []);
      const records = now.filter((record) => pointsAt(record, query));
      return { records, total: found.total - found.records.length + records.length };
    },
    put: (definition, record) => {
      const key = keyOf(definition, record.id);
      unsaved.set(key, { definition, record, base: loaded.records.get(key) ?? null });
    },
    log: (entry) => {
      unsavedEntries.push(entry);
      return savedEntries.length + unsavedEntries.length;
    },
    rollback: () => {
      unsaved.clear();
      unsavedEntries = [];
      unsavedSeen = [];
      unsavedAsked = [];
    },
    save: () => {
      for (const [key, write] of unsaved) saved.set(key, write);
      for (const one of unsavedSeen) seen.set(keyOf(one.definition, one.id), one);
      for (const query of unsavedAsked) asked.set(linkKey(query), query);
      savedEntries.push(...unsavedEntries);
      unsaved.clear();
      unsavedEntries = [];
      unsavedSeen = [];
      unsavedAsked = [];
    },
    unsaved: () => [...unsaved.values()],
    writes: () => [...saved.values()],
    entries: () => savedEntries,
    // What is written is checked with that write.
    seen: () => [...seen].flatMap(([key, one]) => (saved.has(key) ? [] : [one])),
    // What points at something may grow as long as it lives; what went with it does not. Of more than were read, some stay.
    knownLinks: () =>
      [...asked.values()].flatMap((query) =>
        query.deletedAt === undefined && isWhole(query) ? [{ ...query, known: pointing(query) }] : [],
      ),
  };
};
