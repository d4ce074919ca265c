import type { Collection } from '#shared/collection.ts';
import type { Field } from '#shared/fields/field.ts';
import type { Live } from '#client/live/types.ts';
import { productCatalog } from '#shared/modules/index.ts';

/** Whether a field means anything in this workspace: a link to a collection that its plan leaves out does not. */
export const isUsed = (field: Field, definition: Collection, live: Pick<Live, 'me'>): boolean => {
  const target = productCatalog.targetOf(definition, field);
  return !target || live.me()?.tenant.modules.includes(target.name) !== false;
};

/** The collection that a link's ids belong to. */
export const targetOf = (field: Field, definition: Collection): Collection => {
  const target = productCatalog.targetOf(definition, field);
  if (!target) throw new Error(`${definition.name}: the link “${field.label}” leads nowhere`);
  return target;
};
