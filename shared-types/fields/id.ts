import { InvalidValue, factory, type Kind } from './field.ts';
import { equality } from './operators.ts';

const pattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export const isId = (input: unknown): input is string => typeof input === 'string' && pattern.test(input);

export const parseId = (input: unknown): string => {
  const value = typeof input === 'string' ? input.toLowerCase() : input;
  if (!isId(value)) throw new InvalidValue('should be an id (a UUID)');
  return value;
};

export const idKind: Kind<string> = {
  name: 'id',
  operators: equality,
  parse: parseId,
  parseText: (text) => text.trim(),
  formatText: (value) => value,
  sortKey: (value) => value,
  schema: () => ({ type: 'string', format: 'uuid' }),
};

export const id = factory(idKind);
