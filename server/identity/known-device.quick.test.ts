import assert from 'node:assert/strict';
import { test } from 'node:test';
import { knowsAccount, readDevice, withAccount } from './known-device.ts';

const secret = 's'.repeat(40);

test('a browser is known to those who signed in on it, and keeps its number', () => {
  const first = withAccount(null, 'smiles ana', secret);
  const second = withAccount(readDevice(first), 'smiles ben', secret);
  const device = readDevice(second);
  assert.equal(device?.number, readDevice(first)?.number);
  for (const account of ['smiles ana', 'smiles ben']) assert.ok(knowsAccount(device, account, secret));
  for (const account of ['smiles cara', 'other ana', 'platform ana']) assert.ok(!knowsAccount(device, account, secret));
  assert.ok(!knowsAccount(device, 'smiles ana', 'another secret of the same length, or so'));
});

test('it holds a dozen, and who came in longest ago is forgotten first', () => {
  let cookie = '';
  for (let n = 0; n < 15; n++) cookie = withAccount(readDevice(cookie), `smiles p${n}`, secret);
  const device = readDevice(cookie);
  assert.equal(device?.seals.length, 12);
  assert.ok(!knowsAccount(device, 'smiles p2', secret));
  assert.ok(knowsAccount(device, 'smiles p3', secret));
  assert.equal(withAccount(device, 'smiles p3', secret).length, cookie.length);
});

test('what is none of ours makes no browser known', () => {
  for (const cookie of [null, '', '.', 'x', `${'a'.repeat(22)}${'.b'.repeat(40)}`, 'a b.c'])
    assert.equal(readDevice(cookie), null, String(cookie));
  assert.ok(!knowsAccount(readDevice(`${'a'.repeat(22)}.${'b'.repeat(22)}`), 'smiles ana', secret));
});
