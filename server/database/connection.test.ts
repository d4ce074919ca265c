import assert from 'node:assert/strict';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { test, type TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { v7 } from 'uuid';
import { enqueue } from '#server/commands/enqueue.ts';
import { createLog } from '#server/log.ts';
import { tenantMigrations } from '#server/database/migrations/tenant/index.ts';
import { tenantEntities } from './schema.ts';
import { adminUrl, testDatabase } from '#server/testing/test-database.ts';
import { isConnectionError } from './errors.ts';
import { openDatabase, type Database, type Limits } from './connection.ts';
import { openTenant } from '#server/tenants/open-tenant.ts';

const log = createLog('silent');

/** Stands between us and PostgreSQL, and falls silent when told: connections stay, nothing comes through. */
const freezable = async (t: TestContext, url: URL): Promise<{ url: string; freeze: () => void; thaw: () => void }> => {
  let frozen = false;
  const sockets = new Set<Socket>();
  const proxy = createServer((near) => {
    const far = connect(Number(url.port), url.hostname);
    const pairs: [Socket, Socket][] = [
      [near, far],
      [far, near],
    ];
    for (const [from, to] of pairs) {
      sockets.add(from);
      from.on('data', (bytes) => void (frozen || to.write(bytes)));
      from.on('error', () => undefined);
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    sockets.forEach((socket) => socket.destroy());
    proxy.close();
  });
  const through = new URL(url);
  through.host = `127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  return { url: through.href, freeze: () => void (frozen = true), thaw: () => void (frozen = false) };
};

const addressOfTest = async (db: Database): Promise<URL> => {
  const [row] = await db.query<{ name: string }>('select current_database() as name');
  const url = new URL(adminUrl());
  url.pathname = `/${row?.name}`;
  return url;
};

const opened = async (t: TestContext, url: string, limits: Partial<Limits>): Promise<Database> => {
  const db = await openDatabase({
    url,
    entities: tenantEntities,
    migrations: tenantMigrations,
    poolSize: 6,
    log,
    limits,
  });
  t.after(() => db.close());
  return db;
};

test('costly questions leave connections for mutations, and end with a message for the person who asked', async (t) => {
  const url = await addressOfTest(await testDatabase(t));
  const db = await opened(t, url.href, { read: 1_000 });
  let answered = 0;
  const costly = Array.from({ length: 6 }, () =>
    db.read('select pg_sleep(20)').catch((error: unknown) => {
      answered += 1;
      return error;
    }),
  );
  assert.equal((await db.query('select 1')).length, 1);
  assert.equal(await db.transaction(async (query) => (await query('select 1')).length), 1);
  assert.equal(answered, 0, 'the write path has not waited for any of them');
  for (const error of await Promise.all(costly)) {
    assert.deepEqual((error as { toJSON: () => unknown }).toJSON(), {
      code: 'VALIDATION_ERROR',
      message: 'This takes too long. Narrow the filter.',
      details: { field: 'filter' },
    });
  }
  const left = async (): Promise<number | undefined> => {
    const [row] = await db.query<{ n: number }>(
      `select count(*)::int as n from pg_stat_activity where datname = current_database() and query = 'select pg_sleep(20)' and state = 'active'`,
    );
    return row?.n;
  };
  // PostgreSQL answers a moment before it says of itself that it is done.
  const end = Date.now() + 5_000;
  while ((await left()) !== 0 && Date.now() < end) await pause(20);
  assert.equal(await left(), 0, 'PostgreSQL stops a query that has no reader left');
  assert.equal((await db.read('select 1')).length, 1);
});

test('long transactions, as of imports, take their connections from questions', async (t) => {
  const url = await addressOfTest(await testDatabase(t));
  const db = await opened(t, url.href, { read: 1_000 });
  const end = Promise.withResolvers<void>();
  const locks = [1, 2].map(() => db.transaction(() => end.promise));
  let answered = 0;
  const costly = Array.from({ length: 3 }, () => db.read('select pg_sleep(20)').catch(() => (answered += 1)));
  assert.equal((await db.query('select 1')).length, 1);
  assert.equal(answered, 0);
  end.resolve();
  await Promise.all([...locks, ...costly]);
});

test('a question whose turn does not come is refused, not kept for ever', async (t) => {
  const url = await addressOfTest(await testDatabase(t));
  const db = await opened(t, url.href, { read: 2_500, silence: 1_000 });
  const asked = Array.from({ length: 4 }, () =>
    db.read('select pg_sleep(20)').catch((error: unknown) => (error as { code?: string }).code),
  );
  const refused = (await Promise.all(asked)).filter((code) => code === 'UNAVAILABLE');
  assert.equal(refused.length, 2, 'two were being read: the third slot is kept for another person');
});

const cut = (client: pg.PoolClient): void => {
  (client as unknown as { connection: { stream: Socket } }).connection.stream.destroy();
};

for (const [when, statement] of Object.entries({ begins: 'begin', 'is under way': 'select 1', ends: 'commit' }))
  test(`a connection that is lost as a transaction on entities ${when} is not lost to the pool`, async (t) => {
    const db = await opened(t, (await addressOfTest(await testDatabase(t))).href, {});
    const connection = db.orm.em.getConnection() as unknown as { getNativeClient: () => Promise<pg.Pool> };
    const pool = await connection.getNativeClient();
    const cutAt = (client: pg.PoolClient): void => {
      const query = client.query.bind(client) as (...args: unknown[]) => unknown;
      const cutting = (...args: unknown[]): unknown => {
        if (args[0] === statement) cut(client);
        return query(...args);
      };
      client.query = cutting as typeof client.query;
    };
    for (let time = 0; time < 7; time++) {
      pool.once('acquire', cutAt);
      await assert.rejects(db.entities((em) => em.transactional((tx) => tx.execute('select 1'))));
    }
    assert.equal((await db.query('select 1')).length, 1, 'seven were cut, of a pool of six');
    assert.equal(pool.totalCount, 1);
  });

test('a database that falls silent is away, for every way of asking; when it is back, so are we', async (t) => {
  const { url, freeze, thaw } = await freezable(t, await addressOfTest(await testDatabase(t)));
  const db = await opened(t, url, { read: 400, silence: 800 });
  const ways: Record<string, () => Promise<unknown>> = {
    query: () => db.query('select 1'),
    prepared: () => db.prepared('select 1'),
    read: () => db.read('select 1'),
    transaction: () => db.transaction((query) => query('select 1')),
    entities: () => db.entities((em) => em.execute('select 1')),
    'entities in a transaction': () => db.entities((em) => em.transactional((tx) => tx.execute('select 1'))),
  };
  await Promise.all(Object.values(ways).map((ask) => ask()));
  freeze();
  for (const [way, ask] of Object.entries(ways)) {
    await assert.rejects(ask, (error) => isConnectionError(error), way);
  }
  thaw();
  for (const ask of Object.values(ways)) await ask();
});

test('waiting without a limit, as for a migration elsewhere, is not silence', async (t) => {
  const url = await addressOfTest(await testDatabase(t));
  const db = await opened(t, url.href, { silence: 1_000 });
  const waited = await db.transaction(async (query) => {
    await query('set local statement_timeout = 0');
    return query('select pg_sleep(1.5)');
  });
  assert.equal(waited.length, 1);
  await assert.rejects(db.query('select pg_sleep(1.5)'), /Query read timeout/);
});

test('a mutation under way when PostgreSQL freezes is done once it is back, and once only', async (t) => {
  const direct = await testDatabase(t);
  const { url, freeze, thaw } = await freezable(t, await addressOfTest(direct));
  const db = await opened(t, url, { silence: 800 });
  const info = {
    id: v7(),
    slug: 'frozen',
    name: 'Frozen',
    timeZone: 'Asia/Kolkata',
    accent: '',
    currency: 'INR',
    modules: ['users'],
    status: 'active' as const,
    createdAt: '',
  };
  const { tenant } = openTenant({ info, plan: '', suite: 'general', databaseName: '' }, db, {
    platform: direct,
    log,
    activity: { mark: () => Promise.resolve(), active: () => Promise.resolve([]), looked: () => Promise.resolve() },
    listeners: new Set(),
  });
  const mutation = {
    mid: v7(),
    name: 'users.create',
    args: { name: 'Ana', email: 'ana@frozen.example', role: 'admin', clinicIds: [] },
  };
  await db.query('select 1');
  freeze();
  const answer = enqueue(tenant, { kind: 'system', name: 'test' }, mutation);
  await assert.rejects(db.query('select 1'), (error) => isConnectionError(error));
  thaw();
  assert.equal((await answer).ok, true);
  const [count] = await direct.query<{ n: number }>(`select count(*)::int as n from users where email like 'ana@%'`);
  assert.equal(count?.n, 1);
});

test('a connection that is never given back does not keep a database from closing', async (t) => {
  const address = await addressOfTest(await testDatabase(t));
  const db = await openDatabase({
    url: address.href,
    entities: tenantEntities,
    migrations: tenantMigrations,
    poolSize: 2,
    log,
    limits: { silence: 200 },
  });
  const held = Promise.withResolvers<void>();
  const taken = db.transaction(async (query) => {
    await query('select 1');
    held.resolve();
    await new Promise(() => undefined);
  });
  taken.catch(() => undefined);
  await held.promise;
  await db.close();
});
