import { InvalidValue, factory, type FieldData, type Kind, type Ref } from './field.ts';
import { isId } from './id.ts';
import { equality } from './operators.ts';

/** A record of one of several collections, as text: `companies/01a1fd86-…`. Null for what is none. */
export const readReference = (value: unknown): Ref | null => {
  if (typeof value !== 'string') return null;
  const [, collection, id = ''] = /^([A-Za-z]+)\/(.*)$/.exec(value.trim()) ?? [];
  const lower = id.toLowerCase();
  return collection !== undefined && isId(lower) ? { collection, id: lower } : null;
};

export const referenceTo = (collection: { readonly name: string }, id: string): string => `${collection.name}/${id}`;

const names = (field: FieldData): string[] => (field.of?.() ?? []).map(({ name }) => name);

/**
 * One record of one of several collections (`of`): what a task is about. It is one value, so that it is compared,
 * indexed and counted as one; it may only point at what one sees, as any link.
 */
export const reference = factory({
  name: 'reference',
  operators: equality,
  facet: 'value',
  parse: (input, field) => {
    const found = readReference(input);
    if (!found || !names(field).includes(found.collection))
      throw new InvalidValue(
        `should name a record, like ${names(field)[0] ?? 'records'}/<its ID>, of: ${names(field).join(', ')}`,
      );
    return `${found.collection}/${found.id}`;
  },
  parseText: (text) => text.trim(),
  formatText: (value) => value,
  sortKey: (value) => value,
  schema: (field) => ({
    type: 'string',
    pattern: `^(${names(field).join('|')})/[0-9a-f-]{36}$`,
    description: `A record, as collection/ID, of: ${names(field).join(', ')}.`,
  }),
  refs: (value, field) => {
    const found = readReference(value);
    return found && names(field).includes(found.collection) ? [found] : [];
  },
  withoutRefs: (value, isGone) => {
    const found = readReference(value);
    return found && isGone(found) ? null : value;
  },
  withRef: (value, from, to) => (value === `${from.collection}/${from.id}` ? `${to.collection}/${to.id}` : value),
  samples: (field) =>
    names(field).flatMap((name) => [1, 2].map((n) => `${name}/01a1fd86-94e1-72b8-b9df-00000000000${n}`)),
} satisfies Kind<string>);
