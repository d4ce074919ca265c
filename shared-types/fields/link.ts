import { leastItems } from './empty-value.ts';
import { InvalidValue, factory, type FieldData, type Kind, type Ref } from './field.ts';
import { equality, membership } from './operators.ts';
import { idKind, isId, parseId } from './id.ts';

const refsOf = (ids: readonly unknown[], { to }: FieldData): Ref[] => {
  const collection = typeof to === 'function' ? to().name : to;
  // An id may come in capitals.
  const found = ids.flatMap((id) => (typeof id === 'string' ? [id.toLowerCase()] : [])).filter(isId);
  return collection === undefined ? [] : found.map((id) => ({ collection, id }));
};

/** One record of another collection, by id. */
export const link = factory({
  ...idKind,
  name: 'link',
  operators: equality,
  isReference: true,
  facet: 'value',
  relative: {
    is: (value): value is string => value === 'me',
    resolve: (_value, { me }) => me,
    examples: ['me'],
  },
  refs: (value, field) => refsOf([value], field),
  withoutRefs: (value, isGone, field) => (refsOf([value], field).some(isGone) ? null : value),
  withRef: (value, from, to) => (value === from.id ? to.id : value),
} satisfies Kind<string>);

/** Several records of another collection: a set, kept in ascending order so that equal sets are equal values. */
export const links = factory<readonly string[]>({
  name: 'links',
  operators: membership,
  isList: true,
  isReference: true,
  refs: (value, field) => (Array.isArray(value) ? refsOf(value, field) : []),
  withoutRefs: (value, isGone, field) => value.filter((id) => !refsOf([id], field).some(isGone)),
  withRef: (value, from, to) => [...new Set(value.map((id) => (id === from.id ? to.id : id)))].toSorted(),
  parse: (input, field) => {
    if (!Array.isArray(input)) throw new InvalidValue('should be a list of ids');
    const max = field.max ?? 100;
    if (input.length > max) throw new InvalidValue(`should have at most ${max} entries`);
    return [...new Set(input.map(parseId))].toSorted();
  },
  parseText: (text) =>
    text
      .split(';')
      .map((part) => part.trim())
      .filter(Boolean),
  formatText: (value) => value.join('; '),
  sortKey: (value) => value.length,
  schema: (field) => ({
    type: 'array',
    ...leastItems(field),
    items: { type: 'string', format: 'uuid' },
    maxItems: field.max ?? 100,
  }),
});
