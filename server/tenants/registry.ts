import type { EntitySchema } from '@mikro-orm/postgresql';
import type { Suite } from '#shared/collection.ts';
import { modulesOf } from '#shared/modules/index.ts';
import type { Database } from '#server/database/connection.ts';
import { Credential, PlatformUser, Session, TenantRow } from '#server/database/tables/identity.ts';
import type { TenantInfo } from './tenant.ts';

/** Every table of the platform's database. */
export const platformEntities = [TenantRow, PlatformUser, Credential, Session] as unknown as EntitySchema[];

/** A tenant as the registry knows it: what the product shows of it, and where its data is. */
export type Registered = {
  readonly info: TenantInfo;
  readonly plan: string;
  readonly suite: Suite;
  readonly databaseName: string;
};

type Row = {
  id: string;
  slug: string;
  name: string;
  time_zone: string;
  accent: string;
  currency: string;
  plan: string;
  suite: Suite;
  database_name: string;
  status: TenantInfo['status'];
  created_at: Date;
};

const columns = 'id, slug, name, time_zone, accent, plan, suite, database_name, status, created_at, currency';

const registeredOf = (row: Row): Registered => ({
  info: {
    id: row.id,
    slug: row.slug,
    name: row.name,
    timeZone: row.time_zone,
    accent: row.accent,
    currency: row.currency,
    modules: modulesOf(row.suite),
    status: row.status,
    createdAt: row.created_at.toISOString(),
  },
  plan: row.plan,
  suite: row.suite,
  databaseName: row.database_name,
});

export const findRegistered = async (platform: Database, slug: string): Promise<Registered | null> => {
  const [row] = await platform.prepared<Row>(`select ${columns} from tenants where slug = $1`, [slug]);
  return row ? registeredOf(row) : null;
};

export const listRegistered = async (platform: Database): Promise<Registered[]> =>
  (await platform.query<Row>(`select ${columns} from tenants order by slug`)).map(registeredOf);

/** Enters a tenant, or, while it is being provisioned, corrects what was entered. */
export const saveRegistered = async (
  platform: Database,
  { info, plan, suite, databaseName }: Registered,
): Promise<void> => {
  await platform.query(
    `insert into tenants (${columns}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
     on conflict (id) do update set name = excluded.name, time_zone = excluded.time_zone, accent = excluded.accent, currency = excluded.currency,
       plan = excluded.plan, suite = excluded.suite, status = excluded.status`,
    [
      info.id,
      info.slug,
      info.name,
      info.timeZone,
      info.accent,
      plan,
      suite,
      databaseName,
      info.status,
      info.createdAt,
      info.currency,
    ],
  );
};

/** Moves a tenant from one status to another; false when it was not in the first. */
export const changeStatus = async (
  platform: Database,
  slug: string,
  from: TenantInfo['status'],
  to: TenantInfo['status'],
): Promise<boolean> => {
  const rows = await platform.query('update tenants set status = $3 where slug = $1 and status = $2 returning 1', [
    slug,
    from,
    to,
  ]);
  return rows.length > 0;
};

// What stands, or may come to stand, where a tenant's slug stands in an address.
const reserved = new Set(
  `about account admin api app apps assets auth billing blog cdn client contact dashboard demo dev docs
   download favicon files fonts graphql health healthz help home images internal invite legal live login
   logout mail manifest media metrics node-modules oauth ping platform pricing privacy public ready readyz
   register reset robots settings shared signin signout signup sitemap socket socket-io src static status
   support system template tenant tenants terms test upload uploads user users webhook webhooks well-known ws
   www yjs`.split(/\s+/),
);

const slugShape = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** Why this cannot be a tenant's place in addresses; null when it can. */
export const slugProblem = (slug: string): string | null => {
  if (slug.length < 2 || slug.length > 32 || !slugShape.test(slug)) {
    return `"${slug.slice(0, 60)}" cannot stand in an address: take 2 to 32 small letters, digits and single hyphens, a letter first.`;
  }
  return reserved.has(slug) ? `"${slug}" is kept for the product itself: take another.` : null;
};

/** Each tenant's database is named after it; a slug holds no underscore, so two slugs never share a name. */
export const databaseNameOf = (platformName: string, slug: string): string =>
  `${platformName}_t_${slug.replaceAll('-', '_')}`;
