import { fieldEntries, type Collection } from '#shared/collection.ts';
import type { Field } from '#shared/fields/field.ts';
import { titleReader } from '#shared/csv/column-titles.ts';

export type Target = { readonly name: string; readonly field: Field };

/** What a file's columns can become. */
export const targetsOf = (definition: Collection): readonly Target[] =>
  fieldEntries(definition)
    .filter(([, field]) => !field.readOnly)
    .map(([name, field]) => ({ name, field }));

/** For each column the field it stands for, or null; no field twice. */
export const guessMapping = (header: readonly string[], definition: Collection): readonly (string | null)[] => {
  const nameOf = titleReader(
    definition,
    targetsOf(definition).map(({ name, field }) => [name, field]),
  );
  const taken = new Set<string>();
  return header.map((title) => {
    const name = nameOf(title);
    if (name === null || taken.has(name)) return null;
    taken.add(name);
    return name;
  });
};

/** What the file still lacks before any record can come of it. */
export const missingIn = (mapping: readonly (string | null)[], definition: Collection): readonly Target[] =>
  targetsOf(definition).filter(
    ({ name, field }) => field.required && field.default === undefined && !mapping.includes(name),
  );

/**
 * The first row of what is sent: each column under the name of its field. "Created" is no field to choose here, but
 * the server knows it; every other column that was left out must not be matched by its title after all.
 */
export const sentHeader = (header: readonly string[], mapping: readonly (string | null)[]): readonly string[] =>
  header.map((title, at) => mapping[at] ?? (/^created( ?at)?$/i.test(title) ? title : `(${at + 1}) ${title}`));
