import { fieldEntries, systemFields, type Collection } from '#shared/collection.ts';
import type { Field } from '#shared/fields/field.ts';

/** What a column may become: a field, or a part of a name. */
export type Target = { readonly name: string; readonly field: Field; readonly label: string };

const fieldTargets = (definition: Collection): readonly Target[] =>
  fieldEntries(definition)
    .filter(([, field]) => !field.readOnly || field.rawOf !== undefined)
    .map(([name, field]) => ({ name, field, label: field.label }));

/** What an export of ours has, and files of other products: when a record came to be, and by what it is found again. */
const systemTargets: readonly Target[] = (['createdAt', 'id'] as const).map((name) => ({
  name,
  field: systemFields[name],
  label: systemFields[name].label,
}));

/** Of a record that is called by one name, its parts; of one that has two, both in one column. */
const nameTargets = (definition: Collection): readonly Target[] => {
  const [first = '', last] = definition.title;
  const field = definition.fields[first];
  const isPerson = fieldEntries(definition).some(([, { kind }]) => kind.identifies);
  if (!field?.kind.isText || !isPerson) return [];
  const { label } = field;
  if (last !== undefined)
    return [{ name: `${first}:whole`, field, label: `${label} and ${definition.fields[last]?.label.toLowerCase()}` }];
  return [
    { name: `${first}:first`, field, label: `${label}: first name` },
    { name: `${first}:middle`, field, label: `${label}: middle name` },
    { name: `${first}:last`, field, label: `${label}: last name` },
  ];
};

/** What a file's columns can become. */
export const targetsOf = (definition: Collection): readonly Target[] => [
  ...fieldTargets(definition),
  ...nameTargets(definition),
  ...systemTargets,
];

/** What a file has columns for, when all of it is there. */
export const templateTitles = (definition: Collection): readonly string[] =>
  fieldTargets(definition)
    .filter(({ field }) => !field.readOnly)
    .map(({ label }) => label);

const fieldOf = (target: string): string => target.split(':')[0] ?? target;

/** What the file still lacks before any record can come of it. */
export const missingIn = (mapping: readonly (string | null)[], definition: Collection): readonly Target[] => {
  const filled = new Set(mapping.flatMap((target) => (target === null ? [] : fieldOf(target))));
  return fieldTargets(definition).filter(
    ({ name, field }) =>
      field.required && field.default === undefined && !filled.has(name) && !filled.has(`${name}Raw`),
  );
};

/**
 * The columns after one of them became something else. A field has one column, so that another loses it; but several
 * may hold numbers and addresses, and each part of a name has its own.
 */
export const withColumn = (
  mapping: readonly (string | null)[],
  at: number,
  target: string | null,
  definition: Collection,
): readonly (string | null)[] => {
  const several = target !== null && definition.fields[fieldOf(target)]?.kind.identifies === true;
  const clashes = (held: string | null): boolean =>
    target !== null &&
    held !== null &&
    !several &&
    (held === target || (fieldOf(held) === fieldOf(target) && !(held.includes(':') && target.includes(':'))));
  return mapping.map((held, index) => (index === at ? target : clashes(held) ? null : held));
};
