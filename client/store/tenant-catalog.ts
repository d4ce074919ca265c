import { createSignal, type Accessor } from 'solid-js';
import { gainedFields, type Catalog } from '#shared/catalog.ts';
import type { AnyRecord, Collection } from '#shared/collection.ts';
import { customFieldNamed } from '#shared/custom-field.ts';
import { catalogOf, productCatalog } from '#shared/modules/index.ts';
import type { Change, HeldTailoring, SentTailoring } from '#shared/protocol.ts';
import { isTailoring, type Tailoring } from '#shared/tailoring.ts';
import { merged, type RecordStore } from './record-store.ts';

/** The tenant's collections and commands as they are now, followed from its confirmed changes. */
export type TenantCatalog = {
  readonly catalog: Accessor<Catalog>;
  /** What is held of the tailoring, for the next handshake; null before the first welcome. */
  readonly held: () => HeldTailoring | null;
  /** What a welcome or a resync says. Records that are the same are kept. */
  readonly adopt: (sent: SentTailoring, epoch: string, modules: readonly string[]) => void;
  /** A confirmed change of any record, in the order of its scope. What follows it belongs to the catalog that it makes. */
  readonly change: (change: Change) => void;
};

type Ports = {
  readonly store: () => RecordStore;
  /** Fetches a record again that is on the screen. */
  readonly want: (definition: Collection, id: string) => void;
  readonly onSettings: (settings: AnyRecord) => void;
};

export const createTenantCatalog = ({ store, want, onSettings }: Ports): TenantCatalog => {
  const [catalog, setCatalog] = createSignal<Catalog>(productCatalog);
  let modules: readonly string[] | null = null;
  let held: HeldTailoring | null = null;

  const replace = (next: Catalog): void => {
    const before = catalog();
    if (next === before) return;
    adoptDefinitions(store(), before, next, want);
    setCatalog(() => next);
    if (next.settings && next.settings !== before.settings) onSettings(next.settings);
  };

  return {
    catalog,
    held: () => held,
    adopt: ({ version, sight, records }, epoch, tenantModules) => {
      held = { epoch, version, ...(sight === undefined ? {} : { sight }) };
      const tailoring = records ? tailoringOf(records) : catalog().tailoring;
      const isRecut = modules?.join() !== tenantModules.join();
      modules = tenantModules;
      if (isRecut) replace(catalogOf(tenantModules, tailoring));
      else if (records) replace(catalog().retailored(tailoring));
    },
    change: (change) => {
      const { collection, id, seq, version, op, data } = change;
      if (!held || !isTailoring(collection)) return;
      if (held.version >= 0) held = { ...held, version: Math.max(held.version, seq) };
      const before = catalog().tailoring[collection]?.get(id);
      // What a welcome said already comes again with what was missed before it.
      if (before && version <= before.version) return;
      if (op === 'remove') return replace(catalog().with(collection, id, null));
      // A patch of a record that is not held says too little; the next welcome brings it whole.
      if (op === 'patch' && !before) {
        held = { ...held, version: -1 };
        return;
      }
      replace(catalog().with(collection, id, { ...before, ...data, id, version } as AnyRecord));
    },
  };
};

const tailoringOf = (records: NonNullable<SentTailoring['records']>): Tailoring =>
  Object.fromEntries(
    Object.entries(records).map(([name, list]) => [name, new Map(list.map((record) => [record.id, record]))]),
  );

/**
 * What is held was sent under the catalog before. A field that is new is empty in every record; one that came back is not
 * known here: those on the screen are fetched again, the others are dropped. Of one that went, nothing is kept: what
 * becomes of it is not sent any more.
 */
const adoptDefinitions = (store: RecordStore, before: Catalog, after: Catalog, want: Ports['want']): void => {
  for (const definition of after.collections) {
    const was = before.of(definition);
    if (was === definition) continue;
    const gained = gainedFields(was, definition);
    const lost = gainedFields(definition, was);
    const isReturned = gained.some((name) => !isNew(after, definition, name));
    for (const entry of store.entries(definition)) {
      entry.definition = definition;
      if (entry.base && lost.some((name) => name in (entry.base ?? {})))
        store.setBase(entry, without(entry.base, lost));
      const { base } = entry;
      const missing = base ? gained.filter((name) => !(name in base)) : [];
      if (!base || missing.length === 0) continue;
      if (!isReturned) store.setBase(entry, merged(base, Object.fromEntries(missing.map((name) => [name, null]))));
      else if (entry.watchers > 0) want(definition, entry.id);
      else store.drop(entry);
    }
  }
};

const without = (record: AnyRecord, names: readonly string[]): AnyRecord =>
  Object.fromEntries(Object.entries(record).filter(([name]) => !names.includes(name))) as unknown as AnyRecord;

/** Whether a field was added just now, so that no record can have a value of it that is not known here. */
const isNew = (catalog: Catalog, definition: Collection, name: string): boolean =>
  customFieldNamed(catalog, definition.name, name)?.version === 1;
