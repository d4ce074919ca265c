import assert from 'node:assert/strict';
import { test } from 'node:test';
import { settingsId } from '#shared/tailoring.ts';
import { setPassword } from '#server/identity/credentials.ts';
import { testBrowser, type TestAnswer, type TestBrowser } from '#server/testing/browser.ts';
import { connected } from '#server/testing/client.ts';
import { authenticatorOf, withSecondFactor } from '#server/testing/second-factor.ts';
import { auth, password, signInDesk } from '#server/testing/sign-in-desk.ts';
import { world } from '#server/testing/world.ts';

const refusal = ({ code, body }: TestAnswer) => [code, body.error?.details?.['field']];

test('a second factor', async (t) => {
  const { w, person, signedIn, me } = await signInDesk(t);
  const login = (code?: string, email = person.email, browser = testBrowser(w.url)): Promise<TestAnswer> =>
    browser.ask('POST', `${auth}/login`, { email, password, code });
  const post = (browser: TestBrowser, path: string, body: unknown) => browser.askAsPage('POST', `${auth}${path}`, body);

  await t.test(
    'is set up with the password and a first code; each code and each recovery code works once',
    async () => {
      const desk = await signedIn();
      assert.deepEqual(refusal(await post(desk, '/totp', { password: 'not mine' })), ['BAD_CREDENTIALS', 'password']);
      const begun = await post(desk, '/totp', { password });
      const { secret, uri } = begun.body.data as { secret: string; uri: string };
      const phone = authenticatorOf(uri);
      assert.equal((await login()).status, 200, 'begun is not yet on');
      assert.deepEqual(refusal(await post(desk, '/totp/confirm', { code: '12345' })), ['BAD_CREDENTIALS', 'code']);
      const first = phone.code();
      const confirmed = await post(desk, '/totp/confirm', { code: `${first.slice(0, 3)} ${first.slice(3)}` });
      const { recoveryCodes } = confirmed.body.data as { recoveryCodes: string[] };
      assert.equal(new Set(recoveryCodes).size, 10);
      const [kept] = await w.smiles.db.query<{ rows: string }>(
        `select (select json_agg(f)::text from second_factors f) || (select json_agg(c)::text from recovery_codes c) as rows`,
      );
      for (const clear of [secret, ...recoveryCodes])
        assert.ok(!kept?.rows.includes(clear), 'nothing is kept in clear');
      assert.equal(await me(desk), 'ok');

      assert.deepEqual(refusal(await login()), ['SECOND_FACTOR_REQUIRED', 'code']);
      assert.deepEqual(refusal(await login(first)), ['BAD_CREDENTIALS', 'code'], 'the first code is used up');
      const next = phone.code(1);
      const both = await Promise.all([login(next), login(next)]);
      assert.deepEqual(
        both.map(({ status }) => status).toSorted((a, b) => a - b),
        [200, 401],
        'of two with one code one comes in',
      );
      assert.deepEqual(refusal(await login(phone.code(-1))), ['BAD_CREDENTIALS', 'code'], 'nor one from before it');

      const [paper = ''] = recoveryCodes;
      assert.equal((await login(paper.toUpperCase().replaceAll('-', ' '))).status, 200);
      assert.deepEqual(refusal(await login(paper)), ['BAD_CREDENTIALS', 'code']);
      const state = await desk.ask('GET', `${auth}/totp`);
      assert.deepEqual([state.body.data?.['isOn'], state.body.data?.['recoveryCodesLeft']], [true, 9]);
    },
  );

  await t.test('is no way around the password, and a wrong password says nothing of it', async () => {
    const wrong = { email: person.email, password: 'not the password', code: '000000' };
    const answer = await testBrowser(w.url).ask('POST', `${auth}/login`, wrong);
    assert.deepEqual(refusal(answer), ['BAD_CREDENTIALS', undefined]);
  });

  await t.test('is reset for a colleague by an admin, and turned off by oneself with the password', async () => {
    assert.equal((await w.ben.request('DELETE', `/users/${person.id}/totp`)).body.error?.code, 'FORBIDDEN');
    const reset = await w.ana.request('DELETE', `/users/${person.id}/totp`);
    assert.deepEqual(reset.body.data, { wasOn: true });
    const desk = await signedIn();
    await withSecondFactor(w.smiles.db, person.id, w.config.jwtSecret);
    assert.equal((await post(desk, '/totp', { password })).code, 'CONFLICT');
    assert.equal((await post(desk, '/totp/recovery-codes', { password })).status, 200);
    assert.deepEqual(refusal(await post(desk, '/totp/off', {})), ['VALIDATION_ERROR', 'password']);
    assert.equal((await post(desk, '/totp/off', { password })).status, 200);
    assert.equal((await login()).status, 200);
  });

  await t.test('is asked of admins where the tenant says so: until it is set up they reach nothing else', async () => {
    const set = await w.ana.request('PATCH', `/settings/${settingsId}`, { adminsNeedSecondFactor: true });
    assert.equal(set.status, 200, JSON.stringify(set.body));
    await setPassword(w.smiles.db, w.ana.id, password);
    const browser = testBrowser(w.url);
    const answer = await login(undefined, w.ana.email, browser);
    assert.deepEqual([answer.status, answer.body.data?.['setUp']], [200, 'second-factor']);
    const leads = (): Promise<TestAnswer> => browser.ask('GET', '/smiles/api/v1/leads');
    assert.equal((await leads()).code, 'SECOND_FACTOR_SETUP');
    assert.equal((await browser.askAsPage('POST', `${auth}/refresh`)).status, 200);
    assert.equal((await leads()).code, 'SECOND_FACTOR_SETUP', 'renewing leads around nothing');
    assert.equal((await post(browser, '/change-password', {})).code, 'SECOND_FACTOR_SETUP');
    const token = browser.cookie('access', '/smiles/') ?? '';
    await assert.rejects(connected({ url: w.url, slug: 'smiles', token, reconnection: false }));
    assert.equal((await browser.ask('GET', `${auth}/me`)).body.data?.['setUp'], 'second-factor');

    const begun = await post(browser, '/totp', { password });
    const phone = authenticatorOf(String(begun.body.data?.['uri']));
    assert.equal((await post(browser, '/totp/confirm', { code: phone.code() })).status, 200);
    assert.equal((await browser.askAsPage('POST', `${auth}/refresh`)).status, 200);
    assert.equal((await leads()).status, 200);
    assert.equal((await post(browser, '/totp/off', { password })).code, 'FORBIDDEN');
    assert.equal((await login()).status, 200, 'staff are not asked');
  });
});

test('guesses at codes are limited as those at passwords are, and a right password forgets none of them', async (t) => {
  const { w, person } = await signInDesk(t);
  await withSecondFactor(w.smiles.db, person.id, w.config.jwtSecret);
  const codes: (string | null)[] = [];
  for (let guess = 0; guess < 12; guess++) {
    const browser = testBrowser(w.url);
    // Between the guesses someone who only wants to be asked for the code: that is no guess.
    await browser.ask('POST', `${auth}/login`, { email: person.email, password });
    codes.push(
      (await browser.ask('POST', `${auth}/login`, { email: person.email, password, code: `abc${guess}` })).code,
    );
  }
  assert.deepEqual(codes.slice(0, 2), ['BAD_CREDENTIALS', 'BAD_CREDENTIALS']);
  assert.equal(codes.at(-1), 'RATE_LIMITED');
});

test('the platform’s people come in with a second factor only', async (t) => {
  const w = await world(t);
  const petra = { email: 'petra@platform.example', password };
  const place = '/platform/api/v1';
  const browser = testBrowser(w.url);
  const answer = await browser.ask('POST', `${place}/auth/login`, petra);
  assert.deepEqual([answer.status, answer.body.data?.['setUp']], [200, 'second-factor']);
  assert.equal((await browser.ask('GET', `${place}/tenants`)).code, 'SECOND_FACTOR_SETUP');
  assert.equal((await browser.askAsPage('POST', `${place}/tenants/smiles/enter`)).code, 'SECOND_FACTOR_SETUP');
  assert.equal((await testBrowser(w.url).ask('POST', `${auth}/login`, petra)).code, 'SECOND_FACTOR_SETUP');
  const begun = await browser.askAsPage('POST', `${place}/auth/totp`, { password });
  const phone = authenticatorOf(String(begun.body.data?.['uri']));
  assert.equal((await browser.askAsPage('POST', `${place}/auth/totp/confirm`, { code: phone.code() })).status, 200);
  assert.equal((await browser.askAsPage('POST', `${place}/auth/refresh`)).status, 200);
  assert.equal((await browser.ask('GET', `${place}/tenants`)).status, 200);
  assert.equal((await testBrowser(w.url).ask('POST', `${auth}/login`, petra)).code, 'SECOND_FACTOR_REQUIRED');
  const atTenant = await testBrowser(w.url).ask('POST', `${auth}/login`, { ...petra, code: phone.code(1) });
  assert.equal(atTenant.status, 200);
});
