import type { Actor } from '#shared/actor.ts';
import type { AnyRecord, Collection, Patch } from '#shared/collection.ts';
import { keyOf, parentRef, type Find, type RecordRef } from '#shared/record-ref.ts';
import { readRecords } from '#server/records/read.ts';
import type { Tenant } from '#server/tenants/tenant.ts';

export type Parents = {
  /** Reads the parents of these children, and theirs, as the importing person sees them. */
  readonly read: (actor: Actor, children: readonly Patch[]) => Promise<void>;
  /** A parent that was read last; null where it is not there, or not theirs to see. */
  readonly find: Find;
};

/** What decides about a row of children: who may do something with them follows from their parents. */
export const parentReader = (tenant: Tenant, definition: Collection): Parents => {
  let held: ReadonlyMap<string, AnyRecord> = new Map();

  const readThose = async (actor: Actor, refs: readonly RecordRef[], into: Map<string, AnyRecord>): Promise<void> => {
    const wanted = new Map<Collection, Set<string>>();
    for (const { collection, id } of refs)
      if (!into.has(keyOf(collection, id))) wanted.set(collection, new Set([...(wanted.get(collection) ?? []), id]));
    for (const [collection, ids] of wanted) {
      const { records } = await readRecords(tenant, actor, collection, [...ids]);
      for (const record of records) into.set(keyOf(collection, record.id), record);
      await readThose(actor, refsAbove(collection, records), into);
    }
  };

  return {
    read: async (actor, children) => {
      const found = new Map<string, AnyRecord>();
      await readThose(actor, refsAbove(definition, children), found);
      held = found;
    },
    find: (collection, id) => held.get(keyOf(collection, id)) ?? null,
  };
};

const refsAbove = (definition: Collection, children: readonly Patch[]): RecordRef[] =>
  children.flatMap((child) => parentRef(definition, child) ?? []);
