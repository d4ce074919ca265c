import type { Catalog } from './catalog.ts';
import type { Difference } from './fields/differences.ts';
import type { Person } from './people.ts';
import { customRolesName } from './tailoring.ts';

/** One list on top of another: what the second says of an action counts. */
export const withDifferences = (below: readonly Difference[], above: readonly Difference[]): readonly Difference[] => {
  if (above.length === 0) return below;
  const isSaid = ({ collection, action }: Difference): boolean =>
    above.some((one) => one.collection === collection && one.action === action);
  return [...below.filter((one) => !isSaid(one)), ...above];
};

/** In what someone's rights differ from what the product's role says: by the tenant's own role, and on top by themselves. */
export const differencesOf = (
  { tailoring }: Pick<Catalog, 'tailoring'>,
  { customRole, differences }: Pick<Person, 'customRole' | 'differences'>,
): readonly Difference[] => {
  const role = customRole === null ? undefined : tailoring[customRolesName]?.get(customRole);
  return withDifferences((role?.['differences'] ?? []) as readonly Difference[], differences);
};
