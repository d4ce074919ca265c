import assert from 'node:assert/strict';
import { test } from 'node:test';
import { world } from '#server/testing/world.ts';
import { personOfSession } from '#server/identity/people.ts';
import { whoIs } from './who-is.ts';

test('who someone is now is asked of the database, for every way of calling alike', async (t) => {
  const w = await world(t);
  const { ana, ben, petra, smiles, clinics } = w;
  const { platform } = w.pods[0]?.tenants ?? assert.fail();
  const bySession = (person: typeof ben) =>
    person.who.kind === 'system' ? assert.fail() : personOfSession(smiles, person.who, person.sessionId, platform);

  const before = await whoIs(smiles, ben.who);
  assert.deepEqual(before, {
    id: ben.id,
    name: ben.name,
    email: ben.email,
    role: 'clinic_staff',
    active: true,
    memberships: { clinics: [clinics.ganapathy.id], teams: [] },
    customRole: null,
    differences: [],
  });
  assert.deepEqual(await bySession(ben), before);

  // Lent to another clinic: the token still says the old one.
  await ana.mutate('users.update', { id: ben.id, patch: { clinicIds: [clinics.rsPuram.id] } });
  for (const now of [await whoIs(smiles, ben.who), await bySession(ben)])
    assert.deepEqual(now?.memberships['clinics'], [clinics.rsPuram.id]);

  // What is known elsewhere stands in for the database: a batch sees what it has just written.
  assert.equal(await whoIs(smiles, ben.who, { person: () => null }), null);

  await ana.mutate('users.update', { id: ben.id, patch: { isActive: false } });
  assert.deepEqual([await whoIs(smiles, ben.who), await bySession(ben)], [null, null]);
  await ana.mutate('users.update', { id: ben.id, patch: { isActive: true } });
  assert.equal((await whoIs(smiles, ben.who))?.id, ben.id);
  assert.equal(await bySession(ben), null, 'the session that deactivation ended stays so');
  await ana.mutate('users.delete', { id: ben.id });
  assert.equal(await whoIs(smiles, ben.who), null);
  assert.equal(
    await whoIs(smiles, { kind: 'user', id: petra.id }),
    null,
    'the platform’s owner is no user of a tenant',
  );

  for (const owner of [await whoIs(smiles, petra.who), await bySession(petra)])
    assert.deepEqual([owner?.id, owner?.role, owner?.memberships], [petra.id, 'super_admin', {}]);
  await platform.query('update platform_users set is_active = false where id = $1', [petra.id]);
  assert.deepEqual([await whoIs(smiles, petra.who), await bySession(petra)], [null, null]);
  assert.equal((await whoIs(smiles, { kind: 'system', name: 'import' }))?.role, 'super_admin');
});
