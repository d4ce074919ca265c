import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cookieFrom, noCookies, sessionCookies, tokenFrom } from './cookies.ts';
import { csrfToken, originAllowed, requireCsrf } from './csrf.ts';

const config = { jwtSecret: 's'.repeat(40), accessTokenLife: 900, refreshTokenLife: 2_592_000, secureCookies: true };
const plain = { ...config, secureCookies: false };
/** What ends the names of cookies of this installation. */
const own = /-([0-9a-f]{6})=/.exec(noCookies('smiles', plain)[0] ?? '')?.[1] ?? '';
const tokens = { token: 'a.b.c', refreshToken: 'r', csrf: 'x' };

test('cookies belong to one tenant, and only csrf is for scripts', () => {
  assert.deepEqual(sessionCookies('smiles', tokens, config), [
    `__Secure-access-${own}=a.b.c; Max-Age=900; Path=/smiles/; HttpOnly; Secure; SameSite=Lax`,
    `__Secure-refresh-${own}=r; Max-Age=2592000; Path=/smiles/api/v1/auth; HttpOnly; Secure; SameSite=Strict`,
    `__Secure-csrf-${own}=x; Max-Age=2592000; Path=/smiles/; Secure; SameSite=Lax`,
    // Those from before they were named so, which may be another person's.
    'access=; Max-Age=0; Path=/smiles/',
    'refresh=; Max-Age=0; Path=/smiles/api/v1/auth',
    'csrf=; Max-Age=0; Path=/smiles/',
  ]);
  for (const cookie of noCookies('smiles', plain)) {
    assert.match(cookie, /=; Max-Age=0; /);
    assert.doesNotMatch(cookie, /Secure/);
  }
});

test('a bearer token comes before a cookie', () => {
  const cookie = `x=1; access-${own}=c; csrf-${own}=2`;
  assert.deepEqual(tokenFrom({ authorization: 'Bearer t', cookie }, plain), { token: 't', from: 'bearer' });
  assert.deepEqual(tokenFrom({ authorization: 'bearer   t ' }, plain), { token: 't', from: 'bearer' });
  assert.deepEqual(tokenFrom({ cookie }, plain), { token: 'c', from: 'cookie' });
  for (const headers of [
    {},
    { authorization: 'Basic dDp0' },
    { authorization: 'Bearer' },
    { cookie: `access-${own}=` },
    { cookie: ';;=' },
  ]) {
    assert.equal(tokenFrom(headers, plain), null);
  }
  assert.equal(cookieFrom({ cookie: `refresh-${own}=r` }, 'refresh', plain), 'r');
});

test('two installations on one host leave each other’s cookies alone', () => {
  const other = { ...plain, jwtSecret: 'another secret of thirty-two characters or so' };
  const jar = [
    ...sessionCookies('smiles', tokens, plain),
    ...sessionCookies('smiles', { ...tokens, token: 'd.e.f' }, other),
  ]
    .map((cookie) => cookie.split(';')[0])
    .join('; ');
  assert.equal(tokenFrom({ cookie: jar }, plain)?.token, 'a.b.c');
  assert.equal(tokenFrom({ cookie: jar }, other)?.token, 'd.e.f');
  // A page cannot tell whose csrf cookie is whose, and sends both.
  const both = `${csrfToken('theirs', other.jwtSecret)} ${csrfToken('mine', plain.jwtSecret)}`;
  requireCsrf({ headers: { 'x-csrf-token': both }, host: 'crm.example' }, 'mine', { ...plain, origins: [] });
});

test('a session from before cookies were named after their installation goes on', () => {
  assert.equal(cookieFrom({ cookie: 'refresh=r' }, 'refresh', plain), 'r');
  assert.equal(cookieFrom({ cookie: `refresh=old; refresh-${own}=new` }, 'refresh', plain), 'new');
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
