import type { Actor } from './actor.ts';
import { ownPlaces, ownScopesHeld } from './can.ts';
import { allActions } from './rights.ts';
import type { Collection } from './collection.ts';
import type { Difference } from './fields/differences.ts';
import { Refusal, invalid } from './refusal.ts';
import { scopeKey } from './scope-key.ts';
import { isTailoring } from './tailoring.ts';

/** A right that someone would get: what they could do, and to which records. */
export type Given = { readonly collection: Collection; readonly action: string };

/**
 * What `after` may do that `before` could not and that the giver cannot do either; null where there is nothing of that
 * kind. A right to one's own records is each person's own: those who have it may give it.
 */
export const beyond = (
  collections: readonly Collection[],
  giver: Actor,
  before: Actor | null,
  after: Actor,
): Given | null => {
  const asGiver = (actor: Actor): Actor => ({ ...actor, id: giver.id });
  const [was, next] = [before && asGiver(before), asGiver(after)];
  for (const collection of collections)
    for (const action of allActions(collection)) {
      const held = (actor: Actor): readonly string[] => ownScopesHeld(actor, action, collection);
      const everywhere = scopeKey(collection.name, 'all');
      const [mine, had] = [held(giver), was ? held(was) : []];
      if (mine.includes(everywhere) || had.includes(everywhere)) continue;
      if (held(next).some((scope) => !mine.includes(scope) && !had.includes(scope))) return { collection, action };
    }
  return null;
};

/** Throws FORBIDDEN where someone would get more than the giver has. */
export const refuseGivingMore = (
  collections: readonly Collection[],
  giver: Actor,
  { before, after, field }: { readonly before: Actor | null; readonly after: Actor; readonly field: string },
): void => {
  if (giver.role === 'super_admin') return;
  const given = beyond(collections, giver, before, after);
  if (!given) return;
  const many = given.collection.label.many.toLowerCase();
  throw new Refusal(
    'FORBIDDEN',
    `You cannot give more than you may do yourself: “${given.action}” for ${many}. Ask someone who may.`,
    { field },
  );
};

/** Who looks after people cannot lose that by a difference: a workspace could be left without anyone who can. */
const keptBy = ['owner', 'admin'];
const keptActions = ['view', 'create', 'update'];

/** Throws VALIDATION_ERROR where a difference says what means nothing here, or what a role cannot be without. */
export const checkDifferences = (
  collections: readonly Collection[],
  role: string,
  differences: readonly Difference[],
  field: string,
): void => {
  if (role === 'owner' && differences.length > 0)
    throw invalid(field, 'An owner may do everything. Choose another role to say otherwise.');
  for (const { collection: name, action, where } of differences) {
    const collection = collections.find((one) => one.name === name);
    if (!collection) throw invalid(field, `There are no “${name}” here.`);
    const many = collection.label.many.toLowerCase();
    if (!allActions(collection).includes(action)) throw invalid(field, `There is no “${action}” for ${many}.`);
    if (where === 'own' && ownPlaces(collection).length === 0)
      throw invalid(field, `No ${many} are anyone's own: choose all or none.`);
    if (where !== 'all' && isTailoring(name) && action === 'view')
      throw invalid(field, `Everyone's screens need the ${many}: this cannot be taken away.`);
    if (where !== 'all' && collection.people && keptBy.includes(role) && keptActions.includes(action))
      throw invalid(field, 'An admin looks after people. Choose another role to take that away.');
  }
};
