import type { Collection } from '#shared/collection.ts';
import type { Field } from '#shared/fields/field.ts';
import { linkTarget } from '#shared/modules/index.ts';

/** The collection that a link's ids belong to. */
export const targetOf = (field: Field, definition: Collection): Collection => {
  const target = linkTarget(definition, field);
  if (!target) throw new Error(`${definition.name}: the link “${field.label}” leads nowhere`);
  return target;
};
