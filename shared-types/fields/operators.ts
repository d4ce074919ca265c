/** What a condition may ask of a field. */
export type Op =
  | 'eq'
  | 'ne'
  | 'in'
  | 'notIn'
  | 'lt'
  | 'lte'
  | 'gt'
  | 'gte'
  | 'contains'
  | 'startsWith'
  | 'has'
  | 'empty'
  | 'notEmpty';

/** The operators that kinds of fields have in common. */
export const presence: readonly Op[] = ['empty', 'notEmpty'];
export const membership: readonly Op[] = ['has', ...presence];
export const equality: readonly Op[] = ['eq', 'ne', 'in', 'notIn', ...presence];
export const ordering: readonly Op[] = [...equality, 'lt', 'lte', 'gt', 'gte'];
export const matching: readonly Op[] = [...equality, 'contains', 'startsWith'];
