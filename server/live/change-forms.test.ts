import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changesIn } from '#shared/change-frame.ts';
import { productCatalog } from '#shared/modules/index.ts';
import type { Change } from '#shared/protocol.ts';
import type { TestClient } from '#server/testing/client.ts';
import { world } from '#server/testing/world.ts';

/** A change but for what several scopes of one reader show of it together. */
const outline = ({ data: _data, op, ...rest }: Change): object => ({ ...rest, isGone: op === 'remove' });
const outlines = (changes: readonly Change[]): object[] =>
  changes.map(outline).toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

test('devices of one person are told the same, whether they read frames of this version, of the last one, or none', async (t) => {
  // Without workers: a notice might come between what the one and the other are told.
  const { ana, ben, smiles, clinics, create } = await world(t, { env: { ROLES: 'web' } });
  const [frames, older, full] = [await ben.connect(0, null, 3), await ben.connect(0, null, 2), await ben.connect()];
  const admin = await ana.connect(0, null, 3);
  const [welcome] = frames.welcomes;
  assert.ok(welcome?.numbers);
  assert.equal(welcome.numbers.length, welcome.scopes.length);
  assert.equal(new Set(welcome.numbers).size, welcome.numbers.length);
  assert.deepEqual(older.welcomes[0]?.numbers, welcome.numbers);
  assert.equal(full.welcomes[0]?.numbers, undefined);

  const values = { name: 'L', phone: '98430 12345', clinicId: clinics.ganapathy.id };
  const lead = await create(smiles, 'leads.create', values);
  assert.ok(
    (await admin.mutate('leads.update', { id: lead.id, patch: { status: 'attempting' }, reason: 'No answer' })).ok,
  );
  assert.ok((await admin.mutate('leads.assign', { id: lead.id, clinicId: clinics.rsPuram.id })).ok);
  const isThrough = ({ changes }: TestClient): boolean =>
    changes.some(({ id, op }) => id === lead.id && op === 'remove');
  for (const client of [frames, older, full]) await client.until('the lead is gone', isThrough);

  assert.deepEqual(outlines(frames.changes), outlines(full.changes));
  assert.deepEqual(older.changes, frames.changes);
  assert.ok(frames.frames.length > 0);
  const texts = ({ frames: sent }: TestClient): unknown[] =>
    sent.flatMap(([, who, , kinds]) => [...who, ...kinds]).filter((text) => typeof text !== 'string');
  assert.ok(texts(frames).some((text) => typeof text === 'number'));
  assert.deepEqual(texts(older), []);
  assert.deepEqual(full.frames, []);
  // Its own clinic shows all of a step, and every clinic that the lead comes to some of it: together that is all.
  const told = frames.changes.filter(({ collection, op }) => collection === 'leadStatusHistory' && op === 'upsert');
  assert.ok(told.length > 0 && told.every(({ data }) => data && 'reason' in data));

  const since = welcome.seq;
  const [short, long] = [await frames.sync(since), await full.sync(since)];
  assert.ok(short.ok && 'frame' in short && short.frame && long.ok && 'changes' in long && !('frame' in long));
  assert.deepEqual(await older.sync(since), short);
  assert.deepEqual(short.changes, []);
  assert.deepEqual(outlines(changesIn(short.frame, welcome, productCatalog.named)), outlines(long.changes));
  const nothing = await frames.sync(short.upTo);
  assert.ok(nothing.ok && 'frame' in nothing && nothing.frame === null);
});

test('who asks for another form than there is gets changes in full', async (t) => {
  const { ana, smiles, clinics, create } = await world(t);
  for (const form of [1, 4, '2', null, { two: 2 }]) {
    const client = await ana.connect(0, null, form);
    assert.equal(client.welcomes[0]?.numbers, undefined);
    const phone = '98430 12346';
    await create(smiles, 'leads.create', { name: 'L', phone, clinicId: clinics.ganapathy.id });
    await client.until('a change', ({ changes }) => changes.length > 0);
    assert.deepEqual(client.frames, []);
    client.close();
  }
});
