import type { Choice, Field } from '#shared/fields/field.ts';

/** What can be chosen of a field: its choices in use, and those of `held` that are not, for they stay where they are. */
export const offered = ({ choices = [] }: Field, held: readonly unknown[]): readonly Choice[] =>
  choices.filter(({ value, retired }) => !retired || held.includes(value));
