import type { Collection } from '#shared/collection.ts';
import { collections } from '#shared/modules/index.ts';
import { isChildOf } from '#shared/record-ref.ts';

const kebab = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** `/lead-status-history`: where a collection is, below the API's base. */
export const pathOf = (definition: Collection): string => `/${kebab(definition.name)}`;

/** The collections whose records belong to one of this. */
export const childrenOf = (definition: Collection): readonly Collection[] =>
  collections.filter((candidate) => isChildOf(candidate, definition));

/** What a child is called below its parent: `/leads/:id/history` for `leadStatusHistory`, in full where that is not clear. */
export const childName = (child: Collection, siblings: readonly Collection[]): string => {
  const last = (definition: Collection): string => kebab(definition.name).split('-').at(-1) ?? '';
  return siblings.some((other) => other !== child && last(other) === last(child)) ? kebab(child.name) : last(child);
};
