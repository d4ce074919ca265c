import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seal, unseal } from './seal.ts';

const [ours, theirs] = ['x'.repeat(40), 'y'.repeat(40)];

test('what is sealed is read again under the same secret and for the same thing, and never otherwise', () => {
  const sealed = seal('JBSWY3DPEHPK3PXP', 'of ana', ours);
  assert.ok(!sealed.includes('JBSWY3DPEHPK3PXP'));
  assert.notEqual(seal('JBSWY3DPEHPK3PXP', 'of ana', ours), sealed);
  assert.equal(unseal(sealed, 'of ana', ours), 'JBSWY3DPEHPK3PXP');
  assert.equal(unseal(sealed, 'of ben', ours), null);
  assert.equal(unseal(sealed, 'of ana', theirs), null);
  const bytes = Buffer.from(sealed, 'base64url');
  for (const at of [0, 13, bytes.length - 1]) {
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ 1;
    assert.equal(unseal(changed.toString('base64url'), 'of ana', ours), null);
  }
  for (const odd of ['', 'abc', sealed.slice(0, 20)]) assert.equal(unseal(odd, 'of ana', ours), null);
});
