import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { v7 } from 'uuid';
import { Refusal } from '#shared/refusal.ts';
import type { Config } from '#server/config.ts';
import { testCluster } from '#server/testing/cluster.ts';
import { verifyPassword } from '#server/identity/passwords.ts';
import { ensurePlatformUser, setPassword } from '#server/identity/credentials.ts';
import { provision, slugOf, type Order } from './provision.ts';
import { openTenantPool, type TenantPool } from '#server/tenants/tenant-pool.ts';
import type { Tenant } from '#server/tenants/tenant.ts';

const apollo: Order = {
  slug: 'apollo',
  name: 'Apollo Dental',
  clinics: ['RS Puram', 'Indiranagar'],
  suite: 'dental',
  plan: 'clinic',
  timeZone: 'Asia/Kolkata',
  accent: 'teal',
  admin: { email: 'Admin@Apollo.example', name: 'Asha Rao', role: 'admin' },
};

const world = async (t: TestContext): Promise<{ tenants: TenantPool; config: Config }> => {
  const { config, log } = testCluster(t);
  const tenants = await openTenantPool({ config, log });
  t.after(() => tenants.close());
  return { tenants, config };
};

const opened = async (tenants: TenantPool, slug: string): Promise<Tenant> => {
  const tenant = await tenants.open(slug);
  assert.ok(tenant);
  return tenant;
};

const passwordOf = async (tenant: Tenant, email: string): Promise<string | null> => {
  const [row] = await tenant.db.query<{ password_hash: string }>(
    'select password_hash from credentials join users on users.id = user_id where email = $1',
    [email],
  );
  return row?.password_hash ?? null;
};

test('a tenant is made with its clinics and an admin who can sign in', async (t) => {
  const place = await world(t);
  const steps: string[] = [];
  const { info, admin } = await provision(place, { ...apollo, onStep: (step) => steps.push(step) });
  assert.equal(info.status, 'active');
  const { logo, ...registered } = info;
  assert.equal(logo, null);
  assert.deepEqual(await place.tenants.list(), [registered]);
  assert.ok(steps.length >= 5);

  const tenant = await opened(place.tenants, 'apollo');
  const clinics = await tenant.db.query('select name, slug from clinics order by slug');
  assert.deepEqual(clinics, [
    { name: 'Indiranagar', slug: 'indiranagar' },
    { name: 'RS Puram', slug: 'rs-puram' },
  ]);
  const [user] = await tenant.db.query('select name, email, role from users');
  assert.deepEqual(user, { name: 'Asha Rao', email: 'admin@apollo.example', role: 'admin' });
  assert.ok(admin.generatedPassword);
  assert.ok(await verifyPassword(await passwordOf(tenant, 'admin@apollo.example'), admin.generatedPassword, 'here'));
  const [first] = await tenant.db.query('select command, actor_name from change_log order by seq');
  assert.deepEqual(first, { command: 'settings.create', actor_name: 'DentraCRM' });
});

test('provisioning that was stopped at any step is taken up and makes the same tenant', async (t) => {
  const place = await world(t);
  const made: string[] = [];
  await provision(place, { ...apollo, slug: 'whole', onStep: (step) => made.push(step) });
  for (const stopAt of made.keys()) {
    const slug = `stopped-${stopAt}`;
    let step = 0;
    const stopping = provision(place, {
      ...apollo,
      slug,
      onStep: () => {
        if (step++ === stopAt) throw new Error('power cut');
      },
    });
    await assert.rejects(stopping, /power cut/);
    // The last step is told when everything is done.
    if (stopAt < made.length - 1) {
      assert.equal(await place.tenants.open(slug), null);
      await provision(place, { ...apollo, slug });
    }
    const tenant = await opened(place.tenants, slug);
    assert.equal((await tenant.db.query('select 1 from clinics')).length, 2);
    assert.equal((await tenant.db.query('select 1 from users')).length, 1);
  }
});

test('what is still to be filled in keeps a tenant from being served', async (t) => {
  const place = await world(t);
  const failing = provision(place, { ...apollo, populate: () => Promise.reject(new Error('no data')) });
  await assert.rejects(failing, /no data/);
  assert.equal(await place.tenants.open('apollo'), null);
  const filled: string[] = [];
  await provision(place, { ...apollo, populate: async (tenant) => void filled.push(tenant.info.slug) });
  assert.deepEqual(filled, ['apollo']);
  await opened(place.tenants, 'apollo');
});

test('a taken or impossible order is refused before anything is made', async (t) => {
  const place = await world(t);
  await provision(place, apollo);
  const cases: [Partial<Order>, string, string][] = [
    [{}, 'DUPLICATE', 'slug'],
    [{ slug: 'platform' }, 'VALIDATION_ERROR', 'slug'],
    [{ slug: 'Apollo 2' }, 'VALIDATION_ERROR', 'slug'],
    [{ slug: 'other', name: ' ' }, 'VALIDATION_ERROR', 'name'],
    [{ slug: 'other', clinics: ['RS Puram', 'R.S. Puram', 'rs-puram'] }, 'VALIDATION_ERROR', 'clinics'],
    [{ slug: 'other', clinics: ['சென்னை'] }, 'VALIDATION_ERROR', 'clinics'],
    [{ slug: 'other', suite: 'general' }, 'VALIDATION_ERROR', 'clinics'],
    [{ slug: 'other', timeZone: 'Asia/Coimbatore' }, 'VALIDATION_ERROR', 'timeZone'],
    [{ slug: 'other', accent: 'red; background: url(//x)' }, 'VALIDATION_ERROR', 'accent'],
    [{ slug: 'other', admin: { ...apollo.admin, email: 'nobody' } }, 'VALIDATION_ERROR', 'admin'],
    [{ slug: 'other', admin: { ...apollo.admin, password: 'short' } }, 'VALIDATION_ERROR', 'password'],
  ];
  for (const [change, code, field] of cases) {
    await assert.rejects(provision(place, { ...apollo, ...change }), (error) => {
      assert.ok(error instanceof Refusal, String(error));
      assert.deepEqual([error.code, error.details?.field], [code, field]);
      return true;
    });
  }
  assert.equal((await place.tenants.list()).length, 1);
});

test('two who make the same tenant at once make one', async (t) => {
  const place = await world(t);
  const both = await Promise.allSettled([provision(place, apollo), provision(place, apollo)]);
  assert.deepEqual(both.map((one) => one.status).toSorted(), ['fulfilled', 'rejected']);
  assert.equal((await (await opened(place.tenants, 'apollo')).db.query('select 1 from users')).length, 1);
});

test('a new password signs out everyone who used the old one', async (t) => {
  const place = await world(t);
  await provision(place, apollo);
  const { db } = await opened(place.tenants, 'apollo');
  const [user] = await db.query<{ id: string }>('select id from users');
  assert.ok(user);
  await db.query(
    `insert into sessions (id, user_id, refresh_hash, rotated_at, created_at, expires_at) values ($1, $2, 'x', now(), now(), now())`,
    [v7(), user.id],
  );
  await setPassword(db, user.id, 'a new long password');
  assert.deepEqual(await db.query('select 1 from sessions where ended_at is null'), []);
  await assert.rejects(setPassword(db, user.id, 'short'), Refusal);
});

test("the platform's own people are entered once, and keep their password", async (t) => {
  const { tenants } = await world(t);
  const owner = { email: 'owner@dentracrm.example', name: 'Siru', password: 'the first password' };
  await Promise.all([ensurePlatformUser(tenants.platform, owner), ensurePlatformUser(tenants.platform, owner)]);
  await ensurePlatformUser(tenants.platform, { ...owner, password: 'another password' });
  const rows = await tenants.platform.query<{ password_hash: string }>(
    'select password_hash from platform_users join credentials on user_id = id',
  );
  assert.equal(rows.length, 1);
  assert.ok(await verifyPassword(rows[0]?.password_hash ?? null, owner.password, 'here'));
});

test('places in addresses follow from names', () => {
  assert.equal(slugOf('RS Puram'), 'rs-puram');
  assert.equal(slugOf(' St. Thomas’ Mount '), 'st-thomas-mount');
  assert.equal(slugOf('Café Ñandú'), 'cafe-nandu');
});
