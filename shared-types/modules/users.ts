import { productActorId, type Actor } from '#shared/actor.ts';
import { everything, inScope } from '#shared/access.ts';
import type { Catalog } from '#shared/catalog.ts';
import { isEqual } from '#shared/equality.ts';
import { collection, type AnyRecord, type Collection } from '#shared/collection.ts';
import { differencesOf } from '#shared/differences.ts';
import { boolean } from '#shared/fields/boolean.ts';
import { choice } from '#shared/fields/choice.ts';
import { dateTime } from '#shared/fields/date.ts';
import { differences, type Difference } from '#shared/fields/differences.ts';
import { email } from '#shared/fields/email.ts';
import { link, links } from '#shared/fields/link.ts';
import { text } from '#shared/fields/text.ts';
import { beyond, checkDifferences, refuseGivingMore } from '#shared/giving.ts';
import { personOf, type PeopleCollection } from '#shared/people.ts';
import { Refusal, invalid } from '#shared/refusal.ts';
import { customRolesName } from '#shared/tailoring.ts';
import { clinics } from './clinics.ts';
import { customRoles } from './custom-roles.ts';
import { rolesAmong, tenantRoles } from './roles-of-suite.ts';
import { teams } from './teams.ts';

/** For so many hours the link of an invitation is good. */
export const inviteHours = 72;

/** Until when an invitation is good that is sent now. */
export const inviteEnd = (now: string): string => new Date(Date.parse(now) + inviteHours * 3_600_000).toISOString();

/** Where someone stands: invited until they have a password of their own. `isActive` is what decides about access. */
export const personStatuses = [
  { value: 'invited', label: 'Invited', tone: 'amber' },
  { value: 'active', label: 'Active', tone: 'green' },
  { value: 'deactivated', label: 'Deactivated', tone: 'slate' },
] as const;

export type PersonStatus = (typeof personStatuses)[number]['value'];

export const statusOf = ({
  isActive,
  joinedAt,
}: {
  readonly isActive: boolean;
  readonly joinedAt: string | null;
}): PersonStatus => {
  if (!isActive) return 'deactivated';
  return joinedAt === null ? 'invited' : 'active';
};

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
    customRoleId: link({
      label: 'Role of our own',
      to: () => customRoles,
      help: 'A role that you made yourselves. It begins as the one above.',
      inUse: 'given this role',
    }),
    clinicIds: links({
      label: 'Clinics',
      required: true,
      default: [],
      to: () => clinics,
      onDeactivate: 'offer',
      shownWhen: { field: 'role', in: ['clinic_staff'] },
    }),
    teamIds: links({ label: 'Teams', required: true, default: [], to: () => teams, onDeactivate: 'offer' }),
    isActive: boolean({ label: 'Active', required: true, default: true }),
    differences: differences({
      label: 'Permissions',
      help: 'What this person may do. Change what is not as in their role.',
    }),
    status: choice({ label: 'Status', required: true, readOnly: true, default: 'invited', choices: personStatuses }),
    joinedAt: dateTime({ label: 'Joined', readOnly: true }),
    inviteExpiresAt: dateTime({ label: 'Invitation ends', readOnly: true }),
    lastLoginAt: dateTime({ label: 'Last sign-in', readOnly: true }),
  },
  people: {
    name: 'name',
    email: 'email',
    role: 'role',
    active: 'isActive',
    memberships: { clinics: 'clinicIds', teams: 'teamIds' },
    customRole: 'customRoleId',
    differences: 'differences',
    lastSignIn: 'lastLoginAt',
    joined: 'joinedAt',
    inviteExpires: 'inviteExpiresAt',
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
  filters: ['role', 'status', 'isActive'],
  list: ['name', 'email', 'role', 'clinicIds', 'teamIds', 'status', 'lastLoginAt'],
  form: [
    { title: 'User', fields: ['name', 'email', 'role', 'customRoleId', 'clinicIds', 'teamIds', 'isActive'] },
    { title: 'What they may do', fields: ['differences'] },
  ],
  constraints: [
    {
      // Asked at the commit, when its lock is held: two who take each other's role at once leave one of them.
      name: 'users_keep_someone_in_charge',
      code: 'FORBIDDEN',
      field: 'role',
      message: 'No one would be left to look after this workspace. Give this role to someone else first.',
    },
  ],
  derive: (next, previous, context) => ({
    status: statusOf(next),
    // Adding a person invites them; a person whom the product itself adds gets a password with it.
    ...(previous === null && next.isActive && context.actor.id !== productActorId
      ? { inviteExpiresAt: inviteEnd(context.now) }
      : {}),
    ...followingRole(next, previous, context),
  }),
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
    checkRights(next as unknown as AnyRecord, previous as unknown as AnyRecord | null, context);
  },
});

type Standing = { readonly role: string; readonly customRoleId: string | null };

/** Role and custom role: whichever of the two was chosen, the other follows. */
const followingRole = (
  next: Standing,
  previous: Standing | null,
  { set, catalog }: { readonly set: ReadonlySet<string>; readonly catalog: Catalog },
): Partial<Standing> & { readonly differences?: null } => {
  const custom = customRoleOf(catalog, next.customRoleId);
  if (custom && set.has('customRoleId') && !set.has('role')) return { role: custom['base'] as string };
  const isOther = custom !== undefined && custom['base'] !== next.role;
  const becameOwner = next.role === 'owner' && previous?.role !== 'owner' && !set.has('differences');
  return {
    ...(isOther && !set.has('customRoleId') ? { customRoleId: null } : {}),
    ...(becameOwner ? { customRoleId: null, differences: null } : {}),
  };
};

const customRoleOf = ({ tailoring }: Catalog, id: string | null): AnyRecord | undefined =>
  id === null ? undefined : tailoring[customRolesName]?.get(id);

/** What decides what someone may do, and by what they sign in. */
const guarded = ['email', 'role', 'customRoleId', 'differences', 'clinicIds', 'teamIds', 'isActive', 'deletedAt'];

/** No one gives more than they have, nor takes over someone who may do more than they. */
const checkRights = (
  next: AnyRecord,
  previous: AnyRecord | null,
  { actor, catalog }: { readonly actor: Actor; readonly catalog: Catalog },
): void => {
  const touched = guarded.filter((name) => !previous || !isEqual(next[name] ?? null, previous[name] ?? null));
  if (touched.length === 0) return;
  const custom = customRoleOf(catalog, next['customRoleId'] as string | null);
  if (custom && custom['base'] !== next['role'])
    throw invalid('customRoleId', `This role begins as another one. Choose that role as well.`);
  const said = (next['differences'] ?? []) as readonly Difference[];
  checkDifferences(catalog.collections, String(next['role']), said, 'differences');
  const before = previous && actorIn(catalog, actor, previous);
  const after = actorIn(catalog, actor, next);
  const field = touched.find((name) => name !== 'deletedAt') ?? 'role';
  if (after) refuseGivingMore(catalog.collections, actor, { before, after, field });
  if (before && actor.role !== 'super_admin' && beyond(catalog.collections, actor, null, before))
    throw new Refusal('FORBIDDEN', 'This person may do more than you: someone who may do as much has to change this.', {
      field,
    });
};

/** Someone as one who may act; null where they may not. */
const actorIn = (catalog: Catalog, { modules }: Actor, record: AnyRecord): Actor | null => {
  const person = personOf(users as unknown as PeopleCollection, record);
  return person.active ? { ...person, modules, differences: differencesOf(catalog, person) } : null;
};
