import { readableFields, scopesOf, maskFields } from '#shared/can.ts';
import { isCustomName } from '#shared/custom-field.ts';
import { missingFields, type Catalog } from '#shared/catalog.ts';
import type { Change } from '#shared/protocol.ts';
import type { AnyRecord, Collection } from '#shared/collection.ts';
import { isChildOf, parentRef, type Find } from '#shared/record-ref.ts';
import { merged, received, type Entry, type RecordStore } from './record-store.ts';

/** What the live lists need to know beside a record's new values. */
export type ListUpdates = {
  /** A row may be listed though its record is not held. */
  readonly gone: (definition: Collection, id: string) => void;
  /** Fields of a record that is not held changed: it may belong into a list now. */
  readonly unknown: (definition: Collection, change: Change) => void;
  /** It left, and its children with it. */
  readonly parentGone: (child: Collection, parentId: string) => void;
};

export type Merge = {
  /** One change, in the order of its scope. */
  change(change: Change): void;
  /** Records as a query or a get answered them, `since` what changed meanwhile. `asked`: ids that are gone unless among them. */
  install(
    definition: Collection,
    records: readonly AnyRecord[],
    since: readonly Change[],
    asked?: readonly string[],
  ): void;
  /** Keeps only what these scopes show, at once. */
  narrow(): void;
  /** Marks what is held as stale until it has been loaded again, and drops what `isKept` does not keep. */
  markAllStale(isKept: (entry: Entry) => boolean, versionsRestart: boolean): Entry[];
};

type Ports = {
  readonly store: RecordStore;
  readonly catalog: () => Catalog;
  readonly scopes: () => ReadonlySet<string>;
  readonly lists: ListUpdates;
  readonly want: (definition: Collection, id: string) => void;
  readonly onGone: (entry: Entry, last: AnyRecord, change: Change) => void;
};

export const createMerge = ({ store, catalog, scopes, lists, want, onGone }: Ports): Merge => {
  /** My scopes that a held record is in; undefined where that depends on its parent, which is not held. */
  const heldBy = (entry: Entry): string[] | undefined => {
    const { definition, base } = entry;
    if (!base) return [];
    const held: Find = (of, id) => store.peek(of, id)?.base;
    const above = parentRef(definition, base);
    if (definition.parent && !(above && held(above.collection, above.id))) return undefined;
    return scopesOf(definition, base, held).filter((scope) => scopes().has(scope));
  };

  /** Through how many audiences a collection's records may reach me. */
  const waysTo = (definition: Collection): number =>
    [...scopes()].filter((scope) => scope.startsWith(`${definition.name}:`)).length;

  const lose = (entry: Entry): void => {
    store.setBase(entry, null);
    loseChildren(entry.definition, entry.id);
  };

  /** The children of a record that left go with it at once; their own changes come after. */
  const loseChildren = (definition: Collection, id: string): void => {
    for (const child of catalog().childrenOf(definition)) {
      for (const held of store.entries(child)) if (held.base && held.base[child.parent?.field ?? ''] === id) lose(held);
      lists.parentGone(child, id);
    }
  };

  const cut = (entry: Entry, remaining: readonly string[]): void => {
    const { base, definition } = entry;
    if (base && readableFields(definition, remaining))
      store.setBase(entry, received(maskFields(definition, base, remaining)));
  };

  const remove = (definition: Collection, change: Change): void => {
    const entry = store.peek(definition, change.id);
    if (!entry || entry.base === undefined) {
      // It may still reach me another way: then only the server knows.
      if (waysTo(definition) > 1) return want(definition, change.id);
      lists.gone(definition, change.id);
      return loseChildren(definition, change.id);
    }
    if (change.version < entry.goneAt || (entry.base && !entry.stale && change.version < entry.base.version)) return;
    if (change.version > entry.goneAt) entry.left = new Set();
    entry.goneAt = change.version;
    if (entry.base === null) return;
    entry.left.add(change.scope);
    const held = heldBy(entry);
    // Without its parent nothing here says who else sees it: it goes, and the server is asked.
    if (held === undefined && waysTo(definition) > 1) want(definition, change.id);
    const remaining = (held ?? []).filter((scope) => !entry.left.has(scope));
    if (remaining.length > 0) return cut(entry, remaining);
    const last = entry.shown ?? entry.base;
    lose(entry);
    onGone(entry, last, change);
  };

  const upsert = (definition: Collection, change: Change): void => {
    const entry = store.entry(definition, change.id);
    // A frame fills in what is empty by the catalog that was known when it came; a field that is not in use is not empty.
    const inUse = Object.entries(change.data ?? {}).filter(
      ([name]) => !isCustomName(name) || name in definition.fields,
    );
    const values = { ...Object.fromEntries(inUse), id: change.id, version: change.version };
    if (entry.base && !entry.stale) {
      // The same version again comes from another audience, which may show more fields.
      if (change.version >= entry.base.version) store.setBase(entry, merged(entry.base, values));
      return;
    }
    if (entry.base === null && change.version < entry.goneAt) return;
    store.setBase(entry, received(values));
    completeFields(entry);
  };

  /** What was sent under another catalog says nothing of the fields that this one has beside it. */
  const completeFields = ({ id, base, definition }: Entry): void => {
    const now = catalog().of(definition);
    if (base && missingFields(now, base).length > 0) want(now, id);
  };

  const patch = (definition: Collection, change: Change): void => {
    const entry = store.peek(definition, change.id);
    if (!entry?.base) {
      if (entry && entry.base === null && change.version < entry.goneAt) return;
      if (entry && entry.watchers > 0) want(definition, change.id);
      return lists.unknown(definition, change);
    }
    // Stale ones are being loaded; this change is put on top of the answer.
    if (entry.stale || change.version < entry.base.version) return;
    // An audience that sees few fields gets few changes, so a jump is normal; with two audiences it may be
    // that the other one's news is still on its way and would come too late to count.
    if (change.version > entry.base.version + 1 && waysTo(definition) > 1) want(definition, change.id);
    store.setBase(
      entry,
      merged(entry.base, {
        updatedAt: change.at,
        updatedBy: change.by?.id ?? null,
        ...change.data,
        version: change.version,
      }),
    );
  };

  const apply = (change: Change): void => {
    const definition = catalog().named(change.collection);
    // A newer server may know more collections than this page.
    if (!definition) return;
    if (change.op === 'remove') remove(definition, change);
    else if (change.op === 'upsert') upsert(definition, change);
    else patch(definition, change);
  };

  const installOne = (definition: Collection, record: AnyRecord): void => {
    const entry = store.entry(definition, record.id);
    const incoming = received(record);
    if (entry.base && !entry.stale) {
      if (incoming.version < entry.base.version) return;
      store.setBase(entry, incoming.version === entry.base.version ? merged(entry.base, incoming) : incoming);
    } else if (!(entry.base === null && incoming.version < entry.goneAt)) store.setBase(entry, incoming);
  };

  const install = (
    definition: Collection,
    records: readonly AnyRecord[],
    since: readonly Change[],
    asked: readonly string[] = [],
  ): void => {
    for (const record of records) installOne(definition, record);
    const found = new Set(records.map((record) => record.id));
    // What was asked for by its id is not asked again and again.
    for (const id of found) {
      const entry = asked.includes(id) ? undefined : store.peek(definition, id);
      if (entry) completeFields(entry);
    }
    for (const id of asked) {
      if (found.has(id)) continue;
      const entry = store.entry(definition, id);
      entry.goneAt = Math.max(entry.goneAt, entry.stale ? 0 : (entry.base?.version ?? 0));
      entry.stale = false;
      lose(entry);
      lists.gone(definition, id);
    }
    for (const change of since) {
      const ofParent = change.op === 'remove' && isChildOf(definition, { name: change.collection });
      if (change.collection === definition.name || ofParent) apply(change);
    }
  };

  return {
    change: apply,
    install,
    narrow: () => {
      for (const entry of store.all()) {
        if (!entry.base) continue;
        const remaining = heldBy(entry);
        if (remaining === undefined) store.setBase(entry, undefined);
        else if (remaining.length > 0) cut(entry, remaining);
        else lose(entry);
      }
    },
    markAllStale: (isKept, versionsRestart) => {
      const kept: Entry[] = [];
      for (const entry of store.all()) {
        if (!isKept(entry)) {
          store.drop(entry);
          continue;
        }
        entry.stale = true;
        if (versionsRestart) entry.goneAt = 0;
        kept.push(entry);
      }
      return kept;
    },
  };
};
