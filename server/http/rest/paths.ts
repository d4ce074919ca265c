import type { Collection } from '#shared/collection.ts';

const kebab = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** `/lead-status-history`: where a collection is, below the API's base. */
export const pathOf = (definition: Collection): string => `/${kebab(definition.name)}`;

/** What a child is called below its parent: `/leads/:id/history` for `leadStatusHistory`, in full where that is not clear. */
export const childName = (child: Collection, siblings: readonly Collection[]): string => {
  const last = (definition: Collection): string => kebab(definition.name).split('-').at(-1) ?? '';
  return siblings.some((other) => other.name !== child.name && last(other) === last(child))
    ? kebab(child.name)
    : last(child);
};
