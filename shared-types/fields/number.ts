import { readWrittenNumber } from '#shared/written/number.ts';
import { InvalidValue, factory, type FieldData, type Kind } from './field.ts';
import { ordering } from './operators.ts';

const withinBounds = (value: number, field: FieldData): number => {
  if (field.min !== undefined && value < field.min) throw new InvalidValue(`should be at least ${field.min}`);
  if (field.max !== undefined && value > field.max) throw new InvalidValue(`should be at most ${field.max}`);
  return value;
};

const scanNumber = (text: string): number | string => readWrittenNumber(text) ?? text;

const readNumber = (text: string): unknown =>
  text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text;

export const number = factory<number>({
  name: 'number',
  operators: ordering,
  range: true,
  sum: true,
  parseAddress: readNumber,
  parse: (input, field) => {
    if (typeof input !== 'number' || !Number.isFinite(input)) throw new InvalidValue('should be a number');
    if (field.integer && !Number.isSafeInteger(input)) throw new InvalidValue('should be a whole number');
    // Minus zero equals zero everywhere but in a JSON comparison.
    return withinBounds(input === 0 ? 0 : input, field);
  },
  parseText: scanNumber,
  formatText: String,
  sortKey: (value) => value,
  schema: (field) => ({
    type: field.integer ? 'integer' : 'number',
    ...(field.min === undefined ? {} : { minimum: field.min }),
    ...(field.max === undefined ? {} : { maximum: field.max }),
  }),
} satisfies Kind<number>);

/** What an amount is in, for people and for the API. */
const unitOf = ({ currency, currencyField }: FieldData): string =>
  currency ??
  (currencyField
    ? `the currency in "${currencyField}", or of the workspace where that is empty`
    : 'the currency of the workspace');

/** Minor units (paise, cents) of its currency, as a whole number: sums stay exact. */
export const money = factory<number>({
  name: 'money',
  operators: ordering,
  range: true,
  sum: true,
  parseAddress: readNumber,
  parse: (input, field) => {
    if (typeof input !== 'number' || !Number.isSafeInteger(input)) {
      throw new InvalidValue('should be a whole number of the smallest unit (paise)');
    }
    return withinBounds(input === 0 ? 0 : input, field);
  },
  parseText: (text) => {
    const amount = scanNumber(text);
    return typeof amount === 'number' ? Math.round(amount * 100) : amount;
  },
  formatText: (value) => (value / 100).toFixed(2),
  sortKey: (value) => value,
  schema: (field) => ({ type: 'integer', description: `Minor units (paise, cents) of ${unitOf(field)}.` }),
} satisfies Kind<number>);
