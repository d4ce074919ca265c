import type { Collection } from '#shared/collection.ts';

/** The names of the fields that a tenant added to a section of the form, in their order. */
const addedTo = ({ fields }: Collection, names: readonly string[]): readonly string[] =>
  names.filter((name) => fields[name]?.custom);

const mostListed = 3;

/** Those of them that a row which a module arranged by itself has room for, the tenant's order deciding. */
export const listedFields = (definition: Collection): readonly string[] =>
  addedTo(definition, definition.list).slice(0, mostListed);

/** All of them that can be filtered by. */
export const addedFilters = (definition: Collection): readonly string[] => addedTo(definition, definition.filters);

/** All of them, in the order of the form. */
export const addedFields = (definition: Collection): readonly string[] =>
  definition.form.flatMap(({ fields }) => addedTo(definition, fields));

/** What a tenant added to a screen that a module arranged by itself: to one of its sections, by its title. */
export const addedToSection = (definition: Collection, title: string): readonly string[] =>
  addedTo(definition, definition.form.find((section) => section.title === title)?.fields ?? []);

/** And the sections of added fields that the module's own `titles` do not name. */
export const otherAddedSections = (
  definition: Collection,
  titles: readonly string[],
): readonly { readonly title: string; readonly names: readonly string[] }[] =>
  definition.form
    .filter(({ title }) => !titles.includes(title))
    .map(({ title, fields }) => ({ title, names: addedTo(definition, fields) }))
    .filter(({ names }) => names.length > 0);
