import { roleLabels, roles, type Role } from '#shared/actor.ts';
import type { Collection, Suite } from '#shared/collection.ts';
import type { Choice, Tone } from '#shared/fields/field.ts';

/** The roles that mean something in each suite. */
const rolesOfSuite: { readonly [suite in Suite]: readonly Role[] } = {
  dental: ['admin', 'clinic_staff'],
  general: ['owner', 'admin', 'manager', 'user', 'viewer'],
};

const tones: { readonly [role in Role]?: Tone } = {
  owner: 'violet',
  admin: 'teal',
  manager: 'blue',
  user: 'green',
  clinic_staff: 'amber',
  viewer: 'slate',
};

/** Every role that someone of a tenant may have. */
export const tenantRoles: readonly Choice[] = roles
  .filter((role) => role !== 'super_admin')
  .map((value) => ({ value, label: roleLabels[value], ...(tones[value] ? { tone: tones[value] } : {}) }));

/**
 * The roles of a tenant by what it has; one that means nothing there is offered to no one, and stays with those who have it.
 * A tenant's suite is that of the collections which no other suite has.
 */
export const rolesAmong = (collections: readonly Pick<Collection, 'suites'>[]): Choice[] => {
  const own = new Set<string>(
    collections.flatMap(({ suites: all }) => (all.length === 1 ? rolesOfSuite[all[0] as Suite] : [])),
  );
  return tenantRoles.map((choice) => ({
    ...choice,
    ...(own.size === 0 || own.has(choice.value) ? {} : { retired: true }),
  }));
};
