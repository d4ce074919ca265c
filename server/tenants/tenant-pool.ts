import type { Config } from '#server/config.ts';
import { reportDefect, type Log } from '#server/log.ts';
import { isConnectionError } from '#server/database/errors.ts';
import { platformMigrations } from '#server/database/migrations/platform/index.ts';
import { tenantMigrations } from '#server/database/migrations/tenant/index.ts';
import { tenantEntities } from '#server/database/schema.ts';
import { addressOf, bringUpToDate, ensureDatabase, platformAddress, platformName } from '#server/database/cluster.ts';
import { openDatabase, type Database } from '#server/database/connection.ts';
import { createTroubles } from '#server/database/troubles.ts';
import { openTenant, isIdle, type CommittedListener, type OpenTenant } from './open-tenant.ts';
import { createActivity, type Activity } from './activity.ts';
import { createTenantCache } from './tenant-cache.ts';
import { listRegistered, platformEntities, type Registered } from './registry.ts';
import { singleFlight } from './single-flight.ts';
import type { Tenant, TenantInfo } from './tenant.ts';

/** The one way to every database. */
export type TenantPool = {
  /** The tenant with its database open and migrated; null when there is none, or it is not (or no longer) served. */
  readonly open: (slug: string, options?: OpenOptions) => Promise<Tenant | null>;
  /**
   * Keeps a tenant open until the answer is called. A listener to `committed`, a statement under way or a request
   * within the last minute keeps it open anyway; this is for long work with pauses, such as a slow upload.
   */
  readonly hold: (tenant: Tenant) => () => void;
  /** What the registry says, whatever the tenant's status; at most a few seconds old. */
  readonly find: (slug: string) => Promise<TenantInfo | null>;
  /** The tenant of this id, where it is open here. */
  readonly opened: (id: string) => Tenant | null;
  /** Forgets what was known of a tenant, when this process itself has just changed its row. */
  readonly forget: (slug: string) => void;
  /**
   * Calls back for what this process commits in any tenant, also in those without listeners here: other pods have
   * people who do. It keeps no tenant open.
   */
  readonly onCommitted: (listener: CommittedListener) => () => void;
  readonly platform: Database;
  /** What keeps the databases from doing their work at this moment, though they answer; null when nothing does. */
  readonly trouble: () => string | null;
  /** Where something was committed lately. */
  readonly activity: Activity;
  readonly list: () => Promise<TenantInfo[]>;
  readonly close: () => Promise<void>;
};

/** `provisioning`: also a tenant that is still being set up. */
type OpenOptions = { readonly provisioning?: boolean };

type Options = {
  readonly config: Pick<Config, 'databaseUrl' | 'databaseName' | 'openTenants'>;
  readonly log: Log;
  /**
   * Runs for each tenant that is opened, and for one whose plan gives it other modules, before it is used. What it throws
   * is logged, and the tenant is served; it is tried again when the tenant is asked for `prepareRetryMs` milliseconds later.
   */
  readonly prepare?: (tenant: Tenant) => Promise<void>;
  readonly prepareRetryMs?: number;
  /** How long an unused tenant stays safe from being closed, in milliseconds. */
  readonly grace?: number;
};

const poolSize = 6;
/** How old what a process knows of a tenant's catalog may be, in milliseconds, where nothing tells it of changes. */
const catalogMaxAgeMs = 500;

export const openTenantPool = async ({
  config,
  log,
  prepare,
  prepareRetryMs = 5_000,
  grace = 60_000,
}: Options): Promise<TenantPool> => {
  const troubles = createTroubles(log);
  const platform = await openPlatform(config, log, troubles.note);
  const lookup = createTenantCache(platform, log);
  const activity = createActivity(platform, log);
  // In the order of their last use: the first is the one to close.
  const entries = new Map<string, OpenTenant>();
  const opening = new Map<string, Promise<OpenTenant>>();
  const preparing = new Map<string, Promise<void>>();
  const listeners = new Set<CommittedListener>();
  let closed = false;

  const openEntry = async (registered: Registered): Promise<OpenTenant> => {
    const url = addressOf(config.databaseUrl, registered.databaseName);
    const db = await openDatabase({
      url,
      entities: tenantEntities,
      migrations: tenantMigrations,
      poolSize,
      log,
      onError: troubles.note,
    });
    try {
      const migrations = await bringUpToDate(db, tenantMigrations);
      if (migrations.length > 0) log.info({ tenant: registered.info.slug, migrations }, 'migrated');
      if (closed) throw new Error('The tenants are closed.');
    } catch (error) {
      await db.close();
      throw error;
    }
    const entry = openTenant(registered, db, { platform, log, activity, listeners });
    try {
      await entry.tenant.catalogs.refresh();
    } catch (error) {
      await db.close();
      throw error;
    }
    entries.set(registered.info.id, entry);
    return entry;
  };

  const prepareEntry = async (entry: OpenTenant): Promise<void> => {
    entry.preparedFor = modulesOf(entry);
    await prepare?.(entry.tenant).catch((error: unknown) => {
      entry.preparedFor = null;
      entry.prepareAgainAt = performance.now() + prepareRetryMs;
      reportDefect(log, error, 'tenant prepared');
    });
  };

  const closeIdle = async (wanted: string): Promise<void> => {
    for (const [id, entry] of entries) {
      if (entries.size <= config.openTenants) return;
      if (id === wanted || !isIdle(entry, grace)) continue;
      entries.delete(id);
      await entry.close();
    }
  };

  return {
    platform,
    trouble: troubles.current,
    activity,
    find: async (slug) => (await lookup.find(slug))?.info ?? null,
    opened: (id) => entries.get(id)?.tenant ?? null,
    forget: lookup.forget,
    onCommitted: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    list: async () => (await listRegistered(platform)).map(({ info }) => info),
    open: async (slug, { provisioning = false } = {}) => {
      const registered = await lookup.find(slug);
      const status = registered?.info.status;
      if (!registered || !(status === 'active' || (provisioning && status === 'provisioning'))) return null;
      // By id, not by slug: a new tenant under an old name is another one.
      const { id } = registered.info;
      const entry = entries.get(id) ?? (await singleFlight(opening, id, () => openEntry(registered)));
      if (entries.delete(id)) entries.set(id, entry);
      entry.registered = registered;
      entry.refCounts.lastAt = performance.now();
      if (isToPrepare(entry) || preparing.has(id)) await singleFlight(preparing, id, () => prepareEntry(entry));
      if (entries.size > config.openTenants) await closeIdle(id);
      // While the database is away, what was known is good enough to say so.
      await entry.tenant.catalogs.refresh(catalogMaxAgeMs).catch((error: unknown) => {
        if (!isConnectionError(error)) throw error;
      });
      return entry.tenant;
    },
    hold: (tenant) => {
      const use = entries.get(tenant.info.id)?.refCounts;
      if (!use) throw new Error('Only an open tenant can be held.');
      let held = true;
      use.holders += 1;
      return () => {
        if (!held) return;
        held = false;
        use.holders -= 1;
        use.lastAt = performance.now();
      };
    },
    close: async () => {
      closed = true;
      await Promise.allSettled(opening.values());
      await Promise.all([...entries.values()].map((entry) => entry.close()));
      entries.clear();
      await platform.close();
    },
  };
};

const isToPrepare = (entry: OpenTenant): boolean =>
  entry.preparedFor !== modulesOf(entry) && performance.now() >= entry.prepareAgainAt;

const modulesOf = ({ registered }: OpenTenant): string => registered.info.modules.join();

const openPlatform = async (
  config: Options['config'],
  log: Log,
  onError: (error: unknown) => void,
): Promise<Database> => {
  await ensureDatabase(config.databaseUrl, platformName(config));
  const url = platformAddress(config);
  const platform = await openDatabase({
    url,
    entities: platformEntities,
    migrations: platformMigrations,
    poolSize,
    log,
    onError,
  });
  try {
    await bringUpToDate(platform, platformMigrations);
    return platform;
  } catch (error) {
    await platform.close();
    throw error;
  }
};
