import type { Actor, Role } from '#shared/actor.ts';
import { heldScopes } from '#shared/can.ts';
import type { Catalog } from '#shared/catalog.ts';
import type { Choice } from '#shared/fields/field.ts';
import { beyond } from '#shared/giving.ts';
import { users } from '#shared/modules/users.ts';
import { imagined } from '#shared/rights.ts';

/** What a role is for, in a line. */
export const roleMeaning: { readonly [role in Role]: string } = {
  super_admin: 'Runs the platform.',
  owner: 'Everything, and the only one who changes owners.',
  admin: 'Everything, people and settings included.',
  manager: 'All records, but no people and no settings.',
  user: 'What is assigned to them or to their teams.',
  clinic_staff: 'The leads of the clinics that they work for.',
  viewer: 'Looks at everything, changes nothing.',
};

/** The roles that the person who looks may give: those of the suite, none with more than they have themselves. */
export const rolesToGive = (catalog: Catalog, giver: Actor | null, held: string | null): readonly Choice[] => {
  const choices = catalog.of(users).fields.role.choices ?? [];
  return choices.filter(({ value, retired }) => {
    if (value === held) return true;
    if (retired || !giver) return false;
    if (value === 'owner' && giver.role !== 'owner' && giver.role !== 'super_admin') return false;
    const after = { ...imagined(catalog, giver.modules, { role: value }), memberships: giver.memberships };
    return giver.role === 'super_admin' || beyond(catalog.collections, giver, null, after) === null;
  });
};

/** The roles in which the tenant differs from the product, for those who begin as this one. */
export const customRolesOf = (
  { tailoring }: Catalog,
  base: string,
  held: string | null,
): readonly { readonly id: string; readonly name: string }[] =>
  [...(tailoring['customRoles']?.values() ?? [])]
    .filter((role) => role['base'] === base && (role['active'] === true || role.id === held))
    .map((role) => ({ id: role.id, name: String(role['name']) }))
    .toSorted((a, b) => a.name.localeCompare(b.name));

/** Whether someone of this role sees every record of what the workspace works on. */
export const isFull = (catalog: Catalog, modules: readonly string[], role: string): boolean => {
  const actor = imagined(catalog, modules, { role });
  return catalog.collections
    .filter(({ supporting, internal, ownScreen }) => !supporting && !internal && !ownScreen)
    .every((definition) => heldScopes(actor, 'update', definition).some((scope) => /:all(<|$)/.test(scope)));
};

export const hasCustomRoles = ({ tailoring }: Catalog): boolean => (tailoring['customRoles']?.size ?? 0) > 0;
