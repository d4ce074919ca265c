import type { FieldData } from './field.ts';

/** Whether a field holds nothing: no value, or one without anything in it. */
export const isEmptyValue = (value: unknown): boolean =>
  value === null ||
  value === undefined ||
  value === '' ||
  (typeof value === 'object' && Object.keys(value).length === 0);

/** Whether a required field lacks its value. An empty list is a value only where new records begin with one. */
export const isMissing = (value: unknown, { required, default: initial }: FieldData): boolean =>
  required && isEmptyValue(value) && !(Array.isArray(value) && Array.isArray(initial) && initial.length === 0);

/** For a list's schema: how many entries it has at least. */
export const leastItems = (field: FieldData): { readonly minItems?: number } =>
  isMissing([], field) ? { minItems: 1 } : {};
