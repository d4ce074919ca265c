import type { Difference } from './fields/differences.ts';

/** Everyone's role, in one list for the whole product. A role is a named set of grants; each collection says which. */
export const roles = ['super_admin', 'owner', 'admin', 'manager', 'user', 'clinic_staff', 'viewer'] as const;

export type Role = (typeof roles)[number];

export const roleLabels: Record<Role, string> = {
  super_admin: 'Platform owner',
  owner: 'Owner',
  admin: 'Admin',
  manager: 'Manager',
  user: 'User',
  clinic_staff: 'Clinic staff',
  viewer: 'Viewer',
};

/** The product itself, where it acts: provisioning, seeding, what follows by itself. */
export const productActorId = '00000000-0000-7000-8000-000000000000';

/** The groups that someone is a member of, by the names that the people's collection gives them: `{ clinics: […] }`. */
export type Memberships = { readonly [group: string]: readonly string[] };

/** Who calls, and what they may do now, as the database has it; a token's claims never decide. */
export type Actor = {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly memberships: Memberships;
  /** In what their rights are not as their role says; in nothing where it is left out. */
  readonly differences?: readonly Difference[];
  /** The modules that the tenant's plan switches on. */
  readonly modules: readonly string[];
};

/** What "now", "today" and "me" mean while something is evaluated. */
export type Moment = {
  /** ISO, UTC. */
  readonly now: string;
  /** The calendar day in the tenant's time zone. */
  readonly today: string;
  readonly timeZone: string;
  /** The asking person's id. */
  readonly me: string;
};
