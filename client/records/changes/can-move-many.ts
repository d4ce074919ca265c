import type { Catalog } from '#shared/catalog.ts';
import type { LinkedRecords } from '#shared/refusal.ts';

/** Whether more than one change moves of a link can be moved from here: a filter finds the records, and each names one by it. */
export const canMoveMany = (
  catalog: Catalog,
  { collection, field }: Pick<LinkedRecords, 'collection' | 'field'>,
): boolean => {
  const found = catalog.named(collection)?.fields[field];
  return found !== undefined && found.columns === undefined && !found.kind.isList;
};
