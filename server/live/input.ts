import { Refusal, invalid } from '#shared/refusal.ts';

/** A message that is an object, whatever is in it. */
export type Input = { readonly [name: string]: unknown };

/** Throws BAD_REQUEST for anything else. */
export const object = (input: unknown): Input => {
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    throw new Refusal('BAD_REQUEST', 'This is not an object. Send one.');
  return input as Input;
};

/** A whole number within these bounds, or `fallback` where none is named. Throws VALIDATION_ERROR. */
export const wholeNumber = (value: unknown, name: string, least: number, most: number, fallback: number): number => {
  if (value === undefined || value === null) return fallback;
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < least || value > most) {
    throw invalid(name, `${name} should be a whole number from ${least} to ${most}.`);
  }
  return value;
};
