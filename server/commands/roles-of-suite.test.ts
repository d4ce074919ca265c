import assert from 'node:assert/strict';
import { test } from 'node:test';
import { world } from '#server/testing/world.ts';

test('a role that means nothing in a workspace is given to no one, and stays with those who have it', async (t) => {
  const { ana, smiles, general, staffOf } = await world(t, { also: ['general'] });
  const boss = await staffOf('owner');
  const person = (role: string) => ({ name: 'New', email: `${role}@new.example`, role, clinicIds: [] });
  for (const role of ['owner', 'manager', 'user', 'viewer']) {
    const answer = await ana.request('POST', '/users', person(role));
    assert.deepEqual([answer.status, answer.body.error?.details?.['field']], [422, 'role'], role);
  }
  assert.equal((await boss.request('POST', '/users', person('clinic_staff'))).status, 422);
  assert.equal((await boss.request('POST', '/users', person('viewer'))).status, 201);

  const old = await staffOf('viewer', smiles);
  const renamed = await ana.request('PATCH', `/users/${old.id}`, { name: 'From before' });
  assert.equal(renamed.status, 200);
  const offered = (tenant: typeof smiles): unknown =>
    tenant.catalog.named('users')?.fields['role']?.choices?.flatMap(({ value, retired }) => (retired ? [] : [value]));
  assert.deepEqual(offered(smiles), ['admin', 'clinic_staff']);
  assert.deepEqual(offered(general), ['owner', 'admin', 'manager', 'user', 'viewer']);
});
