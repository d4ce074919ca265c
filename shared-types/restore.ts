import { can } from './can.ts';
import { fieldEntries, fieldOf, type Action, type AnyRecord, type Collection } from './collection.ts';
import { isMissing } from './fields/empty-value.ts';
import { InvalidValue, type Ref } from './fields/field.ts';
import type { Ledger, Scene } from './ledger.ts';
import { isInUse, refsIn, targetOf } from './link-checks.ts';
import { keyOf, parentRef, ref, type Find, type RecordRef } from './record-ref.ts';
import { invalid, notFound, type Refusal } from './refusal.ts';
import { NotRead, type Write } from './transaction.ts';

/** A browser holds some records only: one that it does not find may be deleted, or one that its person does not see. */
const findsAll = ({ linked }: Scene): boolean => linked !== undefined;

/**
 * Refuses to bring back what is not deleted, or not the actor's to bring back: to them it looks like a record that never
 * was. A child whose parent is deleted comes after its parent. `action` is what it takes, null where it follows by rule.
 */
export const refuseRestore = (
  ledger: Ledger,
  scene: Scene,
  collection: Collection,
  record: AnyRecord,
  action: Action | null,
): void => {
  const isAllowed = (find: Find): boolean => action === null || can(scene.actor, action, collection, record, find);
  const above = parentRef(collection, record);
  const parent = above && ledger.known(above.collection, above.id);
  if (above && !parent && !findsAll(scene)) throw new NotRead(above);
  const isOrphan = parent !== null && parent.deletedAt !== null;
  if (record.deletedAt === null || !isAllowed(isOrphan ? evenIfDeleted(ledger) : ledger.known))
    throw notFound(collection.label.one);
  if (above && isOrphan) throw restoreFirst(collection, collection.parent?.field ?? '', above.collection);
};

/** For a child's scopes: as if its parents were not deleted. */
const evenIfDeleted =
  (ledger: Ledger): Find =>
  (collection, id) => {
    const record = ledger.known(collection, id);
    return record && { ...record, deletedAt: null };
  };

/** What a restored record points at and is no more, or takes no new links, by field. */
type DeadLinks = { readonly write: Write; readonly fields: ReadonlyMap<string, ReadonlySet<string>> };

/**
 * What comes back may only point at what is there and in use. A link to what was deleted or made inactive is cleared; where
 * the field is required, VALIDATION_ERROR. Links among what comes back together stay. Throws `NotRead` once for all that it has to know.
 */
export const clearDeadLinks = (ledger: Ledger, scene: Scene, restored: readonly Write[]): void => {
  const missing = new Map<string, RecordRef>();
  const back = new Set(restored.map(({ collection, next }) => keyOf(collection, next.id)));
  const isDead = (collection: Collection, pointed: Ref): boolean => {
    const target = targetOf(scene, collection, pointed);
    const record = target && ledger.read(target, pointed.id);
    if (target && (findsAll(scene) ? record === undefined : record === null))
      missing.set(keyOf(target, pointed.id), ref(target, pointed.id));
    if (record === undefined || !target || back.has(keyOf(target, pointed.id))) return false;
    return record === null || !isInUse(target, record);
  };
  const found = restored.map((write): DeadLinks => {
    const dead = fieldEntries(write.collection).flatMap(([name, field]): [string, Set<string>][] => {
      const refs = refsIn(field, write.next[name]).filter((pointed) => isDead(write.collection, pointed));
      return refs.length > 0 ? [[name, new Set(refs.map(({ id }) => id))]] : [];
    });
    return { write, fields: new Map(dead) };
  });
  if (missing.size > 0) throw new NotRead(...missing.values());
  for (const { write, fields } of found) {
    const { collection, next } = write;
    const patch = Object.fromEntries(
      [...fields].map(([name, dead]) => [name, cleared(ledger, scene, write, name, dead)]),
    );
    if (fields.size > 0) ledger.update(collection, next, patch, { action: null, set: new Set() });
  }
};

/** The field's value without what is deleted. Throws VALIDATION_ERROR where it cannot be without. */
const cleared = (
  ledger: Ledger,
  scene: Scene,
  { collection, next }: Write,
  name: string,
  dead: ReadonlySet<string>,
): unknown => {
  const field = fieldOf(collection, name);
  const value = next[name];
  if (!field?.kind.withoutRefs) return value;
  try {
    const left = field.kind.withoutRefs(value, ({ id }) => dead.has(id), field);
    if (!isMissing(left, field)) return left;
  } catch (error) {
    if (error instanceof InvalidValue) throw invalid(name, `${field.label} ${error.message}.`);
    throw error;
  }
  throw deadLink(ledger, scene, collection, name, value);
};

const deadLink = (ledger: Ledger, scene: Scene, collection: Collection, name: string, value: unknown): Refusal => {
  const field = fieldOf(collection, name);
  const [pointed] = refsIn(field, value);
  const target = pointed && targetOf(scene, collection, pointed);
  const record = target && ledger.read(target, pointed.id);
  if (target && record && ledger.may('view', target, record))
    return record.deletedAt === null ? activateFirst(collection, name, target) : restoreFirst(collection, name, target);
  const what = (target?.label.one ?? 'record').toLowerCase();
  return invalid(name, `${field?.label ?? name}: this ${what} does not exist, or you don't have access to it.`);
};

/** "Task: this task is deleted. Restore the task first." */
const restoreFirst = (collection: Collection, name: string, target: Collection): Refusal => {
  const what = target.label.one.toLowerCase();
  const label = fieldOf(collection, name)?.label ?? target.label.one;
  return invalid(name, `${label}: this ${what} is deleted. Restore the ${what} first.`);
};

/** "Host: this clinic is not active. Make the clinic active first." */
const activateFirst = (collection: Collection, name: string, target: Collection): Refusal => {
  const what = target.label.one.toLowerCase();
  const label = fieldOf(collection, name)?.label ?? target.label.one;
  return invalid(name, `${label}: this ${what} is not active. Make the ${what} active first.`);
};
