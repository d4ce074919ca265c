import type { AnyRecord, Collection } from './collection.ts';
import type { Field, Ref } from './fields/field.ts';
import type { Ledger, Scene } from './ledger.ts';
import { keyOf, ref, type RecordRef } from './record-ref.ts';
import { invalid } from './refusal.ts';
import { NotRead, type Write } from './transaction.ts';

/** Whether a record is there and takes new links. */
export const isInUse = ({ active }: Collection, record: AnyRecord): boolean =>
  record.deletedAt === null && (active === undefined || record[active] === true);

export const refsIn = (field: Field | undefined, value: unknown): readonly Ref[] =>
  !field || value === null || value === undefined ? [] : (field.kind.refs?.(value, field) ?? []);

/**
 * What holds for links whatever command made them: what is not in use takes no new ones, and what is above a record is
 * not below it. Looks at everything that a run has written. Throws VALIDATION_ERROR, and once for all that it has to know
 * `NotRead`; a browser leaves what it does not hold to the server.
 */
export const checkLinks = (ledger: Ledger, scene: Scene, writes: readonly Write[]): void => {
  const missing = new Map<string, RecordRef>();
  const read = (collection: Collection, id: string): AnyRecord | null => {
    const record = ledger.read(collection, id);
    if (record === undefined && scene.linked) missing.set(keyOf(collection, id), ref(collection, id));
    return record ?? null;
  };
  const restored = new Set(
    writes.flatMap(({ op, collection, next }) => (op === 'restore' ? keyOf(collection, next.id) : [])),
  );
  for (const write of writes) {
    // A history keeps what it names.
    if (write.op === 'delete' || write.collection.internal) continue;
    for (const name of Object.keys(write.patch)) {
      const field = write.collection.fields[name];
      const added = addedRefs(write, name);
      if (!field || added.length === 0) continue;
      refuseInactiveMember(write, name, field);
      for (const pointed of added) {
        const target = targetOf(scene, write.collection, pointed);
        if (target?.active === undefined || restored.has(keyOf(target, pointed.id))) continue;
        const record = read(target, pointed.id);
        if (record && record.deletedAt === null && !isInUse(target, record)) throw notInUse(name, field, target);
      }
      if (field.to === 'self' && !field.kind.isList) refuseCircle(write, name, field, read);
    }
  }
  if (missing.size > 0) throw new NotRead(...missing.values());
};

/** What a field points at that it did not before. */
const addedRefs = ({ collection, previous, next }: Write, name: string): readonly Ref[] => {
  const field = collection.fields[name];
  const held = new Set(refsIn(field, previous?.[name]).map((one) => keyOf({ name: one.collection }, one.id)));
  return refsIn(field, next[name]).filter((one) => !held.has(keyOf({ name: one.collection }, one.id)));
};

/** Nothing is known of the records of a collection that the tenant's plan leaves out. */
export const targetOf = ({ catalog }: Scene, collection: Collection, pointed: Ref): Collection | undefined => {
  const target = catalog.targetOfRef(collection, pointed);
  return target && catalog.named(target.name);
};

const notInUse = (name: string, field: Field, target: Collection) =>
  invalid(name, `${field.label}: this ${target.label.one.toLowerCase()} is not active. Choose another.`);

/** Who is not active comes into no group. One who is made so at once may. */
const refuseInactiveMember = ({ collection, previous, next }: Write, name: string, field: Field): void => {
  const { people } = collection;
  if (!people || !previous || !Object.values(people.memberships).includes(name)) return;
  if (next[people.active] === true || previous[people.active] === true || previous.deletedAt !== null) return;
  const one = collection.label.one.toLowerCase();
  throw invalid(name, `${field.label}: this ${one} is not active. Make the ${one} active first.`);
};

const refuseCircle = (
  { collection, next }: Write,
  name: string,
  field: Field,
  read: (collection: Collection, id: string) => AnyRecord | null,
): void => {
  const one = collection.label.one.toLowerCase();
  if (next[name] === next.id) throw invalid(name, `${field.label}: a ${one} cannot be above itself. Choose another.`);
  // A circle from before this rule is gone around once.
  const met = new Set<string>();
  for (let above = next[name]; typeof above === 'string' && !met.has(above);) {
    if (above === next.id) throw invalid(name, `${field.label}: this ${one} is below it already. Choose another.`);
    met.add(above);
    above = read(collection, above)?.[name];
  }
};
