import { ownActions, type Where } from './access.ts';
import type { Actor, Role } from './actor.ts';
import { heldScopes, whereOf } from './can.ts';
import type { Catalog } from './catalog.ts';
import type { Action, Collection } from './collection.ts';
import { differencesOf } from './differences.ts';
import type { Difference } from './fields/differences.ts';
import { parentsOf } from './record-ref.ts';

/** How far someone may do something: to every record, to some of them, to none. */
export type Reach = 'all' | 'some' | 'none';

/** What one may ask of a collection, in the order in which people are told; of what only the product writes, to see it. */
export const allActions = ({ actions, internal }: Collection): readonly string[] =>
  internal ? ['view', 'export'] : [...ownActions, ...(actions ?? [])];

/** One thing that someone may do or not, with the places in which they may. */
export type Right = { readonly action: string; readonly reach: Reach; readonly where: readonly Where[] };

/**
 * What someone may do with the records of a collection: what `can` says, action by action. A child ends with the sight of
 * its parent.
 */
export const rightsIn = (actor: Actor, collection: Collection): readonly Right[] =>
  allActions(collection).map((action) => rightTo(actor, action, collection));

export const rightTo = (actor: Actor, action: string, collection: Collection): Right => {
  const where = whereOf(actor, action, collection);
  if (heldScopes(actor, action as Action, collection).length === 0) return { action, reach: 'none', where: [] };
  const parents = parentsOf(collection).filter(({ name }) => actor.modules.includes(name));
  const seesParents = parents.every((parent) => rightTo(actor, 'view', parent).reach === 'all');
  return { action, reach: where.includes('everywhere') && seesParents ? 'all' : 'some', where };
};

/** What is known of someone's rights while they are being chosen. */
export type Choosing = {
  readonly role: string;
  /** The id of a role of the tenant's own. */
  readonly customRole?: string | null;
  readonly differences?: readonly Difference[];
};

/** Someone with these rights who is in some clinic and some team: what they may do there is what is shown. */
export const imagined = (
  catalog: Catalog,
  modules: readonly string[],
  { role, customRole = null, differences = [] }: Choosing,
): Actor => {
  const groups = catalog.collections.flatMap(({ people }) => Object.keys(people?.memberships ?? {}));
  return {
    id: 'imagined',
    name: '',
    role: role as Role,
    memberships: Object.fromEntries(groups.map((group) => [group, ['some']])),
    differences: differencesOf(catalog, { customRole, differences }),
    modules,
  };
};
