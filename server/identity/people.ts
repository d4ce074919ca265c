import { v7 } from 'uuid';
import type { AnyRecord } from '#shared/collection.ts';
import { groupCollection, people } from '#shared/modules/index.ts';
import { joinedCommand, personOf, signedInCommand, type Person } from '#shared/people.ts';
import type { Profile } from '#shared/protocol.ts';
import { enqueue } from '#server/commands/enqueue.ts';
import type { Database } from '#server/database/connection.ts';
import { gathered } from '#server/database/gathered.ts';
import { columnsOf, quotedTable, recordOf } from '#server/database/rows.ts';
import { quotedColumn } from '#server/database/schema.ts';
import { actorOf, type PlatformPerson, type Principal, type Tenant } from '#server/tenants/tenant.ts';
import { ofPlatform, whoIs } from '#server/tenants/who-is.ts';

/** Someone who can sign in: of a tenant, or of the platform. */
export type HumanPrincipal = Exclude<Principal, { readonly kind: 'system' }>;

/** Someone who may act, and under which principal. */
export type Known = { readonly principal: HumanPrincipal; readonly person: Person };

/** The same with what proves that it is them. */
export type Credentials = Known & { readonly passwordHash: string | null };

type Row = Record<string, unknown>;

const fields = people.people;
const personColumns = columnsOf(people)
  .map((column) => `u.${column}`)
  .join(', ');
const lives = 's.ended_at is null and s.expires_at > now()';

/**
 * Whose session this is, as they are now, at a tenant or, without one, at the platform: null when it is over, or they may
 * no longer act. Every request asks this.
 */
export const personOfSession = async (
  tenant: Tenant | null,
  principal: HumanPrincipal,
  sessionId: string,
  platform: Database,
): Promise<Person | null> => {
  const platformPerson = (id: string): Promise<PlatformPerson | null> =>
    platformPersonOfSession(platform, sessionId, id);
  if (!tenant) {
    const found = await platformPerson(principal.id);
    return found && ofPlatform(found);
  }
  return whoIs(tenant, principal, { person: (id) => recordOfSession(tenant.db, sessionId, id), platformPerson });
};

type OfSession = { readonly userId: string; readonly record: AnyRecord };
type FindOfSession = (sessionId: string) => Promise<OfSession | undefined>;

const findersOfSessions = new WeakMap<Database, FindOfSession>();

/** Many requests that come at once ask with one statement. */
const findOfSession = (db: Database): FindOfSession => {
  const known = findersOfSessions.get(db);
  if (known) return known;
  const find = gathered<string, OfSession>(async (sessionIds) => {
    const rows = await db.prepared<Row & { readonly of_session: string; readonly id: string }>(
      `select s.id as of_session, ${personColumns} from sessions s join ${quotedTable(people)} u on u.id = s.user_id
       where s.id = any($1::uuid[]) and ${lives}`,
      [sessionIds],
    );
    return new Map(rows.map((row) => [row.of_session, { userId: row.id, record: recordOf(people, row) }]));
  });
  findersOfSessions.set(db, find);
  return find;
};

const recordOfSession = async (db: Database, sessionId: string, userId: string): Promise<AnyRecord | null> => {
  const found = await findOfSession(db)(sessionId);
  return found?.userId === userId ? found.record : null;
};

/** Whether a session is over since its person was deactivated or deleted. Told to those who hold its token. */
export const isDeactivated = async (
  { db }: Tenant,
  { kind, id }: HumanPrincipal,
  sessionId: string,
): Promise<boolean> => {
  if (kind !== 'user') return false;
  const rows = await db.query(
    `select 1 from sessions s join ${quotedTable(people)} u on u.id = s.user_id
     where s.id = $1 and s.user_id = $2 and (u.deleted_at is not null or not u.${quotedColumn(fields.active)})`,
    [sessionId, id],
  );
  return rows.length > 0;
};

const platformPersonOfSession = async (
  platform: Database,
  sessionId: string,
  userId: string,
): Promise<PlatformPerson | null> => {
  const [row] = await platform.prepared<PlatformPerson>(
    `select u.id, u.name, u.email from sessions s join platform_users u on u.id = s.user_id
     where s.id = $1 and s.user_id = $2 and ${lives} and u.is_active`,
    [sessionId, userId],
  );
  return row ?? null;
};

export const tenantCredentials = async (db: Database, email: string): Promise<Credentials | null> => {
  const [row] = await db.query<Row & { password_hash: string | null }>(
    `select ${personColumns}, c.password_hash from ${quotedTable(people)} u left join credentials c on c.user_id = u.id
     where u.${quotedColumn(fields.email)} = $1 and u.deleted_at is null`,
    [email],
  );
  const person = row && personOf(people, recordOf(people, row));
  return person?.active
    ? { principal: { kind: 'user', id: person.id }, person, passwordHash: row?.password_hash ?? null }
    : null;
};

/** What is known of someone who is to choose a password. */
export type Account = {
  readonly person: Person;
  readonly joinedAt: string | null;
  readonly inviteExpiresAt: string | null;
};

/** Those of a tenant with these ids, deactivated or deleted ones too: their `person` is not active. */
export const accountsWithIds = async (db: Database, ids: readonly string[]): Promise<ReadonlyMap<string, Account>> => {
  const rows = await db.query<Row>(
    `select ${personColumns} from ${quotedTable(people)} u where u.id = any($1::uuid[])`,
    [ids],
  );
  return new Map(
    rows.map((row) => {
      const record = recordOf(people, row);
      const moment = (field: string | undefined): string | null => (record[field ?? ''] ?? null) as string | null;
      const account = {
        person: personOf(people, record),
        joinedAt: moment(fields.joined),
        inviteExpiresAt: moment(fields.inviteExpires),
      };
      return [record.id, account];
    }),
  );
};

export const platformCredentials = async (db: Database, email: string): Promise<Credentials | null> => {
  const [row] = await db.query<PlatformPerson & { password_hash: string | null }>(
    `select u.id, u.name, u.email, c.password_hash from platform_users u left join credentials c on c.user_id = u.id
     where u.email = $1 and u.is_active`,
    [email],
  );
  if (!row) return null;
  return { principal: { kind: 'platform', id: row.id }, person: ofPlatform(row), passwordHash: row.password_hash };
};

/** Notes that someone has a password of their own now: they have joined. */
export const noteJoined = async (tenant: Tenant, userId: string): Promise<void> => {
  const { name } = joinedCommand(people);
  const answer = await enqueue(tenant, { kind: 'system', name: 'Sign-in' }, { mid: v7(), name, args: { id: userId } });
  // Their next sign-in says it again.
  if (!answer.ok) tenant.log.warn({ code: answer.error.code }, 'joining not noted');
};

/** Notes that someone has signed in: a change like any other, which those see who see when people sign in. */
export const noteSignIn = async (tenant: Tenant, userId: string): Promise<void> => {
  const { name } = signedInCommand(people);
  const answer = await enqueue(tenant, { kind: 'system', name: 'Sign-in' }, { mid: v7(), name, args: { id: userId } });
  // Someone who is who they say comes in all the same.
  if (!answer.ok) tenant.log.warn({ code: answer.error.code }, 'sign-in not noted');
};

/** What stands in addresses for the groups that someone is in, for the token. */
export const locationsOf = async (db: Database, { memberships }: Person): Promise<string[]> => {
  const { locations } = fields;
  const ids = locations ? (memberships[locations.memberOf] ?? []) : [];
  const groups = locations && groupCollection(locations.memberOf);
  if (!locations || !groups || ids.length === 0) return [];
  const column = quotedColumn(locations.field);
  const rows = await db.query<{ location: string }>(
    `select ${column} as location from ${quotedTable(groups)} where id = any($1::uuid[]) and deleted_at is null order by ${column}`,
    [ids],
  );
  return rows.map((row) => row.location);
};

/** What a client is told about the person it is signed in as. */
export const profileOf = (person: Person, tenant: Tenant): Profile => {
  const { id, name, email, role, memberships } = person;
  const { info } = tenant;
  return {
    id,
    name,
    email,
    role,
    memberships,
    differences: actorOf(tenant, person).differences ?? [],
    tenant: {
      slug: info.slug,
      name: info.name,
      timeZone: info.timeZone,
      modules: info.modules,
      accent: info.accent,
      logo: info.logo ?? null,
      currency: info.currency,
    },
  };
};
