import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testBrowser } from '#server/testing/browser.ts';
import { get, secondSite } from '#server/testing/second-site.ts';
import { world } from '#server/testing/world.ts';

test('what is too often', async (t) => {
  const w = await world(t, { also: ['general'] });
  const login = '/smiles/api/v1/auth/login';
  const admin = 'first@smiles.example';
  const right = { email: admin, password: 'correct horse battery' };

  await t.test('an account is guessed at ten times, there or not', async () => {
    for (const email of [admin, 'unknown@smiles.example']) {
      const { url } = await secondSite(t, w);
      const codes: (string | null)[] = [];
      for (let i = 0; i < 11; i++)
        codes.push((await testBrowser(url).ask('POST', login, { email, password: 'guess' })).code);
      assert.deepEqual(codes, [...Array.from({ length: 10 }, () => 'BAD_CREDENTIALS'), 'RATE_LIMITED']);
      const answer = await testBrowser(url).ask('POST', login, { ...right, email });
      assert.equal(answer.status, 429);
      assert.ok(Number(answer.headers.get('retry-after')) > 0);
      const elsewhere = await testBrowser(url).ask('POST', '/general/api/v1/auth/login', {
        email: 'first@general.example',
        password: right.password,
      });
      assert.equal(elsewhere.status, 200);
    }
  });

  await t.test('guesses at once are counted one by one', async () => {
    const { url } = await secondSite(t, w);
    const answers = await Promise.all(
      Array.from({ length: 15 }, () => testBrowser(url).ask('POST', login, { email: admin, password: 'guess' })),
    );
    assert.equal(answers.filter(({ code }) => code === 'BAD_CREDENTIALS').length, 10);
  });

  await t.test('an address guesses at fifty accounts, while who signs in rightly is never held up', async () => {
    const { url } = await secondSite(t, w);
    for (let i = 0; i < 55; i++) assert.equal((await testBrowser(url).ask('POST', login, right)).status, 200);
    const codes: (string | null)[] = [];
    for (let i = 0; i < 51; i++)
      codes.push((await testBrowser(url).ask('POST', login, { email: `n${i}@x.example`, password: 'guess' })).code);
    assert.equal(codes.filter((code) => code === 'BAD_CREDENTIALS').length, 50);
    assert.equal(codes.at(-1), 'RATE_LIMITED');
  });

  await t.test('one person asks so much a minute, and is told how much is left', async () => {
    const { url } = await secondSite(t, w, { config: { ...w.config, apiRequestsPerMinute: 3 } });
    const ask = (token: string): Promise<Response> =>
      get(`${url}/smiles/api/v1/leads`, { authorization: `Bearer ${token}` });
    for (const left of ['2', '1', '0']) {
      const { status, headers } = await ask(w.ana.token);
      assert.equal(status, 200);
      assert.equal(headers.get('ratelimit-limit'), '3');
      assert.equal(headers.get('ratelimit-remaining'), left);
    }
    assert.equal((await ask(w.ana.token)).status, 429);
    assert.equal((await ask(w.ben.token)).status, 200);
  });
});
