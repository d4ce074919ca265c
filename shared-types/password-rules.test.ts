import assert from 'node:assert/strict';
import { test } from 'node:test';
import { passwordProblem, passwordStrength } from './password-rules.ts';

const about = ['Dr. Anitha Venkatesan', 'admin@avmsmiles.example', 'AVM Smiles'];

test('a password that is short, common, a pattern or one’s own name is refused', () => {
  const refused = [
    'elevenchars',
    'x'.repeat(201),
    'password1234',
    'P@ssw0rd!!!!',
    'Welcome@2026',
    '2026welcome2026',
    'passwordpassword',
    'Administrator',
    'om-sai-ram-2026',
    '123456789012',
    'qwertyuiop123',
    'aaaaaaaaaaaaa',
    'abcabcabcabc',
    '9876543210987',
    'Anitha@123456',
    'anithavenkatesan',
    'avmsmiles2026!',
  ];
  for (const password of refused) assert.equal(typeof passwordProblem(password, about), 'string', password);
});

test('what is long and one’s own is taken, in any script', () => {
  const taken = [
    'smile-please-2026',
    'correct horse battery',
    'three green umbrellas',
    'நல்ல கடவுச்சொல் இது',
    'xK4#mQ9!vT2z',
  ];
  for (const password of taken) assert.equal(passwordProblem(password, about), null, password);
  assert.equal(passwordProblem('anitha likes long walks', about), null, 'a name among other words');
});

test('the hint says weak of exactly what is refused', () => {
  assert.equal(passwordStrength('password1234'), 'weak');
  assert.equal(passwordStrength('greenwindows'), 'fair');
  assert.equal(passwordStrength('three green umbrellas'), 'strong');
});
