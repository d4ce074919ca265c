import { canonical } from './json.ts';

/** Whether two values of a field are equal; lists are kept in a fixed order, so their text decides. */
export const isEqual = (a: unknown, b: unknown): boolean =>
  a === b ||
  (typeof a === 'object' && typeof b === 'object' && canonical(a) === canonical(b)) ||
  ((a ?? null) === null && (b ?? null) === null);
