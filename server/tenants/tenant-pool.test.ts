import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { v7 } from 'uuid';
import type { Config } from '#server/config.ts';
import { skipTime } from '#server/testing/skip-time.ts';
import { testCluster } from '#server/testing/cluster.ts';
import { tenantMigrations } from '#server/database/migrations/tenant/index.ts';
import type { LogRow } from '#server/database/log-row.ts';
import { ensureDatabase } from '#server/database/cluster.ts';
import { changeStatus, databaseNameOf, saveRegistered, slugProblem } from './registry.ts';
import { openTenantPool, type TenantPool } from './tenant-pool.ts';
import type { TenantInfo } from './tenant.ts';

type World = {
  readonly tenants: TenantPool;
  readonly another: () => Promise<TenantPool>;
  readonly add: (slug: string, status?: TenantInfo['status']) => Promise<TenantInfo>;
};

const addTo = async (
  tenants: TenantPool,
  config: Pick<Config, 'databaseUrl' | 'databaseName'>,
  slug: string,
  status: TenantInfo['status'] = 'active',
): Promise<TenantInfo> => {
  const info: TenantInfo = {
    id: v7(),
    slug,
    name: slug,
    timeZone: 'Asia/Kolkata',
    accent: 'teal',
    currency: 'INR',
    modules: ['users'],
    status,
    createdAt: new Date().toISOString(),
  };
  const databaseName = databaseNameOf(config.databaseName, slug);
  await ensureDatabase(config.databaseUrl, databaseName);
  await saveRegistered(tenants.platform, { info, plan: 'clinic', suite: 'dental', databaseName });
  return info;
};

const world = async (t: TestContext, openAtMost = 50, grace = 0): Promise<World> => {
  const { config, log } = testCluster(t);
  const another = async (): Promise<TenantPool> => {
    const opened = await openTenantPool({ config: { ...config, openTenants: openAtMost }, log, grace });
    t.after(() => opened.close());
    return opened;
  };
  const tenants = await another();
  const add: World['add'] = (slug, status) => addTo(tenants, config, slug, status);
  return { tenants, another, add };
};

const answers = async (tenants: TenantPool, slug: string): Promise<boolean> => {
  const tenant = await tenants.open(slug);
  return tenant !== null && (await tenant.db.query('select 1')).length === 1;
};

test('the platform database is made once when pods start at the same time', async (t) => {
  const { config, log } = testCluster(t);
  const pods = await Promise.all([1, 2, 3].map(() => openTenantPool({ config, log })));
  t.after(() => Promise.all(pods.map((pod) => pod.close())));
  for (const pod of pods) assert.deepEqual(await pod.list(), []);
});

test('the platform migrations make exactly what the entities say', async (t) => {
  const { tenants } = await world(t);
  assert.equal(await tenants.platform.orm.schema.getUpdateSchemaSQL({ wrap: false }), '');
});

test('a tenant is migrated once, whichever pods open it first', async (t) => {
  const { tenants, another, add } = await world(t);
  await add('apollo');
  const pods = [tenants, await another(), await another()];
  const opened = await Promise.all(pods.flatMap((pod) => [pod.open('apollo'), pod.open('apollo')]));
  assert.equal(opened[0], opened[1]);
  const ledger = await opened[0]?.db.query<{ name: string }>('select name from migration_ledger order by id');
  assert.deepEqual(
    ledger?.map((row) => row.name),
    tenantMigrations.map((migration) => migration.name),
  );
});

test('a new tenant needs no restart, and a suspended one stops by itself', async (t) => {
  const { tenants, another, add } = await world(t);
  const skip = skipTime(t);
  const elsewhere = await another();
  assert.equal(await elsewhere.open('apollo'), null);
  await add('apollo');
  skip(1_100);
  assert.ok(await answers(elsewhere, 'apollo'));
  assert.ok(await changeStatus(tenants.platform, 'apollo', 'active', 'suspended'));
  assert.ok(await answers(elsewhere, 'apollo'));
  skip(3_100);
  assert.equal(await elsewhere.open('apollo'), null);
  assert.equal((await elsewhere.find('apollo'))?.status, 'suspended');
  assert.ok(await changeStatus(tenants.platform, 'apollo', 'suspended', 'active'));
  elsewhere.forget('apollo');
  assert.ok(await answers(elsewhere, 'apollo'));
});

test('a tenant that is being provisioned is hidden from everyone else', async (t) => {
  const { tenants, add } = await world(t);
  await add('apollo', 'provisioning');
  assert.equal(await tenants.open('apollo'), null);
  assert.ok(await tenants.open('apollo', { provisioning: true }));
});

test('the least recently used tenant is closed, one in use never', async (t) => {
  const { tenants, add } = await world(t, 2);
  for (const slug of ['one', 'two', 'three', 'four']) await add(slug);
  const [one, two] = [await tenants.open('one'), await tenants.open('two')];
  assert.ok(one && two);
  await tenants.open('one');
  await tenants.open('three');
  await assert.rejects(two.db.query('select 1'), /pool/i);
  await one.db.query('select 1');

  const release = tenants.hold(one);
  const again = await tenants.open('two');
  assert.ok(again);
  const unsubscribe = again.committed.subscribe(() => undefined);
  const slow = (await tenants.open('three'))?.db.query('select pg_sleep(0.4)');
  await tenants.open('four');
  await Promise.all([one.db.query('select 1'), again.db.query('select 1'), slow]);

  release();
  release();
  unsubscribe();
  assert.ok(await answers(tenants, 'four'));
  assert.ok(await answers(tenants, 'three'));
  await assert.rejects(one.db.query('select 1'), /pool/i);
});

test('a tenant asked for a moment ago is not closed under the asker', async (t) => {
  const { tenants, add } = await world(t, 1, 60_000);
  await add('one');
  await add('two');
  const one = await tenants.open('one');
  await tenants.open('two');
  assert.deepEqual(await one?.db.query('select 1 as n'), [{ n: 1 }]);
});

test('a tenant whose preparation failed is served, and prepared when it is asked for again', async (t) => {
  const { config, log } = testCluster(t);
  let tried = 0;
  const prepare = (): Promise<void> => {
    tried += 1;
    return tried < 3 ? Promise.reject(new Error('killed')) : Promise.resolve();
  };
  const tenants = await openTenantPool({ config, log, prepare, prepareRetryMs: 0 });
  t.after(() => tenants.close());
  await addTo(tenants, config, 'apollo');
  for (const expected of [1, 2, 3, 3]) {
    assert.ok(await answers(tenants, 'apollo'));
    assert.equal(tried, expected);
  }
});

test('what is committed reaches every listener, whatever another one does', async (t) => {
  const { tenants, add } = await world(t);
  await add('apollo');
  const tenant = await tenants.open('apollo');
  const heard: number[] = [];
  tenant?.committed.subscribe(() => {
    throw new Error('a defect');
  });
  const stop = tenant?.committed.subscribe((rows) => heard.push(...rows.map((row) => row.seq)));
  tenant?.committed.announce([{ seq: 7 } as LogRow]);
  stop?.();
  tenant?.committed.announce([{ seq: 8 } as LogRow]);
  assert.deepEqual(heard, [7]);
});

test('a tenant that was open is served while the registry is away', async (t) => {
  const { tenants, add } = await world(t);
  await add('apollo');
  const skip = skipTime(t);
  const tenant = await tenants.open('apollo');
  await tenants.platform.query('alter table tenants rename to elsewhere');
  skip(3_100);
  assert.equal(await tenants.open('apollo'), tenant);
  await assert.rejects(tenants.open('other'));
  await tenants.platform.query('alter table elsewhere rename to tenants');
});

test('slugs that are reserved or cannot stand in an address are refused', async (t) => {
  for (const slug of [
    'platform',
    'api',
    'assets',
    'health',
    'ready',
    'metrics',
    'login',
    'static',
    'socket.io',
    'a',
    'Apollo',
    'a--b',
    '-a',
    'a-',
    '9lives',
    'a_b',
    'x'.repeat(33),
  ]) {
    assert.ok(slugProblem(slug), slug);
  }
  for (const slug of ['apollo', 'rs-puram', 'avmsmiles', 'a1']) assert.equal(slugProblem(slug), null);
  const { tenants } = await world(t);
  assert.equal(await tenants.open('platform'), null);
  assert.equal(await tenants.open("x'; drop table tenants; --"), null);
});
