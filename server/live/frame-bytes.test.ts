import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestClient } from '#server/testing/client.ts';
import { world } from '#server/testing/world.ts';

/** The bytes of every frame of changes as it comes, without what WebSocket puts in front. */
const measured = ({ socket }: TestClient): number[] => {
  const bytes: number[] = [];
  socket.io.engine.on('packet', ({ data }: { data?: unknown }) => {
    // Engine.IO has taken off the one byte that says that it is a message.
    if (typeof data === 'string' && data.startsWith('2["frame"')) bytes.push(1 + Buffer.byteLength(data));
  });
  return bytes;
};

test('a status change with its history takes at most 250 bytes, one of a field 150, where it is not the first of its kind', async (t) => {
  // Without workers: each change is to be alone in its frame.
  const { ana, ben, smiles, clinics, create } = await world(t, { env: { ROLES: 'web' } });
  const lead = await create(smiles, 'leads.create', {
    name: 'L',
    phone: '98430 12345',
    clinicId: clinics.ganapathy.id,
    status: 'attempting',
  });
  const desks = [await ana.connect(0, null, 3), await ben.connect(0, null, 3)];
  const sizes = desks.map(measured);
  const writer = await ana.connect();
  let told = 0;
  /** What each desk is sent when the lead is changed so. */
  const after = async (patch: Record<string, string>): Promise<(number | undefined)[]> => {
    assert.ok((await writer.mutate('leads.update', { id: lead.id, patch })).ok);
    told += 1;
    for (const desk of desks) await desk.until('its frame', ({ frames }) => frames.length === told);
    return sizes.map((bytes) => bytes.at(-1));
  };
  const atMost = (bytes: readonly (number | undefined)[], most: number): void => {
    t.diagnostic(`${bytes.join(' and ')} bytes, at most ${most}`);
    for (const size of bytes) assert.ok(size !== undefined && size <= most, `${bytes.join(' and ')} bytes`);
  };

  atMost(await after({ status: 'connected' }), 330);
  atMost(await after({ status: 'attempting' }), 250);
  atMost(await after({ nextAction: 'Call back, then send the offer (12.345)' }), 210);
  atMost(await after({ nextAction: 'Call back, then send the offer (12.346)' }), 150);

  // Who comes later, to what the others were told before, is told it too.
  const newcomer = await ana.connect(0, null, 3);
  atMost(await after({ status: 'connected' }), 330);
  await newcomer.until('its first frame', ({ frames }) => frames.length === 1);
  const [first] = desks;
  assert.deepEqual(newcomer.changes, first?.changes.slice(-2));
  assert.deepEqual(
    newcomer.changes.map(({ op, by, data }) => [op, by?.name, data?.['status'] ?? data?.['toStatus']]),
    [
      ['patch', ana.name, 'connected'],
      ['upsert', ana.name, 'connected'],
    ],
  );
});
