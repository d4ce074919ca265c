import type { Role } from '#shared/actor.ts';
import type { Profile } from '#shared/protocol.ts';
import type { Database } from '#server/database/connection.ts';
import type { TenantInfo, Principal } from '#server/tenants/tenant.ts';

/** Someone who may sign in, as their database knows them at this moment. */
export type Person = {
  readonly kind: 'user' | 'platform';
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly clinicIds: readonly string[];
};

export type Account = Person & { readonly passwordHash: string | null };

type UserRow = {
  id: string;
  name: string;
  email: string;
  role: Role;
  clinic_ids: string[];
  password_hash: string | null;
};
type PlatformRow = { id: string; name: string; email: string; password_hash: string | null };

const ofTenant = ({ id, name, email, role, clinic_ids }: Omit<UserRow, 'password_hash'>): Person => ({
  kind: 'user',
  id,
  name,
  email,
  role,
  clinicIds: clinic_ids,
});
const ofPlatform = ({ id, name, email }: Omit<PlatformRow, 'password_hash'>): Person => ({
  kind: 'platform',
  id,
  name,
  email,
  role: 'super_admin',
  clinicIds: [],
});

const mayAct = 'u.is_active and u.deleted_at is null';
const lives = 's.ended_at is null and s.expires_at > now()';

/** Whose session this is: null when it is over, or they may no longer act. One query, for every request asks it. */
export const personOfSession = async (
  db: Database,
  kind: Person['kind'],
  sessionId: string,
  userId: string,
): Promise<Person | null> => {
  if (kind === 'platform') {
    const [row] = await db.prepared<PlatformRow>(
      `select u.id, u.name, u.email from sessions s join platform_users u on u.id = s.user_id
       where s.id = $1 and s.user_id = $2 and ${lives} and u.is_active`,
      [sessionId, userId],
    );
    return row ? ofPlatform(row) : null;
  }
  const [row] = await db.prepared<UserRow>(
    `select u.id, u.name, u.email, u.role, u.clinic_ids from sessions s join users u on u.id = s.user_id
     where s.id = $1 and s.user_id = $2 and ${lives} and ${mayAct}`,
    [sessionId, userId],
  );
  return row ? ofTenant(row) : null;
};

export const tenantAccount = async (db: Database, email: string): Promise<Account | null> => {
  const [row] = await db.query<UserRow>(
    `select u.id, u.name, u.email, u.role, u.clinic_ids, c.password_hash from users u left join credentials c on c.user_id = u.id
     where u.email = $1 and ${mayAct}`,
    [email],
  );
  return row ? { ...ofTenant(row), passwordHash: row.password_hash } : null;
};

export const platformAccount = async (db: Database, email: string): Promise<Account | null> => {
  const [row] = await db.query<PlatformRow>(
    `select u.id, u.name, u.email, c.password_hash from platform_users u left join credentials c on c.user_id = u.id
     where u.email = $1 and u.is_active`,
    [email],
  );
  return row ? { ...ofPlatform(row), passwordHash: row.password_hash } : null;
};

/** Not a change to the record: nobody needs to be told live when someone signed in. */
export const noteSignIn = async (db: Database, userId: string): Promise<void> => {
  await db.query('update users set last_login_at = now() where id = $1', [userId]);
};

/** The slugs of someone's clinics, for the token. */
export const clinicSlugs = async (db: Database, clinicIds: readonly string[]): Promise<string[]> => {
  if (clinicIds.length === 0) return [];
  const rows = await db.query<{ slug: string }>(
    'select slug from clinics where id = any($1::uuid[]) and deleted_at is null order by slug',
    [clinicIds],
  );
  return rows.map((row) => row.slug);
};

export const whoOf = (person: Person): Principal => ({ kind: person.kind, id: person.id });

export const meOf = (person: Person, info: TenantInfo): Profile => ({
  id: person.id,
  name: person.name,
  email: person.email,
  role: person.role,
  clinicIds: person.clinicIds,
  tenant: { slug: info.slug, name: info.name, timeZone: info.timeZone, modules: info.modules, accent: info.accent },
});
