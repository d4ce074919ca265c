import type { EntitySchema, InferEntity } from '@mikro-orm/postgresql';
import type { Suite } from '#shared/collection.ts';
import { modulesOf } from '#shared/modules/index.ts';
import type { Database } from '#server/database/connection.ts';
import {
  Credential,
  PlatformUser,
  RecoveryCode,
  SecondFactor,
  Session,
  TenantActivity,
  TenantRow,
} from '#server/database/tables/identity.ts';
import type { TenantInfo } from './tenant.ts';

/** Every table of the platform's database. */
export const platformEntities = [
  TenantRow,
  TenantActivity,
  PlatformUser,
  Credential,
  RecoveryCode,
  SecondFactor,
  Session,
] as unknown as EntitySchema[];

/** A tenant as the registry knows it: what the product shows of it, and where its data is. */
export type Registered = {
  readonly info: TenantInfo;
  readonly plan: string;
  readonly suite: Suite;
  readonly databaseName: string;
};

type Row = InferEntity<typeof TenantRow>;

const registeredOf = (row: Row): Registered => ({
  info: {
    id: row.id,
    slug: row.slug,
    name: row.name,
    timeZone: row.timeZone,
    accent: row.accent,
    currency: row.currency,
    modules: modulesOf(row.suite as Suite),
    status: row.status as TenantInfo['status'],
    createdAt: row.createdAt.toISOString(),
  },
  plan: row.plan,
  suite: row.suite as Suite,
  databaseName: row.databaseName,
});

export const findRegistered = async (platform: Database, slug: string): Promise<Registered | null> => {
  const row = await platform.entities((em) => em.findOne(TenantRow, { slug }));
  return row && registeredOf(row);
};

export const listRegistered = async (platform: Database): Promise<Registered[]> =>
  (await platform.entities((em) => em.findAll(TenantRow, { orderBy: { slug: 'asc' } }))).map(registeredOf);

/** Enters a tenant, or, while it is being provisioned, corrects what was entered. */
export const saveRegistered = async (
  platform: Database,
  { info, plan, suite, databaseName }: Registered,
): Promise<void> => {
  const { id, slug, name, timeZone, accent, currency, status, createdAt } = info;
  await platform.entities((em) =>
    em.upsert(
      TenantRow,
      {
        id,
        slug,
        name,
        timeZone,
        accent,
        currency,
        plan,
        suite,
        databaseName,
        status,
        createdAt: new Date(createdAt),
      },
      {
        onConflictFields: ['id'],
        onConflictMergeFields: ['name', 'timeZone', 'accent', 'currency', 'plan', 'suite', 'status'],
      },
    ),
  );
};

/** Copies what a tenant's settings say of how it is called and looks. */
export const saveFace = async (
  platform: Database,
  { id, name, timeZone, accent, currency }: Pick<TenantInfo, 'id' | 'name' | 'timeZone' | 'accent' | 'currency'>,
): Promise<void> => {
  await platform.query('update tenants set name = $2, time_zone = $3, accent = $4, currency = $5 where id = $1', [
    id,
    name,
    timeZone,
    accent,
    currency,
  ]);
};

/** Moves a tenant from one status to another; false when it was not in the first. */
export const changeStatus = async (
  platform: Database,
  slug: string,
  from: TenantInfo['status'],
  to: TenantInfo['status'],
): Promise<boolean> =>
  (await platform.entities((em) => em.nativeUpdate(TenantRow, { slug, status: from }, { status: to }))) > 0;

// What stands, or may come to stand, where a tenant's slug stands in an address.
const reserved = new Set(
  `about account admin api app apps assets auth billing blog cdn client contact dashboard demo dev docs
   download favicon files fonts graphql health healthz help home images internal invite legal live login
   logout mail manifest media metrics node-modules oauth outbox ping platform pricing privacy public ready readyz
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
