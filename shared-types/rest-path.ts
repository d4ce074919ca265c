import type { Collection } from './collection.ts';

export const kebab = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** `/lead-status-history`: where a collection is, below the API's base. */
export const pathOf = (definition: Pick<Collection, 'name'>): string => `/${kebab(definition.name)}`;
