import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Refusal } from '#shared/refusal.ts';
import { checkPassword, generatePassword, hashPassword, verifyPassword } from './passwords.ts';

test('a password is kept as argon2id and recognised again', async () => {
  const hash = await hashPassword('correct horse battery');
  assert.match(hash, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  assert.equal(await verifyPassword(hash, 'correct horse battery', 'here'), true);
  assert.equal(await verifyPassword(hash, 'correct horse batterz', 'here'), false);
  assert.notEqual(await hashPassword('correct horse battery'), hash);
});

test('an unknown address is refused as slowly as a known one', async () => {
  const hash = await hashPassword('correct horse battery');
  await verifyPassword(null, 'the decoy is made at its first use', 'here');
  const timed = async (stored: string | null): Promise<number> => {
    const started = performance.now();
    for (let i = 0; i < 5; i++) assert.equal(await verifyPassword(stored, 'wrong', 'here'), false);
    return performance.now() - started;
  };
  const [somebody, nobody] = [await timed(hash), await timed(null)];
  assert.ok(nobody > somebody / 4 && nobody < somebody * 4, `${nobody} ms against ${somebody} ms`);
});

test('a password that is too short or absurdly long is refused, and never hashed', async () => {
  assert.throws(() => checkPassword('short'), Refusal);
  assert.throws(() => checkPassword('x'.repeat(201)), Refusal);
  checkPassword('long enough now');
  assert.equal(await verifyPassword(await hashPassword('x'), 'x'.repeat(1_000_000), 'here'), false);
});

test('a generated password is long, legible and new each time', () => {
  const made = Array.from({ length: 200 }, generatePassword);
  assert.equal(new Set(made).size, 200);
  for (const password of made) {
    assert.match(password, /^([a-hj-km-np-z2-9]{4}-){3}[a-hj-km-np-z2-9]{4}$/);
    checkPassword(password);
  }
});

test('one who tries many passwords waits for them alone, and nothing of it stays', async () => {
  const hash = await hashPassword('correct horse battery');
  const ended: string[] = [];
  const attempt = async (stored: string | null, from: string): Promise<boolean | string> => {
    const found = await verifyPassword(stored, 'wrong', from).catch((error: unknown) => {
      assert.ok(error instanceof Refusal);
      return error.code;
    });
    ended.push(from);
    return found;
  };
  const many = Array.from({ length: 60 }, () => attempt(null, 'many'));
  const other = attempt(hash, 'other');
  assert.equal(await other, false);
  const before = ended.slice(0, ended.indexOf('other'));
  const answers = await Promise.all(many);
  const refused = answers.filter((answer) => answer === 'RATE_LIMITED').length;
  assert.ok(refused > 20 && refused < 60, `${refused} of 60 refused`);
  assert.ok(before.length - refused <= 4, `${before.length - refused} were looked at first`);
  assert.equal(await attempt(null, 'many'), false);
});
