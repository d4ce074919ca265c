import assert from 'node:assert/strict';
import { test } from 'node:test';
import { v7 } from 'uuid';
import type { Change } from '#shared/protocol.ts';
import { world } from '#server/testing/world.ts';

test('a welcome says the server’s time, on a reconnect and on new access too', async (t) => {
  const { ana, ben, clinics } = await world(t);
  const before = Date.now();
  const desk = await ben.connect();
  await ana.mutate('users.update', {
    id: ben.id,
    patch: { clinicIds: [clinics.ganapathy.id, clinics.rsPuram.id] },
  });
  await desk.until('new access', ({ welcomes }) => welcomes.length > 1);
  const back = await ben.connect();
  for (const { now } of [...desk.welcomes, ...back.welcomes]) {
    assert.ok(now !== undefined);
    const at = Date.parse(now);
    assert.ok(before - 1 <= at && at <= Date.now() + 1, now);
  }
});

test('each scope’s prev names the change before it, whatever happens elsewhere', async (t) => {
  const { ana, ben, create, smiles, clinics } = await world(t);
  const mine = await create(smiles, 'leads.create', {
    name: 'Mine',
    phone: '98430 12345',
    clinicId: clinics.ganapathy.id,
  });
  const theirs = await create(smiles, 'leads.create', {
    name: 'Theirs',
    phone: '98430 12346',
    clinicId: clinics.rsPuram.id,
  });
  const [desk, hq] = [await ben.connect(), await ana.connect()];
  await Promise.all(
    Array.from({ length: 40 }, (_, i) =>
      hq.mutate('leads.update', { id: i % 3 ? theirs.id : mine.id, patch: { nextAction: `n${i}` } }),
    ),
  );
  for (const client of [desk, hq]) {
    const last = client === hq ? 40 : 14;
    await client.until('all of them', ({ changes }) => changes.length >= last);
    const heads = { ...client.welcomes[0]?.heads };
    for (const { scope, prev, seq } of client.changes) {
      assert.equal(prev, heads[scope]);
      assert.ok(seq > prev);
      heads[scope] = seq;
    }
  }
});

test('what one missed is told by sync, in pages, as what one may see now', async (t) => {
  const { ana, ben, create, smiles, clinics } = await world(t, { env: { ROLES: 'web' } });
  const lead = await create(smiles, 'leads.create', {
    name: 'Ravi',
    phone: '98430 12345',
    clinicId: clinics.ganapathy.id,
  });
  const desk = await ben.connect();
  const { seq, epoch } = desk.welcomes[0] ?? { seq: 0, epoch: '' };
  desk.close();
  for (let i = 0; i < 6; i++)
    await Promise.all(
      Array.from({ length: 100 }, (_, k) =>
        ana.mutate('leads.update', { id: lead.id, patch: { nextAction: `${i}-${k}` } }),
      ),
    );
  await ana.mutate('leads.assign', { id: lead.id, clinicId: clinics.rsPuram.id });
  const back = await ben.connect();
  const got: Change[] = [];
  let since = seq;
  for (;;) {
    const answer = await back.sync(since, epoch);
    assert.ok(answer.ok && !('resync' in answer));
    got.push(...answer.changes);
    since = answer.upTo;
    if (!answer.more) break;
  }
  assert.equal(got.filter((change) => change.collection === 'leads').length, 601);
  // Its history leaves with it, in the same commit.
  assert.ok(got.slice(600).every(({ op }) => op === 'remove') && got.length > 601);
  assert.equal(since, back.welcomes[0]?.seq);
  const strange = await back.sync(0, v7());
  assert.ok(strange.ok && 'resync' in strange && strange.reason === 'epoch');
  const ahead = await back.sync(since + 1000);
  assert.ok(ahead.ok && 'resync' in ahead && ahead.reason === 'ahead');
});

test('losing a clinic, a role or the account is in force before the next change is sent', async (t) => {
  const { ana, ben, cara, create, smiles, clinics } = await world(t);
  const lead = await create(smiles, 'leads.create', {
    name: 'Ravi',
    phone: '98430 12345',
    clinicId: clinics.ganapathy.id,
  });
  const [desk, there] = [await ben.connect(), await cara.connect()];
  await Promise.all([
    ana.mutate('users.update', { id: ben.id, patch: { clinicIds: [clinics.rsPuram.id] } }),
    ana.mutate('leads.update', { id: lead.id, patch: { nextAction: 'CANARY' } }),
    ana.mutate('users.update', { id: cara.id, patch: { isActive: false } }),
  ]);
  await desk.until('new access', ({ welcomes }) => welcomes.length > 1);
  await there.until('the end', ({ ended }) => ended.length > 0);
  assert.deepEqual(
    [desk.welcomes[1]?.changed, desk.welcomes[1]?.profile.memberships['clinics']],
    [true, [clinics.rsPuram.id]],
  );
  assert.deepEqual(there.ended, ['deactivated']);
  const denied = await desk.mutate('leads.update', { id: lead.id, patch: { nextAction: 'mine' } });
  assert.ok(!denied.ok && denied.error.code === 'NOT_FOUND');
  assert.ok(!desk.seen().includes('CANARY'));
});
