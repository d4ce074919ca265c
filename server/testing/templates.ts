import { createHash, randomBytes } from 'node:crypto';
import pg from 'pg';
import { v7 } from 'uuid';
import { startApp } from '#server/app.ts';
import { readConfig, type Config } from '#server/config.ts';
import { provision, type Order } from '#server/control-plane/provision.ts';
import { addressOf, ensureDatabase, platformName } from '#server/database/cluster.ts';
import { openDatabase } from '#server/database/connection.ts';
import { platformMigrations } from '#server/database/migrations/platform/index.ts';
import { tenantMigrations } from '#server/database/migrations/tenant/index.ts';
import { tenantEntities } from '#server/database/schema.ts';
import { createLog } from '#server/log.ts';
import { databaseNameOf, saveRegistered } from '#server/tenants/registry.ts';
import type { TenantPool } from '#server/tenants/tenant-pool.ts';
import type { TenantInfo } from '#server/tenants/tenant.ts';
import { homeCurrency } from '#shared/currencies.ts';
import { modulesOf } from '#shared/modules/index.ts';

/** What a test's database is a copy of: all migrations of some twenty databases a file would be most of its time. */
type Template = {
  readonly name: string;
  /** Makes it under a name that begins so; gives the whole name. */
  readonly make: (clusterUrl: string, making: string) => Promise<string>;
};

/** A process may have migrations that another has not: a made-up module brings its own. */
const nameOf = (template: Template): string => {
  const names = [...platformMigrations, ...tenantMigrations].map(({ name }) => name).join('\n');
  return `template_${template.name}_${createHash('sha256').update(names).digest('hex').slice(0, 12)}`;
};

/**
 * Creates a database as the template has it. The first test that asks for one makes the template; tests in other
 * processes wait until it is there.
 */
export const createFromTemplate = async (clusterUrl: string, name: string, template: Template): Promise<void> => {
  const from = nameOf(template);
  const client = new pg.Client({ connectionString: clusterUrl });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock(hashtextextended($1, 0))', [from]);
    const found = await client.query('select 1 from pg_database where datname = $1', [from]);
    if (!found.rowCount)
      await client.query(
        `alter database ${await template.make(clusterUrl, `m${randomBytes(6).toString('hex')}`)} rename to ${from}`,
      );
    await client.query('select pg_advisory_unlock(hashtextextended($1, 0))', [from]);
    // Its files as they are: written through the log, they would be written twice.
    await client.query(`create database ${name} template ${from} strategy file_copy`);
  } finally {
    await client.end();
  }
};

/** The platform's database with every table and no records. */
export const platformTemplate: Template = {
  name: 'platform',
  make: async (clusterUrl, making) => {
    // A whole pod, for the jobs keep tables of their own there.
    const app = await startApp(configOf(clusterUrl, making));
    await app.close();
    return platformName({ databaseName: making });
  },
};

/** A tenant's database with every table and no records. */
const emptyTenant: Template = {
  name: 'tenant',
  make: async (clusterUrl, making) => {
    await ensureDatabase(clusterUrl, making);
    const database = await openDatabase({
      url: addressOf(clusterUrl, making),
      entities: tenantEntities,
      migrations: tenantMigrations,
      poolSize: 1,
      log: createLog('silent'),
    });
    await database.migrate();
    await database.close();
    return making;
  },
};

/** A tenant's database as provisioning leaves it. */
const provisionedTenant = (order: Order): Template => ({
  name: `${order.slug}_${order.suite}`,
  make: async (clusterUrl, making) => {
    const config = configOf(clusterUrl, making);
    const database = databaseNameOf(making, order.slug);
    await createFromTemplate(clusterUrl, platformName(config), platformTemplate);
    await createFromTemplate(clusterUrl, database, emptyTenant);
    const app = await startApp(config);
    await provision({ tenants: app.tenants, config }, order);
    await app.close();
    return database;
  },
});

/** A tenant's database of its own with every table; without an order there is no record in it. */
export const createTenantDatabase = async (clusterUrl: string, name: string, order?: Order): Promise<void> => {
  await createFromTemplate(clusterUrl, name, order ? provisionedTenant(order) : emptyTenant);
  // As its migrations would have: no two databases are of the same history.
  const client = new pg.Client({ connectionString: addressOf(clusterUrl, name) });
  await client.connect();
  await client.query('update log_head set epoch = gen_random_uuid()');
  await client.end();
};

type Place = { readonly tenants: TenantPool; readonly config: Pick<Config, 'databaseUrl' | 'databaseName'> };

/** Does what `provision` does, by a copy of what it did before. */
export const provisionFromTemplate = async ({ tenants, config }: Place, order: Order): Promise<void> => {
  const { slug, name, suite, plan, timeZone, accent, currency = homeCurrency } = order;
  const databaseName = databaseNameOf(config.databaseName, slug);
  await createTenantDatabase(config.databaseUrl, databaseName, order);
  const info: TenantInfo = {
    id: v7(),
    slug,
    name,
    timeZone,
    accent,
    currency,
    modules: modulesOf(suite),
    status: 'active',
    createdAt: new Date().toISOString(),
  };
  await saveRegistered(tenants.platform, { info, plan, suite, databaseName });
  tenants.forget(slug);
};

const configOf = (clusterUrl: string, databaseName: string): Config =>
  readConfig({
    DATABASE_URL: clusterUrl,
    DATABASE_NAME: databaseName,
    PORT: '0',
    LOG_LEVEL: 'silent',
    JWT_SECRET: randomBytes(32).toString('hex'),
  });
