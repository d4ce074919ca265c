import type { AnyRecord, Collection, Patch } from './collection.ts';

/** A record by its collection and id. */
export type RecordRef = { readonly collection: Collection; readonly id: string };

export const ref = (collection: Collection, id: string): RecordRef => ({ collection, id });

export const keyOf = (collection: { readonly name: string }, id: string): string => `${collection.name}/${id}`;

/** The record as it is, deleted or not; null when there is none; undefined where that is not known. */
export type Find = (collection: Collection, id: string) => AnyRecord | null | undefined;

/** For what needs no other record: a collection without a parent. */
export const findNothing: Find = () => null;

/** The collections that a child's parents are of; none for what is no child. */
export const parentsOf = (definition: Collection): readonly Collection[] => definition.parent?.of() ?? [];

export const isChildOf = (child: Collection, parent: { readonly name: string }): boolean =>
  parentsOf(child).some((one) => one.name === parent.name);

/** The record that these values of a child belong to; null where they name none. */
export const parentRef = (definition: Collection, values: Patch): RecordRef | null => {
  const { parent } = definition;
  const id = parent && values[parent.field];
  if (!parent || typeof id !== 'string') return null;
  const { kind } = parent;
  const [first, ...others] = parent.of();
  const named = kind === undefined ? first : [first, ...others].find((one) => one?.name === values[kind]);
  return named ? ref(named, id.toLowerCase()) : null;
};
