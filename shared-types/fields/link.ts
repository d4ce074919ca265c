import { InvalidValue, factory, type Kind } from './field.ts';
import { idKind, parseId } from './id.ts';

/** One record of another collection, by id. */
export const link = factory({ ...idKind, name: 'link' } satisfies Kind<string>);

/** Several records of another collection: a set, kept in ascending order so that equal sets are equal values. */
export const links = factory<readonly string[]>({
  name: 'links',
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
  schema: (field) => ({ type: 'array', items: { type: 'string', format: 'uuid' }, maxItems: field.max ?? 100 }),
});
