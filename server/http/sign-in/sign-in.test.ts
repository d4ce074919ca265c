import assert from 'node:assert/strict';
import { test } from 'node:test';
import jwt from 'jsonwebtoken';
import { testBrowser, type TestAnswer, type TestBrowser } from '#server/testing/browser.ts';
import { setPassword } from '#server/identity/credentials.ts';
import { connected } from '#server/testing/client.ts';
import { world } from '#server/testing/world.ts';
import { signAccessToken } from '#server/identity/access-token.ts';

const password = 'correct horse battery';
const auth = '/smiles/api/v1/auth';

test('signing in, staying and leaving', async (t) => {
  const w = await world(t, { also: ['other', 'general'] });
  const person = await w.staffOf('clinic_staff', w.smiles);
  await setPassword(w.smiles.db, person.id, password);
  const signIn = async (browser: TestBrowser, email = person.email): Promise<TestAnswer> =>
    browser.ask('POST', `${auth}/login`, { email, password });
  const signedIn = async (): Promise<TestBrowser> => {
    const browser = testBrowser(w.url);
    assert.equal((await signIn(browser)).status, 200);
    return browser;
  };
  const me = async (browser: TestBrowser): Promise<string> => (await browser.ask('GET', `${auth}/me`)).code ?? 'ok';

  await t.test('one is answered with tokens, cookies and oneself', async () => {
    const browser = testBrowser(w.url);
    const answer = await signIn(browser, ` ${person.email.toUpperCase()} `);
    assert.equal(answer.status, 200);
    const { token, refreshToken, expiresAt, user } = answer.body.data ?? {};
    assert.equal(browser.cookie('access', '/smiles/'), token);
    assert.equal(browser.cookie('refresh', auth), refreshToken);
    assert.equal(browser.cookie('refresh', '/smiles/'), undefined);
    assert.equal(browser.cookie('access', '/other/'), undefined);
    assert.equal((user as { email: string }).email, person.email);
    const { sub, tenant_id, role, location, locations, email, iss, aud, exp } = jwt.decode(String(token)) as Record<
      string,
      unknown
    >;
    assert.deepEqual(
      { sub, tenant_id, role, location, locations, email, iss, aud },
      {
        sub: person.id,
        tenant_id: 'smiles',
        role: 'clinic_staff',
        location: 'ganapathy',
        locations: ['ganapathy'],
        email: person.email,
        iss: 'dentracrm',
        aud: 'dentracrm',
      },
    );
    assert.equal(new Date(Number(exp) * 1000).toISOString(), expiresAt);
    assert.equal(await me(browser), 'ok');
    const [row] = await w.smiles.db.query<{ last_login_at: Date | null }>(
      'select last_login_at from users where id = $1',
      [person.id],
    );
    assert.ok(row?.last_login_at);
    const [{ sessions } = { sessions: '' }] = await w.smiles.db.query<{ sessions: string }>(
      'select json_agg(s)::text as sessions from sessions s',
    );
    assert.ok(!sessions.includes(String(refreshToken).split('.')[1] ?? '?'), 'only a hash of it is kept');
  });

  await t.test('nothing tells who exists', async () => {
    const idle = await w.staffOf('clinic_staff', w.smiles);
    await setPassword(w.smiles.db, idle.id, password);
    await w.ana.request('PATCH', `/users/${idle.id}`, { isActive: false });
    const gone = await w.staffOf('clinic_staff', w.smiles);
    await setPassword(w.smiles.db, gone.id, password);
    await w.ana.request('DELETE', `/users/${gone.id}`);
    const invited = await w.staffOf('clinic_staff', w.smiles);
    const tries = [
      { email: person.email, password: 'wrong' },
      { email: person.email, password: 'x'.repeat(500) },
      { email: 'nobody@smiles.example', password },
      { email: idle.email, password },
      { email: gone.email, password },
      { email: invited.email, password },
      { email: w.eve.email, password },
    ];
    const answers = await Promise.all(tries.map((body) => testBrowser(w.url).ask('POST', `${auth}/login`, body)));
    for (const [i, answer] of answers.entries()) {
      assert.equal(answer.code, 'BAD_CREDENTIALS', tries[i]?.email);
      assert.deepEqual(answer.body, answers[0]?.body);
      assert.deepEqual(answer.headers.getSetCookie(), []);
    }
  });

  await t.test('what is no sign-in at all is refused by field', async () => {
    const bodies = [
      {},
      { email: person.email },
      { password },
      { email: 'x', password },
      { email: `a\u0000@b.example`, password },
      { email: 7, password },
      { email: person.email, password: ['x'] },
      { email: person.email, password, role: 'admin' },
    ];
    for (const body of bodies) {
      const answer = await testBrowser(w.url).ask('POST', `${auth}/login`, body);
      assert.equal(answer.code, 'VALIDATION_ERROR', JSON.stringify(body));
      assert.ok(answer.body.error?.details?.['field'], JSON.stringify(body));
    }
    const form = await fetch(`${w.url}${auth}/login`, {
      method: 'POST',
      body: new URLSearchParams({ email: person.email, password }),
    });
    assert.equal(form.status, 400);
    const elsewhere = await testBrowser(w.url).ask(
      'POST',
      `${auth}/login`,
      { email: person.email, password },
      { origin: 'https://evil.example' },
    );
    assert.equal(elsewhere.code, 'CSRF_REQUIRED');
  });

  await t.test('a refresh token is traded at every use; two tabs and lost answers do no harm', async () => {
    const browser = await signedIn();
    const first = browser.cookie('refresh', auth) ?? '';
    const access = browser.cookie('access', '/smiles/');
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => {
        const tab = testBrowser(w.url);
        tab.setCookie('refresh', auth, first);
        tab.setCookie('csrf', '/smiles/', browser.cookie('csrf', '/smiles/') ?? '');
        return tab
          .askAsPage('POST', `${auth}/refresh`)
          .then((answer) => ({ answer, refresh: tab.cookie('refresh', auth) }));
      }),
    );
    assert.deepEqual([...new Set(answers.map(({ answer }) => answer.status))], [200]);
    const [second, ...others] = new Set(answers.map(({ refresh }) => refresh));
    assert.deepEqual(others, []);
    assert.notEqual(second, first);
    assert.equal(answers[0]?.answer.body.data?.['refreshToken'], undefined, 'what came as a cookie stays one');
    browser.setCookie('refresh', auth, second ?? '');
    assert.equal((await browser.askAsPage('POST', `${auth}/refresh`)).status, 200);
    assert.notEqual(browser.cookie('refresh', auth), second);
    assert.ok(access);
  });

  await t.test('a program sends its refresh token in the body and gets the next one there', async () => {
    const login = await signIn(testBrowser(w.url));
    const answer = await testBrowser(w.url).ask('POST', `${auth}/refresh`, {
      refreshToken: login.body.data?.['refreshToken'],
    });
    assert.equal(answer.status, 200);
    assert.match(String(answer.body.data?.['refreshToken']), /^[0-9a-f-]{36}\.[\w-]{43}$/);
    assert.equal(
      (
        await testBrowser(w.url).ask('GET', `${auth}/me`, undefined, {
          authorization: `Bearer ${answer.body.data?.['token']}`,
        })
      ).status,
      200,
    );
  });

  await t.test('an old refresh token that comes back ends the whole session, its socket included', async () => {
    const browser = await signedIn();
    const stolen = browser.cookie('refresh', auth) ?? '';
    for (const _ of [1, 2]) assert.equal((await browser.askAsPage('POST', `${auth}/refresh`)).status, 200);
    const socket = await connected({ url: w.url, slug: 'smiles', token: browser.cookie('access', '/smiles/') ?? '' });
    const thief = await testBrowser(w.url).ask('POST', `${auth}/refresh`, { refreshToken: stolen });
    assert.equal(thief.code, 'SESSION_ENDED');
    assert.equal(await me(browser), 'SESSION_ENDED');
    assert.equal((await browser.askAsPage('POST', `${auth}/refresh`)).code, 'SESSION_ENDED');
    await socket.until('the end', ({ ended }) => ended.includes('signed-out'));
    socket.close();
  });

  await t.test('a refresh token that was never ours ends nothing of anyone else', async () => {
    const browser = await signedIn();
    const unknown = `${person.id}.${'x'.repeat(43)}`;
    const [sessionId = ''] = browser.cookie('refresh', auth)?.split('.') ?? [];
    const madeUp = `${sessionId}.${'x'.repeat(43)}`;
    for (const refreshToken of ['', 'x', '..', unknown, madeUp, 'x'.repeat(5000)]) {
      const answer = await testBrowser(w.url).ask('POST', `${auth}/refresh`, { refreshToken });
      assert.equal(answer.code, 'SESSION_ENDED');
    }
    assert.equal(
      (await testBrowser(w.url).ask('POST', `${auth}/refresh`, { refreshToken: 7 })).code,
      'VALIDATION_ERROR',
    );
    assert.equal((await testBrowser(w.url).ask('POST', `${auth}/refresh`)).code, 'UNAUTHENTICATED');
    assert.equal(await me(browser), 'ok');
  });

  await t.test('signing out ends the session everywhere, and can be done twice', async () => {
    const browser = await signedIn();
    const token = browser.cookie('access', '/smiles/') ?? '';
    const refreshToken = browser.cookie('refresh', auth) ?? '';
    const socket = await connected({ url: w.url, slug: 'smiles', token });
    assert.equal((await browser.ask('POST', `${auth}/logout`)).code, 'CSRF_REQUIRED');
    assert.equal((await browser.askAsPage('POST', `${auth}/logout`)).status, 200);
    for (const name of ['access', 'refresh', 'csrf']) assert.equal(browser.cookie(name, auth), undefined);
    const asBearer = await testBrowser(w.url).ask('GET', `${auth}/me`, undefined, { authorization: `Bearer ${token}` });
    assert.equal(asBearer.code, 'SESSION_ENDED');
    assert.equal((await testBrowser(w.url).ask('POST', `${auth}/refresh`, { refreshToken })).code, 'SESSION_ENDED');
    await socket.until('the end', ({ ended }) => ended.includes('signed-out'));
    socket.close();
    assert.equal((await browser.askAsPage('POST', `${auth}/logout`)).status, 200);
  });

  await t.test(
    'a person who comes back after the access token has run out signs out by the refresh token',
    async () => {
      const browser = await signedIn();
      const refreshToken = browser.cookie('refresh', auth) ?? '';
      browser.setCookie('access', '/smiles/', 'run.out.token');
      assert.equal((await browser.askAsPage('POST', `${auth}/logout`)).status, 200);
      assert.equal((await testBrowser(w.url).ask('POST', `${auth}/refresh`, { refreshToken })).code, 'SESSION_ENDED');
      const [sessionId = ''] = (await signedIn()).cookie('refresh', auth)?.split('.') ?? [];
      await testBrowser(w.url).ask('POST', `${auth}/logout`, { refreshToken: `${sessionId}.${'x'.repeat(43)}` });
      const [row] = await w.smiles.db.query<{ ended_at: Date | null }>('select ended_at from sessions where id = $1', [
        sessionId,
      ]);
      assert.equal(row?.ended_at, null, 'knowing the session’s name is not enough to end it');
    },
  );

  await t.test('cookies change nothing unless a page of ours asks; bearer tokens need no more', async () => {
    const browser = await signedIn();
    const other = await signedIn();
    const lead = { name: 'Ravi', phone: '98430 12345' };
    const path = '/smiles/api/v1/leads';
    const foreign = other.cookie('csrf', '/smiles/') ?? '';
    assert.equal((await browser.ask('POST', path, lead)).code, 'CSRF_REQUIRED');
    assert.equal((await browser.ask('POST', path, lead, { 'x-csrf-token': 'guess' })).code, 'CSRF_REQUIRED');
    assert.equal((await browser.ask('POST', path, lead, { 'x-csrf-token': foreign })).code, 'CSRF_REQUIRED');
    assert.equal(
      (await browser.askAsPage('POST', path, lead, { origin: 'https://evil.example' })).code,
      'CSRF_REQUIRED',
    );
    assert.equal((await browser.ask('GET', path)).status, 200);
    assert.equal((await browser.askAsPage('POST', path, lead, { origin: w.url })).status, 201);
    const token = browser.cookie('access', '/smiles/');
    const program = testBrowser(w.url);
    assert.equal(
      (await program.ask('POST', path, lead, { authorization: `Bearer ${token}`, origin: 'https://evil.example' }))
        .status,
      201,
    );
    const [{ count } = { count: 0 }] = await w.smiles.db.query<{ count: number }>(
      'select count(*)::int as count from leads',
    );
    assert.equal(count, 2);
  });

  await t.test('a token speaks for its own tenant, whatever a header says', async () => {
    const here = { authorization: `Bearer ${person.token}` };
    const ask = async (path: string, headers: Record<string, string>): Promise<string> =>
      (await testBrowser(w.url).ask('GET', path, undefined, headers)).code ?? 'ok';
    assert.equal(
      await ask('/smiles/api/v1/leads', {
        authorization: `Bearer ${(await w.staffOf('clinic_staff', w.smiles)).token}`,
      }),
      'ok',
    );
    assert.equal(await ask('/other/api/v1/leads', here), 'TENANT_MISMATCH');
    assert.equal(await ask('/other/api/v1/leads', { ...here, 'x-tenant-id': 'smiles' }), 'TENANT_MISMATCH');
    assert.equal(await ask('/smiles/api/v1/leads', { ...here, 'x-tenant-id': 'other' }), 'TENANT_MISMATCH');
    assert.equal(await ask('/smiles/api/v1/tenant', { 'x-tenant-id': 'other' }), 'TENANT_MISMATCH');
    assert.equal(await ask('/smiles/api/v1/tenant', { 'x-tenant-id': 'smiles' }), 'ok');
    assert.equal(await ask('/platform/api/v1/tenants', here), 'TENANT_MISMATCH');
    assert.equal(await ask('/smiles/api/v1/leads', {}), 'UNAUTHENTICATED');
    const login = await testBrowser(w.url).ask('POST', '/other/api/v1/auth/login', { email: person.email, password });
    assert.equal(login.code, 'BAD_CREDENTIALS');
    const wrongPlace = await testBrowser(w.url).ask('POST', '/other/api/v1/auth/logout', undefined, here);
    assert.equal(wrongPlace.code, 'TENANT_MISMATCH');
  });

  await t.test('the database decides, at every request: role, activity, the session itself', async () => {
    const dora = await w.staffOf('admin', w.smiles);
    const users = async (): Promise<number> => (await dora.request('GET', '/users')).status;
    assert.equal(await users(), 200);
    await w.ana.request('PATCH', `/users/${dora.id}`, { role: 'clinic_staff', clinicIds: [w.clinics.ganapathy.id] });
    assert.equal(await users(), 403);
    const claims = {
      sub: dora.id,
      tenant_id: 'smiles',
      role: 'admin' as const,
      location: null,
      locations: [],
      email: dora.email,
      sid: dora.sessionId,
    };
    const boast = signAccessToken({ ...claims, role: 'super_admin' }, w.config).token;
    const boasted = await testBrowser(w.url).ask('GET', '/smiles/api/v1/users', undefined, {
      authorization: `Bearer ${boast}`,
    });
    assert.equal(boasted.code, 'SESSION_ENDED', 'a role in a token opens nothing');
    const borrowed = signAccessToken({ ...claims, sub: w.ana.id }, w.config).token;
    const borrowing = await testBrowser(w.url).ask('GET', '/smiles/api/v1/users', undefined, {
      authorization: `Bearer ${borrowed}`,
    });
    assert.equal(borrowing.code, 'SESSION_ENDED', 'a session is one person’s');
    await w.ana.request('PATCH', `/users/${dora.id}`, { isActive: false });
    assert.equal(await users(), 401);
    const late = signAccessToken(claims, { ...w.config, accessTokenLife: -1 }).token;
    const answer = await testBrowser(w.url).ask('GET', `${auth}/me`, undefined, { authorization: `Bearer ${late}` });
    assert.equal(answer.code, 'UNAUTHENTICATED');
    assert.equal(answer.headers.get('www-authenticate'), 'Bearer');
  });

  await t.test('someone made inactive cannot refresh', async () => {
    const fay = await w.staffOf('clinic_staff', w.smiles);
    await setPassword(w.smiles.db, fay.id, password);
    const browser = testBrowser(w.url);
    await signIn(browser, fay.email);
    await w.ana.request('PATCH', `/users/${fay.id}`, { isActive: false });
    assert.equal((await browser.askAsPage('POST', `${auth}/refresh`)).code, 'SESSION_ENDED');
  });
});
