import type { Collection } from '#shared/collection.ts';
import type { Choice } from '#shared/fields/field.ts';

/** The tenant's choices of a field, those that are not in use any more included. */
export const choicesOf = (definition: Collection, field: 'source' | 'treatmentInterest'): readonly Choice[] =>
  definition.fields[field]?.choices ?? [];

/** What people read for a stored choice; null where there is none. */
export const choiceLabel = (
  definition: Collection,
  field: 'source' | 'treatmentInterest',
  value: string | null,
): string | null => choicesOf(definition, field).find((choice) => choice.value === value)?.label ?? value;
