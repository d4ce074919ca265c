import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import jwt from 'jsonwebtoken';
import { Refusal } from '#shared/refusal.ts';
import { signAccessToken, verifyAccessToken, type Claims } from './access-token.ts';

const config = { jwtSecret: 'a secret of at least thirty-two characters', accessTokenLife: 60 };

const claims: Claims = {
  sub: 'u1',
  tenant_id: 'smiles',
  role: 'clinic_staff',
  location: 'ganapathy',
  locations: ['ganapathy'],
  email: 'ben@smiles.example',
  sid: 's1',
};

const { sub, ...rest } = claims;
const named = { issuer: 'dentracrm', audience: 'dentracrm', subject: sub };
const now = (): number => Math.floor(Date.now() / 1000);
const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

test('a token says who is signed in where, and until when', () => {
  const { token, expiresAt } = signAccessToken(claims, config);
  assert.deepEqual(verifyAccessToken(token, config), {
    userId: 'u1',
    segment: 'smiles',
    sessionId: 's1',
    ofPlatform: false,
    setUpOnly: false,
    expiresAt,
  });
  const { iat, exp, ...said } = jwt.decode(token) as Record<string, unknown>;
  assert.deepEqual(said, { ...claims, iss: 'dentracrm', aud: 'dentracrm' });
  assert.equal(Number(exp) - Number(iat), 60);
});

const whole = { ...rest, ...{ sub, iss: 'dentracrm', aud: 'dentracrm' } };

const forged: readonly [why: string, token: () => string][] = [
  ['of no shape', () => 'nonsense'],
  ['empty', () => ''],
  ['unsigned', () => `${part({ alg: 'none', typ: 'JWT' })}.${part({ ...whole, exp: now() + 60 })}.`],
  ['signed with another secret', () => jwt.sign(rest, `${config.jwtSecret}!`, { ...named, expiresIn: 60 })],
  [
    'signed with another algorithm',
    () => jwt.sign(rest, config.jwtSecret, { ...named, algorithm: 'HS512', expiresIn: 60 }),
  ],
  ['from another issuer', () => jwt.sign(rest, config.jwtSecret, { ...named, issuer: 'elsewhere', expiresIn: 60 })],
  ['for another audience', () => jwt.sign(rest, config.jwtSecret, { ...named, audience: 'elsewhere', expiresIn: 60 })],
  ['run out', () => jwt.sign(rest, config.jwtSecret, { ...named, expiresIn: -1 })],
  ['without an end', () => jwt.sign(rest, config.jwtSecret, named)],
  ['without a session', () => jwt.sign({ ...rest, sid: undefined }, config.jwtSecret, { ...named, expiresIn: 60 })],
  ['without a tenant', () => jwt.sign({ ...rest, tenant_id: 7 }, config.jwtSecret, { ...named, expiresIn: 60 })],
  [
    'changed after it was signed',
    () => {
      const [head = '', , sign = ''] = signAccessToken(claims, config).token.split('.');
      return `${head}.${part({ ...whole, role: 'super_admin', exp: now() + 60 })}.${sign}`;
    },
  ],
  [
    'signed with the secret as if it were a public key',
    () => {
      const body = `${part({ alg: 'RS256', typ: 'JWT' })}.${part({ ...whole, exp: now() + 60 })}`;
      return `${body}.${createHmac('sha256', config.jwtSecret).update(body).digest('base64url')}`;
    },
  ],
];

for (const [why, token] of forged) {
  test(`a token that is ${why} is refused`, () => {
    assert.throws(
      () => verifyAccessToken(token(), config),
      (error) => error instanceof Refusal && error.code === 'UNAUTHENTICATED',
    );
  });
}

test('a token that was good before runs out all the same, and is good under its own secret only', (t) => {
  const { token } = signAccessToken(claims, config);
  verifyAccessToken(token, config);
  assert.throws(() => verifyAccessToken(token, { jwtSecret: `${config.jwtSecret}!` }), /not valid/);
  t.mock.timers.enable({ apis: ['Date'], now: Date.now() + 61_000 });
  assert.throws(() => verifyAccessToken(token, config), /has expired/);
});
