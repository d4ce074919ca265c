import { InvalidValue, factory } from './field.ts';
import { equality } from './operators.ts';

const words: Record<string, boolean> = {
  yes: true,
  true: true,
  y: true,
  '1': true,
  no: false,
  false: false,
  n: false,
  '0': false,
};

export const boolean = factory<boolean>({
  name: 'boolean',
  operators: equality,
  facet: 'value',
  parseAddress: (text) => (text === 'true' || text === 'false' ? text === 'true' : text),
  parse: (input) => {
    if (typeof input !== 'boolean') throw new InvalidValue('should be yes or no');
    return input;
  },
  parseText: (text) => words[text.trim().toLowerCase()] ?? text,
  formatText: (value) => (value ? 'Yes' : 'No'),
  sortKey: (value) => (value ? 1 : 0),
  schema: () => ({ type: 'boolean' }),
});
