import { roleLabels, roles, type Role } from '#shared/actor.ts';
import { everything, inScope } from '#shared/access.ts';
import { collection, type Collection, type Suite } from '#shared/collection.ts';
import { boolean } from '#shared/fields/boolean.ts';
import { choice } from '#shared/fields/choice.ts';
import { dateTime } from '#shared/fields/date.ts';
import type { Choice } from '#shared/fields/field.ts';
import { email } from '#shared/fields/email.ts';
import { links } from '#shared/fields/link.ts';
import { text } from '#shared/fields/text.ts';
import { Refusal, invalid } from '#shared/refusal.ts';
import { clinics } from './clinics.ts';
import { teams } from './teams.ts';

/** The roles that mean something in each suite. */
const rolesOfSuite: { readonly [suite in Suite]: readonly Role[] } = {
  dental: ['admin', 'clinic_staff'],
  general: ['owner', 'admin', 'manager', 'user', 'viewer'],
};

/**
 * The roles of a tenant by what it has; one that means nothing there is offered to no one, and stays with those who have it.
 * A tenant's suite is that of the collections which no other suite has.
 */
const rolesAmong = (collections: readonly Pick<Collection, 'suites'>[]): Choice[] => {
  const own = new Set(
    collections.flatMap(({ suites: all }) => (all.length === 1 ? rolesOfSuite[all[0] as Suite] : [])),
  );
  return roles
    .filter((role) => role !== 'super_admin')
    .map((value) => ({
      value,
      label: roleLabels[value],
      ...(own.size === 0 || own.has(value) ? {} : { retired: true }),
    }));
};

const tenantRoles = roles
  .filter((role) => role !== 'super_admin')
  .map((value) => ({ value, label: roleLabels[value] }));

/**
 * The people of a tenant. Admins see everything about them; colleagues in the general modules see names, so that
 * a record can be given to someone. Clinic staff see none of it. Passwords and sessions are not part of a record.
 */
export const users = collection({
  name: 'users',
  label: { one: 'User', many: 'Users' },
  suites: ['dental', 'general'],
  icon: 'users',
  supporting: true,
  fields: {
    name: text({ label: 'Name', required: true, max: 80, search: true }),
    email: email({ label: 'Email', required: true, search: true }),
    role: choice({
      label: 'Role',
      required: true,
      choices: tenantRoles,
      choicesOf: (collections) => rolesAmong(collections as readonly Collection[]),
    }),
    clinicIds: links({ label: 'Clinics', required: true, default: [], to: () => clinics, onDeactivate: 'offer' }),
    teamIds: links({ label: 'Teams', required: true, default: [], to: () => teams, onDeactivate: 'offer' }),
    isActive: boolean({ label: 'Active', required: true, default: true }),
    lastLoginAt: dateTime({ label: 'Last sign-in', readOnly: true }),
  },
  people: {
    name: 'name',
    email: 'email',
    role: 'role',
    active: 'isActive',
    memberships: { clinics: 'clinicIds', teams: 'teamIds' },
    lastSignIn: 'lastLoginAt',
    locations: { memberOf: 'clinics', field: 'slug' },
  },
  active: 'isActive',
  title: ['name'],
  scopes: [{ name: 'colleagues', fields: ['name', 'isActive'] }],
  access: {
    super_admin: everything,
    owner: everything,
    admin: everything,
    manager: { view: inScope('colleagues') },
    user: { view: inScope('colleagues') },
    viewer: { view: inScope('colleagues') },
  },
  unique: [['email']],
  sorts: [{ label: 'Name', by: ['name'] }],
  filters: ['role', 'isActive'],
  list: ['name', 'email', 'role', 'clinicIds', 'teamIds', 'isActive', 'lastLoginAt'],
  form: [{ title: 'User', fields: ['name', 'email', 'role', 'clinicIds', 'teamIds', 'isActive'] }],
  check: (next, previous, context) => {
    if (next.role === 'clinic_staff' && next.clinicIds.length === 0) {
      throw invalid('clinicIds', 'Clinic staff need at least one clinic.');
    }
    const touchesOwner = next.role === 'owner' || previous?.role === 'owner';
    if (touchesOwner && context.actor.role !== 'owner' && context.actor.role !== 'super_admin') {
      throw new Refusal('FORBIDDEN', 'Only an owner can change an owner.', { field: 'role' });
    }
    if (previous && next.id === context.actor.id && (!next.isActive || next.role !== previous.role || next.deletedAt)) {
      throw new Refusal('FORBIDDEN', 'You cannot take away your own access; ask another admin.', { field: 'role' });
    }
  },
});
