import type { Where } from '#shared/access.ts';
import type { Actor } from '#shared/actor.ts';
import { heldScopes, rulesOf } from '#shared/can.ts';
import type { Catalog } from '#shared/catalog.ts';
import type { Collection } from '#shared/collection.ts';
import { parentsOf } from '#shared/record-ref.ts';
import { scopeKey } from '#shared/scope-key.ts';
import { actionLabel } from './words.ts';
import { rightsIn, type Reach, type Right } from '#shared/rights.ts';

const listOf = (collections: readonly Collection[]): string =>
  collections.map(({ label }) => label.many.toLowerCase()).join(' or ');

/** How people call one of the places in which someone may do something. */
const placeLabel = (where: Where, definition: Collection): string => {
  if (where === 'everywhere') return `of the ${listOf(parentsOf(definition))} that they see`;
  const [rule] = rulesOf(where, definition);
  if (!rule?.by) return rule?.fields ? 'names only' : (rule?.label ?? 'some');
  if ('is' in rule.by) return 'their own';
  return 'memberOf' in rule.by ? `of their ${rule.by.memberOf}` : 'of what they see';
};

/** Where someone may do something, in a few words: "all", "their own or of their teams", "no". */
export const reachLabel = ({ reach, where }: Pick<Right, 'reach' | 'where'>, definition: Collection): string => {
  if (reach === 'none') return 'no';
  if (reach === 'all') return 'all';
  const places = [...new Set(where.map((one) => placeLabel(one, definition)))];
  const known = places.filter((place) => place !== 'names only');
  return (known.length > 0 ? known : places).join(' or ');
};

/** One line of what someone may do. */
export type RightLine = { readonly key: string; readonly label: string; readonly reach: Reach; readonly said: string };

/**
 * Everything that someone may do with a collection's records or not, a line each: from what decides, so that it is never
 * another answer. What is no one's own (unassigned leads) has lines of its own.
 */
export const rightLines = (actor: Actor, definition: Collection): readonly RightLine[] => [
  ...rightsIn(actor, definition).map((right) => ({
    key: right.action,
    label: actionLabel(definition, right.action),
    reach: right.reach,
    said: reachLabel(right, definition),
  })),
  ...definition.scopes.flatMap(({ name, label }): RightLine[] => {
    if (label === undefined) return [];
    const held = heldScopes(actor, 'view', definition);
    const sees = held.includes(scopeKey(definition.name, 'all')) || held.includes(scopeKey(definition.name, name));
    return [{ key: name, label, reach: sees ? 'all' : 'none', said: sees ? 'yes' : 'no' }];
  }),
];

/** What rights are about: not what only the product writes, nor what each person has for themselves. */
export const rightsAbout = (catalog: Catalog): readonly Collection[] =>
  catalog.collections.filter(({ internal, ownScreen }) => !internal && !ownScreen);
