import { randomBytes } from 'node:crypto';
import type { TestContext } from 'node:test';
import { createLog } from '#server/log.ts';
import { tenantMigrations } from '#server/database/migrations/tenant/index.ts';
import { tenantEntities } from '#server/database/schema.ts';
import { addressOf } from '#server/database/cluster.ts';
import { openDatabase, type Database } from '#server/database/connection.ts';
import { createTenantDatabase } from './templates.ts';

/** The address of the PostgreSQL that `npm test` starts; it may be filled and thrown away. */
export const adminUrl = (): string => {
  const url = process.env['TEST_DATABASE_URL'];
  if (!url)
    throw new Error(
      'TEST_DATABASE_URL is missing: run the tests with "npm test -- server/…", which starts a PostgreSQL.',
    );
  return url;
};

const log = createLog('silent');

/** A name that no other test uses, fit for a database. */
export const freshName = (): string => `t${randomBytes(6).toString('hex')}`;

/** A tenant's database of its own for one test, with every table. */
export const testDatabase = async (t: TestContext): Promise<Database> => {
  const name = freshName();
  const admin = await openDatabase({ url: adminUrl(), entities: tenantEntities, migrations: [], poolSize: 1, log });
  await createTenantDatabase(adminUrl(), name);
  const database = await openDatabase({
    url: addressOf(adminUrl(), name),
    entities: tenantEntities,
    migrations: tenantMigrations,
    poolSize: 4,
    log,
  });
  t.after(async () => {
    await database.close();
    await admin.query(`drop database ${name} with (force)`);
    await admin.close();
  });
  return database;
};
