import type { Field } from '#shared/fields/field.ts';

/** Whether a field is shown beside these values: options only beside a kind that has options. */
export const isRelevant = ({ shownWhen }: Field, values: { readonly [name: string]: unknown }): boolean =>
  !shownWhen || shownWhen.in.includes(values[shownWhen.field]);
