import type { Grants } from '#shared/collection.ts';
import type { Role } from '#shared/actor.ts';

/** May do everything a collection knows, to every record. */
export const full: Grants = 'full';

const everywhere = ['all'] as const;
export const readOnly: Grants = { view: everywhere };

/** The general modules' matrix: view own or all, create, edit, delete, export per role. Own: `assigned` to them. */
export const assignedPermissions: { readonly [role in Role]?: Grants } = {
  super_admin: full,
  owner: full,
  admin: full,
  manager: full,
  user: { view: ['assigned'], create: ['assigned'], update: ['assigned'], delete: ['assigned'] },
  viewer: readOnly,
};
