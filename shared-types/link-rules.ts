import { fieldEntries, type Collection } from './collection.ts';
import type { Field } from './fields/field.ts';
import type { LinkRule, Rules } from './transaction.ts';

/**
 * For each collection, the links that point at it and what its deletion does to the records that have them. What only
 * the product writes (a history) keeps what it names, and a child leaves sight with its parent, unless the link says.
 */
export const linkRules = (
  collections: readonly Collection[],
  targetOf: (definition: Collection, field: Field) => Collection | undefined,
): Rules['linksTo'] => {
  const rules = Map.groupBy(
    collections.flatMap((definition) =>
      fieldEntries(definition).flatMap(([name, field]): (LinkRule & { readonly to: string })[] => {
        const to = targetOf(definition, field)?.name;
        const isParent = definition.parent?.field === name;
        if (to === undefined || ((isParent || definition.internal) && !field.onDelete)) return [];
        return [{ collection: definition, field: name, onDelete: field.onDelete ?? 'refuse', to }];
      }),
    ),
    ({ to }) => to,
  );
  return ({ name }) => rules.get(name) ?? [];
};
