import assert from 'node:assert/strict';
import { test } from 'node:test';
import { v7 } from 'uuid';
import type { Query } from '#server/database/pool.ts';
import { world } from '#server/testing/world.ts';
import { openClient, type TestClient } from '#server/testing/client.ts';

test('no connection without a session here, from a foreign page, or to another tenant', async (t) => {
  const { url, ana, eve } = await world(t, { also: ['other'] });
  const refusal = async (options: {
    slug: string;
    token?: string;
    headers?: Record<string, string>;
  }): Promise<string> => {
    const client = openClient({ url, ...options });
    const error = await new Promise<Error & { data?: { code: string } }>((resolve) =>
      client.socket.once('connect_error', resolve),
    );
    client.close();
    return error.data?.code ?? 'connection refused';
  };
  assert.equal(await refusal({ slug: 'smiles' }), 'UNAUTHENTICATED');
  assert.equal(await refusal({ slug: 'smiles', token: 'x' }), 'UNAUTHENTICATED');
  assert.equal(await refusal({ slug: 'smiles', token: eve.token }), 'TENANT_MISMATCH');
  assert.equal(
    await refusal({ slug: 'smiles', token: ana.token, headers: { 'X-Tenant-ID': 'other' } }),
    'TENANT_MISMATCH',
  );
  assert.equal(await refusal({ slug: 'nowhere', token: ana.token }), 'NOT_FOUND');
  assert.equal(
    await refusal({ slug: 'smiles', token: ana.token, headers: { Origin: 'https://evil.example' } }),
    'FORBIDDEN',
  );
});

test('a socket lives as long as its token, and on with a fresh one', async (t) => {
  const { ana } = await world(t, { env: { ACCESS_TOKEN_SECONDS: '2' } });
  const client = await ana.connect();
  const answer = await client.ask('refresh', { token: 'nonsense' });
  assert.equal(answer.error?.code, 'UNAUTHENTICATED');
  await client.until('the end', ({ ended }) => ended.includes('expired'));
});

test('who has a lead open is told to those who may see it', async (t) => {
  const { ana, ben, cara, create, smiles, clinics } = await world(t);
  const lead = await create(smiles, 'leads.create', {
    name: 'Ravi',
    phone: '98430 12345',
    clinicId: clinics.ganapathy.id,
  });
  const [hq, desk, there] = [await ana.connect(), await ben.connect(), await cara.connect()];
  assert.ok((await hq.ask('view', { collection: 'leads', id: lead.id })).ok);
  await desk.until('Ana', ({ presence }) =>
    presence.some(({ id, people }) => id === lead.id && people.some(({ name }) => name === 'Ana Admin')),
  );
  assert.equal((await there.ask('view', { collection: 'leads', id: lead.id })).error?.code, 'NOT_FOUND');
  await hq.ask('view', { collection: 'leads', id: null });
  await desk.until('no one is there', ({ presence }) => presence.at(-1)?.people.length === 0);
  assert.equal(there.presence.length, 0);
});

test('too many messages are refused for a while, garbage is refused with a code', async (t) => {
  const { ana } = await world(t, { env: { SOCKET_RATE: '10' } });
  const client = await ana.connect();
  for (const input of [
    null,
    1,
    'x',
    [],
    {},
    { mid: 'x' },
    { mid: v7(), name: 'nope', args: {} },
    { mid: v7(), name: '__proto__', args: {} },
  ]) {
    const answer = await client.ask('mutate', input);
    assert.ok(answer.error && answer.error.code !== 'DEFECT', JSON.stringify([input, answer]));
  }
  const answers = await Promise.all(
    Array.from({ length: 60 }, () => client.ask('query', { collection: 'leads', limit: 1 })),
  );
  const refused = answers.filter((answer) => answer.error?.code === 'RATE_LIMITED');
  assert.ok(refused.length > 0 && refused.length < 60, `${refused.length} refused`);
  for (let i = 0; i < 1_000; i++) client.socket.emit('query', { collection: 'leads', limit: 1 }, () => undefined);
  await client.until('being sent away', ({ ended }) => ended.length > 0);
  assert.deepEqual(client.ended, ['too-fast']);
});

test('people who see the same records share one read of them, whatever each has of their own', async (t) => {
  const w = await world(t, { env: { ROLES: 'web' }, also: ['other', 'general'] });
  await w.create(w.smiles, 'leads.create', { name: 'Ravi', phone: '98430 12345', clinicId: w.clinics.ganapathy.id });
  const dev = await w.staffOf('clinic_staff', w.smiles);
  const [boss, desk, colleague] = [await w.ana.connect(), await w.ben.connect(), await dev.connect()];
  // Every read of a socket's takes a turn.
  const { db } = await w.smiles.inTurn('Ana', (slotted) => Promise.resolve(slotted as { db: { read: Query } }));
  const { read } = db;
  t.after(() => (db.read = read));
  let reads = 0;
  db.read = (sql, values) => {
    reads += 1;
    return read(sql, values);
  };
  const ask = async (client: TestClient): Promise<number> => {
    const answer = await client.query({ collection: 'leads' });
    assert.equal(answer.ok && answer.records.length, 1);
    return reads;
  };
  const first = await ask(desk);
  assert.equal(await ask(colleague), first);
  assert.ok((await ask(boss)) > first, 'who sees other clinics too has a read of their own');
});
