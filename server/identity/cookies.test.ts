import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cookieFrom, noCookies, sessionCookies, tokenFrom } from './cookies.ts';
import { csrfToken, originAllowed, requireCsrf } from './csrf.ts';

const config = { accessTokenLife: 900, refreshTokenLife: 2_592_000, secureCookies: true };
const tokens = { token: 'a.b.c', refreshToken: 'r', csrf: 'x' };

test('cookies belong to one tenant, and only csrf is for scripts', () => {
  assert.deepEqual(sessionCookies('smiles', tokens, config), [
    'access=a.b.c; Max-Age=900; Path=/smiles/; HttpOnly; Secure; SameSite=Lax',
    'refresh=r; Max-Age=2592000; Path=/smiles/api/v1/auth; HttpOnly; Secure; SameSite=Strict',
    'csrf=x; Max-Age=2592000; Path=/smiles/; Secure; SameSite=Lax',
  ]);
  for (const cookie of noCookies('smiles', { ...config, secureCookies: false })) {
    assert.match(cookie, /=; Max-Age=0; /);
    assert.doesNotMatch(cookie, /Secure/);
  }
});

test('a bearer token comes before a cookie', () => {
  assert.deepEqual(tokenFrom({ authorization: 'Bearer t', cookie: 'access=c' }), { token: 't', from: 'bearer' });
  assert.deepEqual(tokenFrom({ authorization: 'bearer   t ' }), { token: 't', from: 'bearer' });
  assert.deepEqual(tokenFrom({ cookie: 'x=1; access=c; csrf=2' }), { token: 'c', from: 'cookie' });
  for (const headers of [
    {},
    { authorization: 'Basic dDp0' },
    { authorization: 'Bearer' },
    { cookie: 'access=' },
    { cookie: ';;=' },
  ]) {
    assert.equal(tokenFrom(headers), null);
  }
  assert.equal(cookieFrom({ cookie: 'refresh=r' }, 'refresh'), 'r');
});

const origins: readonly [origin: string, host: string | undefined, allowed: boolean][] = [
  ['http://localhost:3000', 'localhost:3000', true],
  ['https://crm.example', 'crm.example', true],
  ['https://crm.example', 'CRM.example', true],
  ['https://app.partner.example', 'crm.example', true],
  ['https://evil.example', 'crm.example', false],
  ['https://crm.example.evil.example', 'crm.example', false],
  ['https://crm.example:8443', 'crm.example', false],
  ['https://app.partner.example.evil.example', 'crm.example', false],
  ['null', 'crm.example', false],
  ['', 'crm.example', false],
  ['https://crm.example', undefined, false],
];

for (const [origin, host, allowed] of origins) {
  test(`a page of "${origin}" ${allowed ? 'may' : 'may not'} use the cookies of ${host}`, () => {
    assert.equal(originAllowed(origin, host, { origins: ['https://app.partner.example'] }), allowed);
  });
}

test('a csrf token is good for its own session and installation only', () => {
  const config = { jwtSecret: 'one secret of thirty-two characters or so', origins: [] };
  const ask =
    (given: string | undefined, origin?: string): (() => void) =>
    () =>
      requireCsrf(
        {
          headers: { ...(given === undefined ? {} : { 'x-csrf-token': given }), ...(origin ? { origin } : {}) },
          host: 'crm.example',
        },
        'session',
        config,
      );
  const right = csrfToken('session', config.jwtSecret);
  ask(right)();
  ask(right, 'https://crm.example')();
  assert.throws(ask(right, 'https://evil.example'), { code: 'CSRF_REQUIRED' });
  for (const wrong of [
    undefined,
    '',
    'x',
    `${right}x`,
    csrfToken('other', config.jwtSecret),
    csrfToken('session', 'another secret'),
  ]) {
    assert.throws(ask(wrong), { code: 'CSRF_REQUIRED' });
  }
});
