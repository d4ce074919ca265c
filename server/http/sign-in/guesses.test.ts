import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setPassword } from '#server/identity/credentials.ts';
import { testBrowser, type TestAnswer, type TestBrowser } from '#server/testing/browser.ts';
import { world } from '#server/testing/world.ts';

const password = 'correct horse battery';

test('guesses at passwords', async (t) => {
  const w = await world(t, { also: ['other', 'general'], env: { TRUSTED_PROXIES: '1', SECURE_COOKIES: 'false' } });
  const ana = w.ana.email;
  await setPassword(w.smiles.db, w.ana.id, password);
  await setPassword(w.smiles.db, w.ben.id, password);

  const signIn = (
    email: string,
    {
      from,
      guess,
      at = 'smiles',
      browser = testBrowser(w.url),
    }: { from: string; guess?: string; at?: string; browser?: TestBrowser },
  ): Promise<TestAnswer> =>
    browser.ask(
      'POST',
      `/${at}/api/v1/auth/login`,
      { email, password: guess ?? password },
      { 'x-forwarded-for': from },
    );
  const guess = async (email: string, from: string, times: number, at?: string): Promise<(string | null)[]> => {
    const codes: (string | null)[] = [];
    for (let n = 0; n < times; n++)
      codes.push((await signIn(email, { from, guess: `guess ${n}`, ...(at ? { at } : {}) })).code);
    return codes;
  };
  const count = (codes: readonly (string | null)[], code: string): number => codes.filter((one) => one === code).length;

  await t.test(
    'a stranger who guesses at an account keeps its person out nowhere but at the stranger’s own address',
    async () => {
      const codes = await guess(ana, '203.0.113.7', 14);
      assert.deepEqual([count(codes, 'BAD_CREDENTIALS'), count(codes, 'RATE_LIMITED')], [10, 4]);
      assert.equal((await signIn(ana, { from: '203.0.113.7' })).code, 'RATE_LIMITED');
      assert.equal((await signIn(ana, { from: '198.51.100.1' })).status, 200);
    },
  );

  await t.test(
    'what is refused for one account costs its address nothing: a colleague behind it comes in',
    async () => {
      await guess(ana, '203.0.113.8', 80);
      assert.equal((await signIn(w.ben.email, { from: '203.0.113.8' })).status, 200);
    },
  );

  await t.test('an account and an address have a high limit too, which a browser that is known passes', async () => {
    const browser = testBrowser(w.url);
    assert.equal((await signIn(w.ben.email, { from: '198.51.100.2', browser })).status, 200);
    let guessed = 0;
    for (let address = 1; address <= 12; address++)
      guessed += count(await guess(w.ben.email, `192.0.2.${address}`, 10), 'BAD_CREDENTIALS');
    assert.ok(guessed <= 100 && guessed >= 90, `${guessed} guesses in an hour, whatever the addresses`);
    assert.equal((await signIn(w.ben.email, { from: '198.51.100.3' })).code, 'RATE_LIMITED');
    assert.equal((await signIn(w.ben.email, { from: '198.51.100.2', browser })).status, 200);
    assert.equal((await signIn(w.ben.email, { from: '198.51.100.4', browser })).status, 200, 'also on the way');
    const others = await signIn(ana, { from: '198.51.100.5', guess: 'no', browser });
    assert.equal(others.code, 'BAD_CREDENTIALS', 'it is known to one account, and not to another');
    const own: (string | null)[] = [];
    for (let n = 0; n < 12; n++)
      own.push((await signIn(w.ben.email, { from: `198.51.100.${10 + n}`, guess: 'no', browser })).code);
    assert.deepEqual(
      [count(own, 'BAD_CREDENTIALS'), count(own, 'RATE_LIMITED')],
      [10, 2],
      'its own guesses are counted',
    );
  });

  await t.test('at the platform’s people one guesses once, whatever the door', async () => {
    const petra = 'petra@platform.example';
    const codes: (string | null)[] = [];
    for (const at of ['smiles', 'other', 'general', 'platform'])
      codes.push(...(await guess(petra, '203.0.113.20', 5, at)));
    assert.deepEqual([count(codes, 'BAD_CREDENTIALS'), count(codes, 'RATE_LIMITED')], [10, 10]);
    const stranger: (string | null)[] = [];
    for (const at of ['smiles', 'other', 'general', 'platform'])
      stranger.push(...(await guess('unknown@platform.example', '203.0.113.20', 5, at)));
    assert.deepEqual(stranger, codes, 'and nothing tells who they are');
    assert.equal((await signIn(petra, { from: '203.0.113.21', at: 'platform' })).status, 200);
  });
});
