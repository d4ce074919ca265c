import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testBrowser, type TestBrowser } from '#server/testing/browser.ts';
import { setPassword } from '#server/identity/credentials.ts';
import { connected } from '#server/testing/client.ts';
import { withSecondFactor } from '#server/testing/second-factor.ts';
import { world, type World } from '#server/testing/world.ts';

const password = 'correct horse battery';
const petra = { email: 'petra@platform.example', password };

test('the platform’s owner', async (t) => {
  const w = await world(t, { also: ['other', 'general'] });
  const [{ id } = { id: '' }] = await platformUsers(w);
  const platform = w.pods[0]?.tenants.platform ?? assert.fail();
  const phone = await withSecondFactor(platform, id, w.config.jwtSecret);
  const withCode = async () => ({ ...petra, code: await phone.fresh() });
  const atPlatform = async (): Promise<TestBrowser> => {
    const browser = testBrowser(w.url);
    assert.equal((await browser.ask('POST', '/platform/api/v1/auth/login', await withCode())).status, 200);
    return browser;
  };

  await t.test('signs in at the platform and sees every tenant', async () => {
    const browser = await atPlatform();
    const me = await browser.ask('GET', '/platform/api/v1/auth/me');
    assert.deepEqual(Object.keys(me.body.data ?? {}), ['id', 'name', 'email', 'role']);
    const tenants = await browser.ask('GET', '/platform/api/v1/tenants');
    const slugs = (tenants.body.data as unknown as { slug: string }[]).map(({ slug }) => slug);
    assert.deepEqual(slugs, ['general', 'other', 'smiles']);
    assert.doesNotMatch(JSON.stringify(tenants.body), /database/i);
    assert.equal((await browser.askAsPage('POST', '/platform/api/v1/auth/refresh')).status, 200);
  });

  await t.test('enters a tenant from there, with a session that ends with the platform’s', async () => {
    const browser = await atPlatform();
    assert.equal((await browser.ask('POST', '/platform/api/v1/tenants/smiles/enter')).code, 'CSRF_REQUIRED');
    const entered = await browser.askAsPage('POST', '/platform/api/v1/tenants/smiles/enter');
    assert.equal(entered.status, 200);
    assert.equal((await browser.askAsPage('POST', '/platform/api/v1/tenants/nowhere/enter')).code, 'NOT_FOUND');
    const me = await browser.ask('GET', '/smiles/api/v1/auth/me');
    assert.equal(me.body.data?.['role'], 'super_admin');
    assert.equal((await browser.ask('GET', '/other/api/v1/auth/me')).code, 'UNAUTHENTICATED');
    const lead = await browser.askAsPage('POST', '/smiles/api/v1/leads', { name: 'Ravi', phone: '98430 12345' });
    assert.equal(lead.status, 201);
    assert.equal((await browser.askAsPage('POST', '/smiles/api/v1/auth/refresh')).status, 200);
    const again = await browser.askAsPage('POST', '/platform/api/v1/tenants/smiles/enter');
    assert.equal(again.status, 200);
    const socket = await connected({ url: w.url, slug: 'smiles', token: String(again.body.data?.['token']) });
    assert.equal((await browser.askAsPage('POST', '/platform/api/v1/auth/logout')).status, 200);
    assert.equal((await browser.ask('GET', '/smiles/api/v1/auth/me')).code, 'SESSION_ENDED');
    await socket.until('the end', ({ ended }) => ended.includes('signed-out'));
    socket.close();
  });

  await t.test('may also sign in at a tenant, and only there', async () => {
    const browser = testBrowser(w.url);
    const answer = await browser.ask('POST', '/smiles/api/v1/auth/login', await withCode());
    assert.equal(answer.status, 200);
    assert.equal((await browser.ask('GET', '/smiles/api/v1/leads')).status, 200);
    const headers = { authorization: `Bearer ${answer.body.data?.['token']}` };
    for (const path of ['/platform/api/v1/tenants', '/other/api/v1/leads']) {
      assert.equal((await browser.ask('GET', path, undefined, headers)).code, 'TENANT_MISMATCH');
    }
    assert.equal((await browser.askAsPage('POST', '/smiles/api/v1/auth/logout')).status, 200);
    assert.equal((await browser.ask('GET', '/smiles/api/v1/leads', undefined, headers)).code, 'SESSION_ENDED');
  });

  await t.test('is not known at a tenant whose own person has the same address', async () => {
    const { id } = await w.create(w.other, 'users.create', {
      name: 'Petra Other',
      email: petra.email,
      role: 'clinic_staff',
      clinicIds: [await clinicOf(w.other.db)],
    });
    await setPassword(w.other.db, id, 'another battery horse');
    assert.equal((await testBrowser(w.url).ask('POST', '/other/api/v1/auth/login', petra)).code, 'BAD_CREDENTIALS');
    const own = await testBrowser(w.url).ask('POST', '/other/api/v1/auth/login', {
      ...petra,
      password: 'another battery horse',
    });
    assert.match(JSON.stringify(own.body.data), /"role":"clinic_staff"/);
  });

  await t.test('a tenant’s admin is a stranger to the platform', async () => {
    const admin = { email: 'first@smiles.example', password };
    assert.equal((await testBrowser(w.url).ask('POST', '/smiles/api/v1/auth/login', admin)).status, 200);
    assert.equal((await testBrowser(w.url).ask('POST', '/platform/api/v1/auth/login', admin)).code, 'BAD_CREDENTIALS');
    assert.equal((await testBrowser(w.url).ask('GET', '/platform/api/v1/tenants')).code, 'UNAUTHENTICATED');
  });

  await t.test('loses everything at once when made inactive', async () => {
    const browser = await atPlatform();
    await browser.askAsPage('POST', '/platform/api/v1/tenants/smiles/enter');
    await w.pods[0]?.tenants.platform.query('update platform_users set is_active = false');
    assert.equal((await browser.ask('GET', '/platform/api/v1/tenants')).code, 'SESSION_ENDED');
    assert.equal((await browser.ask('GET', '/smiles/api/v1/leads')).code, 'SESSION_ENDED');
    assert.equal((await browser.askAsPage('POST', '/smiles/api/v1/auth/refresh')).code, 'SESSION_ENDED');
    assert.equal((await testBrowser(w.url).ask('POST', '/platform/api/v1/auth/login', petra)).code, 'BAD_CREDENTIALS');
  });
});

const platformUsers = (w: World): Promise<{ id: string }[]> =>
  w.pods[0]?.tenants.platform.query<{ id: string }>('select id from platform_users') ?? assert.fail();

const clinicOf = async (db: { query: <Row>(sql: string) => Promise<Row[]> }): Promise<string> => {
  const [clinic] = await db.query<{ id: string }>('select id from clinics');
  return clinic?.id ?? '';
};
