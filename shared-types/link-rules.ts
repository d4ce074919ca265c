import { fieldEntries, type AnyRecord, type Collection } from './collection.ts';
import type { Field } from './fields/field.ts';
import type { LinkQuery, LinkRule, Rules } from './transaction.ts';

type Targets = (definition: Collection, field: Field) => Collection | undefined;

/** What a field points at, and the field that says so: itself, or a column of its lines. */
const pointersOf = (
  definition: Collection,
  field: Field,
  targetOf: Targets,
): { readonly to: string; readonly field: Field }[] => {
  const target = targetOf(definition, field);
  return [
    ...(target ? [{ to: target.name, field }] : []),
    ...(field.of?.() ?? []).map(({ name }) => ({ to: name, field })),
    ...Object.values(field.columns ?? {}).flatMap((column) => pointersOf(definition, column, targetOf)),
  ];
};

/**
 * For each collection, the links that point at it, and what becomes of the records that have them when one of it is
 * deleted or made inactive. What only the product writes (a history) keeps what it names, and a child leaves sight with
 * its parent, unless the link says.
 */
export const linkRules = (collections: readonly Collection[], targetOf: Targets): Rules['linksTo'] => {
  const rules = Map.groupBy(
    collections.flatMap((definition) =>
      fieldEntries(definition).flatMap(([name, field]) =>
        pointersOf(definition, field, targetOf).flatMap(
          ({ to, field: link }): (LinkRule & { readonly to: string })[] => {
            const isParent = definition.parent?.field === name;
            if ((isParent || definition.internal) && !link.onDelete) return [];
            const { onDelete = 'refuse', onDeactivate = 'keep', inUse } = link;
            return [{ collection: definition, field: name, onDelete, onDeactivate, inUse, to }];
          },
        ),
      ),
    ),
    ({ to }) => to,
  );
  return ({ name }) => rules.get(name) ?? [];
};

/** More than so many of one link are not changed or deleted along: that is work for a person to see. */
export const mostFollowing = 1_000;

/** Whether people can change a link themselves. Where only the product does, what is beyond `mostFollowing` stays as it is. */
export const canBeChanged = ({ collection, field }: LinkRule): boolean =>
  collection.internal !== true && collection.fields[field]?.readOnly !== true;

/** Whether the records of a link can be given another of that collection to point at. */
export const canBeMoved = (rule: LinkRule): boolean => rule.onDelete === 'refuse' && canBeChanged(rule);

/** Whether a record is one of those that a query asks for. */
export const pointsAt = (record: AnyRecord, query: LinkQuery): boolean => {
  const { collection, field: name, id, to, deletedAt = null } = query;
  const value = record[name];
  if (record.deletedAt !== deletedAt || value === null || value === undefined) return false;
  if (value === id || (Array.isArray(value) && value.includes(id))) return true;
  const field = collection.fields[name];
  if (!field || field.kind.isReference) return false;
  return (field.kind.refs?.(value, field) ?? []).some(
    (pointed) => pointed.id === id && isNamed(pointed.collection, to),
  );
};

/** A column of lines may name its own collection, or the people's, by a word. */
const isNamed = (collection: string, name: string): boolean =>
  collection === name || collection === 'self' || collection === 'people';
