import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { readConfig, type Config } from './config.ts';

const secret = 's'.repeat(40);

const read = (t: TestContext, env: { readonly [name: string]: string }): Config => {
  const dataDir = mkdtempSync(join(tmpdir(), 'dentracrm-config-'));
  t.after(() => rmSync(dataDir, { recursive: true, force: true }));
  return readConfig({ DATABASE_URL: 'postgres://u:p@db/x', DATA_DIR: dataDir, ...env });
};

test('nonsense in a variable names the variable, and repeats no password', (t) => {
  const wrong: readonly [{ readonly [name: string]: string }, RegExp][] = [
    [{ DATABASE_URL: '' }, /^DATABASE_URL is missing/],
    [{ DATABASE_URL: 'nonsense' }, /^DATABASE_URL should be an address that begins with postgres:\/\//],
    [{ DATABASE_URL: 'mysql://root:hunter2@db/x' }, /^DATABASE_URL should be(?!.*hunter2)/],
    [
      { REDIS_URL: 'localhost:6379', JWT_SECRET: secret },
      /^REDIS_URL should be an address that begins with redis:\/\//,
    ],
    [{ PORT: '99999' }, /^PORT should be a whole number from 0 to 65535, not "99999"/],
    [{ PORT: 'http' }, /^PORT should/],
    [{ SOCKET_RATE: '-1' }, /^SOCKET_RATE should be a whole number from 0/],
    [{ ORIGINS: 'crm.example' }, /^ORIGINS should .* not "crm.example"/],
    [{ ORIGINS: 'https://crm.example/path' }, /^ORIGINS should/],
    [{ SECURE_COOKIES: 'yes' }, /^SECURE_COOKIES should be true or false/],
    [{ LOG_LEVEL: 'loud' }, /^LOG_LEVEL should/],
    [{ ROLES: 'web,cook' }, /^ROLES takes/],
    [{ JWT_SECRET: 'short' }, /^JWT_SECRET should have at least 32 characters/],
  ];
  for (const [env, message] of wrong) assert.throws(() => read(t, env), { message }, JSON.stringify(env));
});

test('defaults that are weaker than they look stop the start', (t) => {
  assert.throws(
    () => read(t, { REDIS_URL: 'redis://cache' }),
    /^Error: JWT_SECRET is missing: pods that share REDIS_URL/,
  );
  assert.equal(read(t, { REDIS_URL: 'redis://cache', JWT_SECRET: secret }).jwtSecret, secret);
  assert.throws(() => read(t, { TRUSTED_PROXIES: '1' }), /^Error: SECURE_COOKIES is missing: with TRUSTED_PROXIES set/);
  assert.equal(read(t, { TRUSTED_PROXIES: '1', SECURE_COOKIES: 'false' }).secureCookies, false);
  assert.equal(read(t, { TRUSTED_PROXIES: '1', SECURE_COOKIES: 'true' }).secureCookies, true);
  assert.match(read(t, {}).warnings.join(), /SECURE_COOKIES is not set/);
  assert.deepEqual(read(t, { HOST: '127.0.0.1' }).warnings, []);
  assert.deepEqual(read(t, { SECURE_COOKIES: 'true' }).warnings, []);
});

test('the secret of an installation is kept, and one that got lost is named', (t) => {
  const { dataDir, jwtSecret } = read(t, {});
  const path = join(dataDir, 'jwt-secret');
  assert.equal(readFileSync(path, 'utf8'), jwtSecret);
  assert.equal(statSync(path).mode & 0o777, 0o600);
  assert.equal(read(t, { DATA_DIR: dataDir }).jwtSecret, jwtSecret);
  for (const [left, what] of [
    ['', 'empty'],
    ['abc\n', 'damaged'],
  ] as const) {
    writeFileSync(path, left);
    assert.throws(
      () => read(t, { DATA_DIR: dataDir }),
      (error: Error) => error.message.startsWith(`${path} is ${what}:`),
    );
  }
});

test('where a variable is wrong nothing is made', (t) => {
  const dataDir = join(mkdtempSync(join(tmpdir(), 'dentracrm-config-')), 'data');
  t.after(() => rmSync(join(dataDir, '..'), { recursive: true, force: true }));
  assert.throws(() => read(t, { DATA_DIR: dataDir, TRUSTED_PROXIES: '1' }));
  assert.throws(() => statSync(dataDir), { code: 'ENOENT' });
});
