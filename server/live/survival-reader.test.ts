import assert from 'node:assert/strict';
import { test } from 'node:test';
import { v7 } from 'uuid';
import { enqueueMany } from '#server/commands/enqueue.ts';
import type { TestClient } from '#server/testing/client.ts';
import { world } from '#server/testing/world.ts';

/** The connection below the client, which can be made not to read. */
const wireOf = ({ socket }: TestClient): { pause: () => void; resume: () => void } =>
  (socket.io.engine as unknown as { transport: { ws: { _socket: never } } }).transport.ws._socket;

const others = 2_000;

test('who asks for much and reads nothing is cut off, and the others notice nothing', async (t) => {
  const { ana, ben, petra, create, smiles, clinics } = await world(t);
  const clinicId = clinics.ganapathy.id;
  const lead = await create(smiles, 'leads.create', { name: 'Ravi', phone: '98430 12345', clinicId });
  const args = { name: `Lead ${'x'.repeat(100)}`, phone: '98430 12345', clinicId, nextAction: 'y'.repeat(200) };
  const many = Array.from({ length: 400 }, () => ({ mid: v7(), name: 'leads.create', args }));
  assert.ok((await enqueueMany(smiles, ana.who, many)).every(({ ok }) => ok));
  const [slow, desk, hq] = [await petra.connect(), await ben.connect(), await ana.connect()];
  // That she has it open says on which side of being cut off she is: her own device learns of it only by reading.
  const isThere = ({ presence }: TestClient): boolean =>
    presence.at(-1)?.people.some(({ id }) => id === petra.id) === true;
  await slow.ask('view', { collection: 'leads', id: lead.id });
  await desk.until('Petra', isThere);
  wireOf(slow).pause();
  const disconnected = new Promise<void>((resolve) => void slow.socket.once('disconnect', () => resolve()));
  for (let n = 0; n < 150; n++) {
    const filter = { field: 'age', op: 'ne', value: n % 100 };
    slow.socket.emit('query', { collection: 'leads', limit: 200, filter }, () => undefined);
  }
  while (isThere(desk)) {
    const began = performance.now();
    const mid = v7();
    assert.ok((await hq.mutate('leads.update', { id: lead.id, patch: { nextAction: mid } }, { mid })).ok);
    await desk.until('the change', ({ changes }) => changes.some((change) => change.mid === mid));
    assert.ok(performance.now() - began < others, 'the others are not held up');
  }
  wireOf(slow).resume();
  await disconnected;
});
