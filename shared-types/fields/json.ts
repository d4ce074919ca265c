import type { JsonValue } from '#shared/json.ts';
import { InvalidValue, cleanString, factory } from './field.ts';
import { presence } from './operators.ts';

const clean = (input: unknown, depth: number): JsonValue => {
  if (depth > 8) throw new InvalidValue('is nested too deeply');
  if (input === null || typeof input === 'boolean') return input;
  if (typeof input === 'number' && Number.isFinite(input)) return input === 0 ? 0 : input;
  if (typeof input === 'string') return cleanString(input);
  if (Array.isArray(input)) return input.map((item) => clean(item, depth + 1));
  if (typeof input === 'object') {
    return Object.fromEntries(Object.entries(input).map(([key, value]) => [cleanString(key), clean(value, depth + 1)]));
  }
  throw new InvalidValue('should be JSON');
};

/** Anything that JSON can say, within 16 KB. */
export const json = factory<JsonValue>({
  name: 'json',
  operators: presence,
  parse: (input) => {
    const value = clean(input, 0);
    if (JSON.stringify(value).length > 16_384) throw new InvalidValue('is larger than 16 KB');
    return value;
  },
  parseText: (text) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      throw new InvalidValue('should be JSON');
    }
  },
  formatText: (value) => JSON.stringify(value),
  sortKey: () => 0,
  schema: () => ({}),
});
