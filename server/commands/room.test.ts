import assert from 'node:assert/strict';
import { test } from 'node:test';
import { v7 } from 'uuid';
import type { Mutation } from '#shared/protocol.ts';
import { world } from '#server/testing/world.ts';
import { enqueue, enqueueMany, requireRoom } from './enqueue.ts';

const limited = { code: 'RATE_LIMITED' };

test('so many changes of a person wait, and so many of a tenant; a person with few of their own is let in', async (t) => {
  const w = await world(t, { env: { ROLES: 'web' } });
  const { smiles, clinics } = w;
  const lead = await w.create(smiles, 'leads.create', {
    name: 'Ravi',
    phone: '98430 12345',
    clinicId: clinics.rsPuram.id,
  });
  const principal = (id: string) => ({ kind: 'user', id }) as const;
  const change = (n: number): Mutation => ({
    mid: v7(),
    name: 'leads.update',
    args: { id: lead.id, patch: { nextAction: `Call ${n}` } },
  });
  const [cara, ana] = [principal(w.cara.id), principal(w.ana.id)];
  const answers: Promise<unknown>[] = [];
  const add = (who: typeof cara, count: number): void => {
    for (let n = 0; n < count; n++) answers.push(enqueue(smiles, who, change(n)));
  };

  add(cara, 249);
  requireRoom(smiles, cara, 'urgent');
  add(cara, 1);
  assert.throws(() => requireRoom(smiles, cara, 'urgent'), limited);
  requireRoom(smiles, cara, 'bulk');
  requireRoom(smiles, ana, 'urgent');

  // People who are unknown here are refused one by one, and wait for it like all others.
  for (let n = 0; n < 9; n++) add(principal(v7()), 250);
  add(ana, 9);
  requireRoom(smiles, ana, 'urgent');
  add(ana, 1);
  assert.throws(() => requireRoom(smiles, ana, 'urgent'), limited);

  for (let n = 0; n < 16; n++) answers.push(enqueueMany(smiles, cara, [change(n)]));
  assert.throws(() => requireRoom(smiles, cara, 'bulk'), limited);
  requireRoom(smiles, ana, 'bulk');

  await Promise.all(answers);
  requireRoom(smiles, cara, 'urgent');
  requireRoom(smiles, ana, 'bulk');
});
