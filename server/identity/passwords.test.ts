import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Refusal } from '#shared/refusal.ts';
import { checkPassword, generatePassword, hashPassword, verifyPassword } from './passwords.ts';

test('a password is kept as argon2id and recognised again', async () => {
  const hash = await hashPassword('correct horse battery');
  assert.match(hash, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  assert.equal(await verifyPassword(hash, 'correct horse battery'), true);
  assert.equal(await verifyPassword(hash, 'correct horse batterz'), false);
  assert.notEqual(await hashPassword('correct horse battery'), hash);
});

test('an unknown address is refused as slowly as a known one', async () => {
  const hash = await hashPassword('correct horse battery');
  await verifyPassword(null, 'the decoy is made at its first use');
  const timed = async (stored: string | null): Promise<number> => {
    const started = performance.now();
    for (let i = 0; i < 5; i++) assert.equal(await verifyPassword(stored, 'wrong'), false);
    return performance.now() - started;
  };
  const [somebody, nobody] = [await timed(hash), await timed(null)];
  assert.ok(nobody > somebody / 4 && nobody < somebody * 4, `${nobody} ms against ${somebody} ms`);
});

test('a password that is too short or absurdly long is refused, and never hashed', async () => {
  assert.throws(() => checkPassword('short'), Refusal);
  assert.throws(() => checkPassword('x'.repeat(201)), Refusal);
  checkPassword('long enough');
  assert.equal(await verifyPassword(await hashPassword('x'), 'x'.repeat(1_000_000)), false);
});

test('a generated password is long, legible and new each time', () => {
  const made = Array.from({ length: 200 }, generatePassword);
  assert.equal(new Set(made).size, 200);
  for (const password of made) {
    assert.match(password, /^([a-hj-km-np-z2-9]{4}-){3}[a-hj-km-np-z2-9]{4}$/);
    checkPassword(password);
  }
});
