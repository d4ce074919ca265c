import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { Server } from 'socket.io';
import type { LogRow } from '#server/database/log-row.ts';
import { world } from '#server/testing/world.ts';
import type { LiveServer } from './fan-out.ts';
import { openLiveTenant } from './live-tenant.ts';
import { createClusterBus } from './cluster-bus.ts';

test('a tenant without sockets is closed, and opens again for the next one', async (t) => {
  const { ana, ben, eve, create, smiles, clinics } = await world(t, { env: { OPEN_TENANTS: '1' }, also: ['other'] });
  const lead = await create(smiles, 'leads.create', {
    name: 'Ravi',
    phone: '98430 12345',
    clinicId: clinics.ganapathy.id,
  });
  const listeners = { now: 0, most: 0 };
  const { subscribe } = smiles.committed;
  Object.assign(smiles.committed, {
    subscribe: (listener: (rows: readonly LogRow[]) => void) => {
      const unsubscribe = subscribe(listener);
      listeners.most = Math.max(listeners.most, (listeners.now += 1));
      return () => {
        listeners.now -= 1;
        unsubscribe();
      };
    },
  });
  const meet = async (words: string): Promise<void> => {
    const [hq, desk] = [await ana.connect(), await ben.connect()];
    // More tenants than this pod keeps open: those with people in them stay nevertheless.
    const stranger = await eve.connect();
    assert.ok((await hq.mutate('leads.update', { id: lead.id, patch: { nextAction: words } })).ok);
    await desk.until('the change', ({ changes }) => changes.some(({ data }) => data?.['nextAction'] === words));
    for (const client of [hq, desk, stranger]) client.close();
  };
  await meet('once');
  const deadline = performance.now() + 12_000;
  while (listeners.now > 0 && performance.now() < deadline) await pause(50);
  assert.deepEqual(listeners, { now: 0, most: 1 });
  await meet('again');
});

test('a socket that was admitted a moment ago keeps a tenant without others open', async (t) => {
  const { smiles } = await world(t);
  const io: LiveServer = new Server();
  const live = await openLiveTenant(io, smiles, createClusterBus(io, false));
  t.after(live.close);
  assert.equal(live.isEmpty(), true);
  const admitted = live.admit(() => Promise.reject(new Error('no session after all')));
  assert.equal(live.isEmpty(), false, 'while it is looked at who they are');
  await assert.rejects(admitted, /no session after all/);
  assert.equal(live.isEmpty(), false, 'on the last step');
  await pause(1_100);
  assert.equal(live.isEmpty(), true, 'but not for ever');
});
