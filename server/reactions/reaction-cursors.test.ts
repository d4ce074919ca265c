import assert from 'node:assert/strict';
import { test } from 'node:test';
import { v7 } from 'uuid';
import { enqueue, enqueueMany } from '#server/commands/enqueue.ts';
import { invitationReaction } from '#server/identity/invitations.ts';
import { createLog } from '#server/log.ts';
import { reactions } from '#server/modules/index.ts';
import type { Reaction } from '#server/changelog/reaction.ts';
import type { TenantPool } from '#server/tenants/tenant-pool.ts';
import type { Tenant } from '#server/tenants/tenant.ts';
import { podWith } from '#server/testing/reaction-pod.ts';
import { world } from '#server/testing/world.ts';
import { consume } from './consume.ts';
import { startReactions } from './reactions.ts';
import { neverAborted, system, tenantOf, followFromNow, leadAt, actionsOf } from '#server/testing/reaction-desk.ts';

const log = createLog('silent');

test('a pod that is leaving stops between two changes, and another goes on where it was', async (t) => {
  const w = await world(t, { env: { ROLES: 'web' } });
  const leaving = new AbortController();
  const asked: string[] = [];
  const reaction: Reaction = {
    name: 'leaver',
    on: ['leads'],
    run: ({ change }) => {
      if (change.op !== 'create') return Promise.resolve([]);
      asked.push(String(change.patch['name']));
      leaving.abort();
      return Promise.resolve([
        { key: 'call', name: 'leads.update', args: { id: change.id, nextAction: String(change.patch['name']) } },
      ]);
    },
  };
  const pod = await podWith(t, w, [reaction]);
  const tenant = await tenantOf(pod.tenants);
  await followFromNow(tenant, reaction.name);
  await leadAt(w, 'Anu');
  await leadAt(w, 'Bala');
  await assert.rejects(consume({ tenant, reaction, ...pod }, leaving.signal), { name: 'AbortError' });
  assert.deepEqual(asked, ['Anu']);
  await consume({ tenant, reaction, ...pod }, neverAborted);
  assert.deepEqual(await actionsOf(w), ['Anu', 'Bala']);
});

test('a reaction that fell behind by many pages catches up at once', async (t) => {
  const w = await world(t, { env: { ROLES: 'web' } });
  const seen = new Set<string>();
  const reaction: Reaction = {
    name: 'listener',
    on: ['leads'],
    run: ({ change }) => {
      seen.add(change.id);
      return Promise.resolve([]);
    },
  };
  await followFromNow(w.smiles, reaction.name);
  // Each writes two rows, so that no page of the log ends where its limit is.
  const leads = 170;
  await enqueueMany(
    w.smiles,
    system,
    Array.from({ length: leads }, (_, n) => ({
      mid: v7(),
      name: 'leads.create',
      args: { name: `Lead ${n}`, phone: '98430 12345' },
    })),
  );
  const pod = await podWith(t, w, [reaction]);
  await consume({ tenant: await tenantOf(pod.tenants), reaction, ...pod }, neverAborted);
  assert.equal(seen.size, leads);
});

test('a change of no concern to a reaction wakes it not, and is behind it after the next sweep', async (t) => {
  const w = await world(t, { env: { ROLES: 'web' } });
  const asked: string[] = [];
  const reaction: Reaction = {
    name: 'movers',
    on: ['leads'],
    fields: ['clinicId'],
    run: ({ change }) => {
      asked.push(String(change.patch['clinicId']));
      return Promise.resolve([]);
    },
  };
  const lead = await w.create(w.smiles, 'leads.create', { name: 'Ravi', phone: '98430 12345' });
  await followFromNow(w.smiles, reaction.name);
  const pod = await podWith(t, w, [reaction]);
  const tenant = await tenantOf(pod.tenants);
  const working = startReactions({ ...pod, reactions: [reaction], log });
  t.after(() => working.close());
  let transactions = 0;
  const db = tenant.db as { transaction: Tenant['db']['transaction'] };
  const { transaction } = db;
  db.transaction = (work) => {
    transactions += 1;
    return transaction(work);
  };
  const change = async (patch: Record<string, unknown>): Promise<void> => {
    const answer = await enqueue(tenant, system, { mid: v7(), name: 'leads.update', args: { id: lead.id, patch } });
    assert.ok(answer.ok, JSON.stringify(answer));
  };
  await change({ nextAction: 'Call' });
  assert.deepEqual([transactions, asked], [0, []]);
  await working.sweep();
  const cursor = async (): Promise<boolean> =>
    (
      await tenant.db.query('select 1 from reaction_cursors c join log_head h on c.seq = h.seq where c.consumer = $1', [
        reaction.name,
      ])
    ).length === 1;
  assert.deepEqual([transactions, asked, await cursor()], [1, [], true]);
  await change({ clinicId: w.clinics.ganapathy.id });
  while (asked.length === 0 || !(await cursor())) await new Promise((resolve) => setTimeout(resolve, 20));
  assert.deepEqual(asked, [w.clinics.ganapathy.id]);
});

test('what a dead pod did not announce is found by the next sweep; an idle database is left alone by every one', async (t) => {
  const w = await world(t, { env: { ROLES: 'web' } });
  const seen: string[] = [];
  const reaction: Reaction = {
    name: 'listener',
    on: ['leads'],
    run: ({ change }) => {
      if (change.op === 'create') seen.push(change.id);
      return Promise.resolve([]);
    },
  };
  await followFromNow(w.smiles, reaction.name);
  // Committed by a pod of which this one hears nothing: there is no Redis.
  const lead = await leadAt(w);
  const pod = await podWith(t, w, [reaction]);
  const awake = startReactions({ ...pod, reactions: [reaction], log });
  t.after(() => awake.close());
  await awake.sweep();
  assert.deepEqual(seen, [lead.id]);

  const { platform } = pod.tenants;
  const [row] = await platform.query<{ name: string }>(
    `select database_name as name from tenants where slug = 'smiles'`,
  );
  // Nothing was written for a while, and the last sweep came after that.
  await platform.query(
    `update tenant_activity set active_at = now() - interval '1 hour', looked_at = now() - interval '30 minutes'`,
  );
  const fresh = await podWith(t, w, [reaction]);
  const idle = startReactions({ ...fresh, reactions: [reaction], log });
  t.after(() => idle.close());
  const opened: string[] = [];
  const { open } = fresh.tenants;
  (fresh.tenants as { open: TenantPool['open'] }).open = (slug, options) => {
    opened.push(slug);
    return open(slug, options);
  };
  const connections = async (): Promise<number> =>
    (
      await platform.query(`select 1 from pg_stat_activity where datname = $1 and application_name = 'dentracrm'`, [
        row?.name,
      ])
    ).length;
  const before = await connections();
  for (let i = 0; i < 20; i++) await idle.sweep();
  assert.deepEqual([opened, await connections()], [[], before]);

  // The next change is found, announced or not: a commit is announced beforehand.
  await enqueue(await tenantOf(pod.tenants), system, {
    mid: v7(),
    name: 'leads.create',
    args: { name: 'Late', phone: '98430 12346' },
  });
  await idle.sweep();
  assert.deepEqual([seen.length, [...new Set(opened)]], [2, ['smiles']]);
});

test('every reaction has its place in the log of a new tenant', async (t) => {
  const w = await world(t, { env: { ROLES: 'web' } });
  const rows = await w.smiles.db.query<{ consumer: string }>('select consumer from reaction_cursors order by 1');
  assert.deepEqual(
    rows.map(({ consumer }) => consumer),
    [...reactions, invitationReaction(w.config)].map(({ name }) => name).toSorted(),
  );
});
