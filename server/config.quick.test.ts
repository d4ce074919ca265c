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
    [{ SMTP_URL: 'smtp.example.com' }, /^SMTP_URL should be an address that begins with smtp:\/\//],
    [{ SMTP_URL: 'http://me:hunter2@mail' }, /^SMTP_URL should(?!.*hunter2)/],
    [{ SMTP_URL: 'smtp://mail', MAIL_FROM: 'me' }, /^MAIL_FROM should be an address/],
    [{ MAIL_FROM: 'Smiles <no-reply@crm.example>' }, /^MAIL_FROM should/],
    [{ PUBLIC_URL: 'crm.example' }, /^PUBLIC_URL should be/],
    [{ PUBLIC_URL: 'https://crm.example/path' }, /^PUBLIC_URL should .* without a path/],
    [{ LOCAL_MAIL: 'maybe' }, /^LOCAL_MAIL should be true or false/],
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
  assert.doesNotMatch(read(t, { SECURE_COOKIES: 'true' }).warnings.join(), /SECURE_COOKIES/);
});

test('mail needs all that it takes, and is shown without a sign-in on a laptop only', (t) => {
  const smtp = { SMTP_URL: 'smtps://me:pw@mail.example', MAIL_FROM: 'no-reply@crm.example' };
  assert.throws(() => read(t, { SMTP_URL: smtp.SMTP_URL }), /^Error: MAIL_FROM is missing/);
  assert.throws(() => read(t, smtp), /^Error: PUBLIC_URL is missing/);
  const url = { PUBLIC_URL: 'https://crm.example' };
  const { mail, publicUrl } = read(t, { ...smtp, ...url });
  assert.deepEqual([mail?.kind, mail?.from, publicUrl], ['smtp', 'no-reply@crm.example', 'https://crm.example']);
  assert.throws(() => read(t, { ...smtp, ...url, LOCAL_MAIL: 'true' }), /two ways for mail/);
  assert.throws(() => read(t, { LOCAL_MAIL: 'true' }), /HOST should be 127\.0\.0\.1/);
  assert.equal(read(t, { LOCAL_MAIL: 'true', HOST: '127.0.0.1' }).mail?.kind, 'local');
  assert.equal(read(t, {}).mail, null);
  assert.match(read(t, { SECURE_COOKIES: 'true' }).warnings.join(), /SMTP_URL is not set/);
});

test('a secret may be in a file, and is given once', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'dentracrm-config-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'jwt-secret');
  writeFileSync(file, `${secret}\n`);
  assert.equal(read(t, { JWT_SECRET_FILE: file }).jwtSecret, secret);
  assert.throws(() => read(t, { JWT_SECRET_FILE: join(folder, 'none') }), {
    message: `JWT_SECRET_FILE names a file that cannot be read: ${join(folder, 'none')}.`,
  });
  assert.throws(() => read(t, { JWT_SECRET_FILE: file, JWT_SECRET: secret }), {
    message: 'JWT_SECRET and JWT_SECRET_FILE are both set: give one of them.',
  });
});

test('it knows its version', (t) => {
  assert.match(read(t, {}).version, /^\d+\.\d+\.\d+/);
  assert.equal(read(t, { VERSION: '1.2.3-abc' }).version, '1.2.3-abc');
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
