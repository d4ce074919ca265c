import { searchable, sortable } from '#shared/fold.ts';
import { InvalidValue, cleanString, factory, type FieldData, type Kind } from './field.ts';
import { withoutMarks } from '#shared/written/marks.ts';
import { matching } from './operators.ts';

const kindOf = (name: 'text' | 'longText', defaultMax: number): Kind<string> => ({
  name,
  operators: matching,
  isText: true,
  parse: (input, field) => {
    const raw = withoutMarks(cleanString(input));
    const value = name === 'text' ? raw.replaceAll(/\s+/gu, ' ').trim() : raw.trim();
    const max = field.max ?? defaultMax;
    if (value === '') throw new InvalidValue('should not be empty');
    if (value.length > max) throw new InvalidValue(`should have at most ${max} characters`);
    return value;
  },
  parseText: (text) => text,
  formatText: (value) => value,
  sortKey: sortable,
  schema: (field: FieldData) => ({ type: 'string', maxLength: field.max ?? defaultMax }),
  searchText: searchable,
});

/** One line: runs of white space become one space. */
export const text = factory(kindOf('text', 200));
/** Several lines, kept as typed. */
export const longText = factory(kindOf('longText', 10_000));
