import assert from 'node:assert/strict';
import { test } from 'node:test';
import { v7 } from 'uuid';
import { setPassword } from '#server/identity/credentials.ts';
import { testBrowser, type TestBrowser } from '#server/testing/browser.ts';
import { connected } from '#server/testing/client.ts';
import { withSecondFactor } from '#server/testing/second-factor.ts';
import { auth, password, signInDesk } from '#server/testing/sign-in-desk.ts';

type Session = { id: string; isCurrent: boolean; address: string | null; device: string | null; lastUsedAt: string };

const sessionsAt = async (browser: TestBrowser, place = auth): Promise<Session[]> => {
  const answer = await browser.ask('GET', `${place}/sessions`);
  assert.equal(answer.status, 200);
  return answer.body.data as unknown as Session[];
};

const firefox = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0' };

test('one’s own account', async (t) => {
  const { w, person, signIn, signedIn, me } = await signInDesk(t);

  await t.test('a password is changed by who knows it, and ends every other session with its sockets', async () => {
    const here = await signedIn();
    const there = await signedIn();
    const socket = await connected({ url: w.url, slug: 'smiles', token: there.cookie('access', '/smiles/') ?? '' });
    const change = (currentPassword: string, newPassword: string) =>
      here.askAsPage('POST', `${auth}/change-password`, { currentPassword, newPassword });
    assert.equal((await here.ask('POST', `${auth}/change-password`, {})).code, 'CSRF_REQUIRED');
    const refused = [
      [await change('not my password', 'three green umbrellas'), 'BAD_CREDENTIALS', 'currentPassword'],
      [await change(password, 'too short'), 'VALIDATION_ERROR', 'newPassword'],
      [await change(password, 'password123456'), 'VALIDATION_ERROR', 'newPassword'],
      [await change(password, `${person.name.split(' ')[0]}1234567`), 'VALIDATION_ERROR', 'newPassword'],
      [await change(password, password), 'VALIDATION_ERROR', 'newPassword'],
      [await change('', 'three green umbrellas'), 'VALIDATION_ERROR', 'currentPassword'],
    ] as const;
    for (const [answer, code, field] of refused)
      assert.deepEqual([answer.code, answer.body.error?.details?.['field']], [code, field]);
    assert.equal(await me(there), 'ok');

    const changed = await change(password, 'three green umbrellas');
    assert.deepEqual([changed.status, Number(changed.body.data?.['endedSessions']) >= 1], [200, true]);
    await socket.until('the end', ({ ended }) => ended.includes('signed-out'));
    socket.close();
    assert.deepEqual([await me(here), await me(there)], ['ok', 'SESSION_ENDED']);
    assert.equal((await here.askAsPage('POST', `${auth}/refresh`)).status, 200);
    assert.equal((await signIn(testBrowser(w.url))).code, 'BAD_CREDENTIALS');
    await setPassword(w.smiles.db, person.id, password);
  });

  await t.test('guesses at the current password are limited as at signing in', async () => {
    const browser = await signedIn();
    const codes: (string | null)[] = [];
    for (let guess = 0; guess < 12; guess++) {
      const body = { currentPassword: `guess number ${guess}`, newPassword: 'three green umbrellas' };
      codes.push((await browser.askAsPage('POST', `${auth}/change-password`, body)).code);
    }
    assert.deepEqual([...new Set(codes)], ['BAD_CREDENTIALS', 'RATE_LIMITED']);
    // Of this browser, which is known: the person signs in elsewhere.
    assert.equal((await signIn(testBrowser(w.url))).status, 200);
  });

  await t.test('one sees where one is signed in, and ends one session, or all others', async () => {
    await setPassword(w.smiles.db, person.id, password);
    const here = await signedIn();
    const there = testBrowser(w.url);
    await there.ask('POST', `${auth}/login`, { email: person.email, password }, firefox);
    const third = await signedIn();
    const [other] = (await sessionsAt(here)).filter(({ device }) => device === 'Firefox on Linux');
    assert.ok(other && !other.isCurrent && other.address && Date.parse(other.lastUsedAt));
    assert.equal((await sessionsAt(here)).filter(({ isCurrent }) => isCurrent).length, 1);

    for (const id of [v7(), w.ana.sessionId, 'nonsense'])
      assert.equal((await here.askAsPage('DELETE', `${auth}/sessions/${id}`)).code, 'NOT_FOUND');
    assert.equal((await here.askAsPage('DELETE', `${auth}/sessions/${other.id}`)).status, 200);
    assert.deepEqual([await me(there), await me(third)], ['SESSION_ENDED', 'ok']);

    const ended = await here.askAsPage('DELETE', `${auth}/sessions`);
    assert.equal(ended.body.data?.['endedSessions'], 1);
    assert.deepEqual([await me(here), await me(third)], ['ok', 'SESSION_ENDED']);
    assert.deepEqual((await sessionsAt(here)).length, 1);

    const [own] = await sessionsAt(here);
    assert.equal((await here.askAsPage('DELETE', `${auth}/sessions/${own?.id}`)).status, 200);
    assert.equal(await me(here), 'UNAUTHENTICATED');
  });

  await t.test(
    'an admin signs a colleague out, and only an owner signs out an owner; others may do neither',
    async () => {
      const desk = await signedIn();
      const socket = await connected({ url: w.url, slug: 'smiles', token: desk.cookie('access', '/smiles/') ?? '' });
      const path = `/users/${person.id}/sessions`;
      for (const method of ['GET', 'DELETE'])
        assert.equal((await w.ben.request(method, path)).body.error?.code, 'FORBIDDEN');
      const general = await w.staffOf('admin');
      assert.equal((await general.request('DELETE', path)).body.error?.code, 'NOT_FOUND');
      const listed = (await w.ana.request('GET', path)).body.data as Session[];
      assert.ok(listed.some(({ address }) => address !== null));
      assert.equal((await w.ana.request('DELETE', path)).status, 200);
      await socket.until('the end', ({ ended }) => ended.includes('signed-out'));
      socket.close();
      assert.equal(await me(desk), 'SESSION_ENDED');

      const owner = await w.staffOf('owner');
      assert.equal((await general.request('DELETE', `/users/${owner.id}/sessions`)).body.error?.code, 'FORBIDDEN');
      assert.equal((await owner.request('DELETE', `/users/${owner.id}/sessions`)).status, 200);
      assert.equal((await owner.request('GET', '/auth/me')).status, 200, 'where they do it they stay');
    },
  );

  await t.test('someone of the platform looks after theirs there; what they have at tenants ends with it', async () => {
    const place = '/platform/api/v1/auth';
    const petra = { email: 'petra@platform.example', password };
    const platform = w.pods[0]?.tenants.platform ?? assert.fail();
    const [{ id } = { id: '' }] = await platform.query<{ id: string }>('select id from platform_users');
    const phone = await withSecondFactor(platform, id, w.config.jwtSecret);
    const signInAt = async (browser: TestBrowser) =>
      browser.ask('POST', `${place}/login`, { ...petra, code: await phone.fresh() });
    const [here, there] = [testBrowser(w.url), testBrowser(w.url)];
    for (const browser of [here, there]) assert.equal((await signInAt(browser)).status, 200);
    assert.equal((await there.askAsPage('POST', '/platform/api/v1/tenants/smiles/enter')).status, 200);
    assert.equal((await there.ask('GET', `${auth}/sessions`)).code, 'FORBIDDEN');
    const all = await sessionsAt(here, place);
    const known = all.filter(({ address }) => address !== null);
    assert.equal(known.length, 2, 'what was entered is a part of the session there');
    const socket = await connected({ url: w.url, slug: 'smiles', token: there.cookie('access', '/smiles/') ?? '' });
    const other = known.find(({ isCurrent }) => !isCurrent);
    assert.equal((await here.askAsPage('DELETE', `${place}/sessions/${other?.id}`)).status, 200);
    await socket.until('the end', ({ ended }) => ended.includes('signed-out'));
    socket.close();
    assert.equal((await there.ask('GET', `${place}/me`)).code, 'SESSION_ENDED');
    assert.equal((await here.ask('GET', `${place}/me`)).status, 200);
  });
});
