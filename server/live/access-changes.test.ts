import assert from 'node:assert/strict';
import { test } from 'node:test';
import { people } from '#shared/modules/index.ts';
import { openFollower } from '#server/changelog/follower.ts';
import { createAccessChanges } from './access-changes.ts';
import { createCatchUpTurns } from './catch-up-turns.ts';
import { world } from '#server/testing/world.ts';

test('when a log begins again, what was read of the one before it is read again', async (t) => {
  const { smiles, ana, ben, clinics } = await world(t, { env: { ROLES: 'web' } });
  const follower = await openFollower(smiles, { onRow: () => undefined, onEpoch: () => undefined });
  t.after(follower.close);
  const { reserve } = createCatchUpTurns(smiles);
  const access = createAccessChanges(follower, reserve);
  const [row] = await smiles.db.query<{ seq: number }>(
    'select max(seq) as seq from change_log where record_id = $1 and collection = $2',
    [ben.id, people.name],
  );
  const since = Number(row?.seq);
  assert.equal(await access.since({ id: ben.id, customRole: null }, since, ana.id), false);
  // What another pod wrote before this one heard of the restored database.
  const answer = await ana.mutate('users.update', { id: ben.id, patch: { clinicIds: [clinics.rsPuram.id] } });
  assert.ok(answer.ok);
  await follower.catchUp();
  access.clear();
  assert.equal(await access.since({ id: ben.id, customRole: null }, since, ana.id), true);
});
