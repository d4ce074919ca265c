import assert from 'node:assert/strict';
import { test } from 'node:test';
import { v7 } from 'uuid';
import { enqueueMany } from '#server/commands/enqueue.ts';
import type { Consequence, Reaction } from '#server/changelog/reaction.ts';
import { deathWords, dieAt, podWith } from '#server/testing/reaction-pod.ts';
import { world } from '#server/testing/world.ts';
import { consume } from './consume.ts';
import { neverAborted, system, tenantOf, followFromNow, leadAt, actionsOf } from '#server/testing/reaction-desk.ts';

for (const [step, words] of Object.entries(deathWords)) {
  test(`a pod that dies ${step} leaves the rest to another, and everything happens once`, async (t) => {
    const w = await world(t, { env: { ROLES: 'web' } });
    let asked = 0;
    const reaction: Reaction = {
      name: 'say-thanks',
      on: ['leads'],
      run: ({ change }) => {
        asked += 1;
        const call: Consequence = {
          key: 'call',
          name: 'leads.update',
          args: { id: change.id, nextAction: `thanks for ${change.seq}` },
        };
        return Promise.resolve(change.op === 'create' ? [call] : []);
      },
    };
    const [first, second] = [await podWith(t, w, [reaction], false), await podWith(t, w, [reaction])];
    const dying = await tenantOf(first.tenants);
    await followFromNow(dying, reaction.name);
    const created = await leadAt(w);
    dieAt(dying, words);
    await consume({ tenant: dying, reaction, ...first }, neverAborted).catch(() => undefined);
    const living = await tenantOf(second.tenants);
    await consume({ tenant: living, reaction, ...second }, neverAborted);
    await consume({ tenant: living, reaction, ...second }, neverAborted);
    const [row] = await w.smiles.db.query<{ seq: number }>(
      'select seq from change_log where record_id = $1 and op = $2',
      [created.id, 'create'],
    );
    // The one that was answered with a defect goes on as a job.
    while ((await actionsOf(w)).length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    assert.deepEqual(await actionsOf(w), [`thanks for ${row?.seq}`]);
    assert.ok(asked >= 2);
  });
}

test('a change knows what led to it, and reactions that go in a circle come to an end', async (t) => {
  const w = await world(t, { env: { ROLES: 'web' } });
  const echo: Reaction = {
    name: 'echo',
    on: ['leads'],
    run: ({ change }) =>
      Promise.resolve([
        { key: 'again', name: 'leads.update', args: { id: change.id, nextAction: `after ${change.seq}` } },
      ]),
  };
  const pod = await podWith(t, w, [echo]);
  const tenant = await tenantOf(pod.tenants);
  await followFromNow(tenant, echo.name);
  const lead = await leadAt(w);
  await consume({ tenant, reaction: echo, ...pod }, neverAborted);
  await consume({ tenant, reaction: echo, ...pod }, neverAborted);
  for (let i = 0; i < 8; i++) await consume({ tenant, reaction: echo, ...pod }, neverAborted);
  const rows = await w.smiles.db.query<{ mid: string; cause: { kind: string; id: string; depth: number } | null }>(
    `select mid, cause from change_log where record_id = $1 order by seq`,
    [lead.id],
  );
  assert.deepEqual(
    rows.map(({ cause }) => cause?.depth ?? 0),
    [0, 1, 2, 3, 4, 5],
  );
  for (const [at, row] of rows.entries()) if (at > 0) assert.equal(row.cause?.id, rows[at - 1]?.mid);
});

test('a reaction that throws does not stop those behind it, and is tried again', async (t) => {
  const w = await world(t, { env: { ROLES: 'web' } });
  let failures = 0;
  const again = Promise.withResolvers<void>();
  const reaction: Reaction = {
    name: 'moody',
    on: ['leads'],
    run: ({ change }) => {
      if (change.op !== 'create') return Promise.resolve([]);
      if (change.patch['name'] === 'Poison' && failures++ === 0) return Promise.reject(new Error('not now'));
      if (change.patch['name'] === 'Poison') again.resolve();
      return Promise.resolve([
        { key: 'call', name: 'leads.update', args: { id: change.id, nextAction: String(change.patch['name']) } },
      ]);
    },
  };
  const pod = await podWith(t, w, [reaction]);
  const tenant = await tenantOf(pod.tenants);
  await followFromNow(tenant, reaction.name);
  await leadAt(w, 'Poison');
  await leadAt(w, 'Ravi');
  await consume({ tenant, reaction, ...pod }, neverAborted);
  assert.deepEqual((await actionsOf(w)).includes('Ravi'), true);
  await again.promise;
  while ((await actionsOf(w)).length < 2) await new Promise((resolve) => setTimeout(resolve, 20));
  assert.deepEqual((await actionsOf(w)).toSorted(), ['Poison', 'Ravi']);
});

test('an act that could not be worked on is tried again as a whole', async (t) => {
  const w = await world(t, { env: { ROLES: 'web' } });
  const tries: string[][] = [];
  const again = Promise.withResolvers<void>();
  const reaction: Reaction = {
    name: 'counter',
    on: ['leads'],
    run: () => Promise.resolve([]),
    runAct: ({ changes }) => {
      tries.push(changes.map(({ id }) => id));
      if (tries.length === 1) return Promise.reject(new Error('not now'));
      again.resolve();
      return Promise.resolve([]);
    },
  };
  const pod = await podWith(t, w, [reaction]);
  const tenant = await tenantOf(pod.tenants);
  await followFromNow(tenant, reaction.name);
  const group = v7();
  await enqueueMany(
    w.smiles,
    system,
    ['Anu', 'Bala', 'Chitra'].map((name) => ({
      mid: v7(),
      group,
      name: 'leads.create',
      args: { name, phone: '98430 12345' },
    })),
  );
  await consume({ tenant, reaction, ...pod }, neverAborted);
  await again.promise;
  assert.equal(tries[0]?.length, 3);
  assert.deepEqual(tries[1], tries[0]);
});
