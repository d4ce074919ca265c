import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testBrowser } from '#server/testing/browser.ts';
import { setPassword } from '#server/identity/credentials.ts';
import { connected } from '#server/testing/client.ts';
import { auth, password, signInDesk } from '#server/testing/sign-in-desk.ts';

test('staying and leaving', async (t) => {
  const { w, person, signIn, signedIn, me } = await signInDesk(t);

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

  await t.test('someone made inactive cannot refresh', async () => {
    const fay = await w.staffOf('clinic_staff', w.smiles);
    await setPassword(w.smiles.db, fay.id, password);
    const browser = testBrowser(w.url);
    await signIn(browser, fay.email);
    await w.ana.request('PATCH', `/users/${fay.id}`, { isActive: false });
    const own = await browser.askAsPage('POST', `${auth}/refresh`);
    assert.deepEqual([own.code, own.body.error?.details], ['SESSION_ENDED', { deactivated: true }]);
    // The session's number alone tells nothing about its person.
    const [sessionId = ''] = (browser.cookie('refresh', auth) ?? '').split('.');
    const refreshToken = `${sessionId}.${'A'.repeat(43)}`;
    const other = await fetch(`${w.url}${auth}/refresh`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ refreshToken }),
    });
    const said = (await other.json()) as { error: { code: string; details?: object } };
    assert.deepEqual([said.error.code, said.error.details], ['SESSION_ENDED', undefined]);
  });
});
