import type { Collection } from '#shared/collection.ts';
import { kebab } from '#shared/rest-path.ts';

/** What a child is called below its parent: `/leads/:id/history` for `leadStatusHistory`, in full where that is not clear. */
export const childName = (child: Collection, siblings: readonly Collection[]): string => {
  const last = (definition: Collection): string => kebab(definition.name).split('-').at(-1) ?? '';
  return siblings.some((other) => other.name !== child.name && last(other) === last(child))
    ? kebab(child.name)
    : last(child);
};

/** What its id is called there: `noteId`. */
export const childIdName = ({ label }: Pick<Collection, 'label'>): string =>
  `${label.one.toLowerCase().replaceAll(/\s+(\w)/g, (_, letter: string) => letter.toUpperCase())}Id`;
