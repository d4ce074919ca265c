import assert from 'node:assert/strict';
import { test } from 'node:test';
import { v7 } from 'uuid';
import type { Change } from '#shared/protocol.ts';
import type { Query } from '#server/database/pool.ts';
import { world } from '#server/testing/world.ts';
import { openClient, type TestClient } from '#server/testing/client.ts';

const of = (client: TestClient, id: string): Change[] => client.changes.filter((change) => change.id === id);

test('a change by one person is on the other’s screen, and says who made it', async (t) => {
  const { ana, ben, create, smiles, clinics } = await world(t, { also: ['other'] });
  const lead = await create(smiles, 'leads.create', {
    name: 'Ravi',
    phone: '98430 12345',
    clinicId: clinics.ganapathy.id,
  });
  const [desk, hq] = [await ben.connect(), await ana.connect()];
  const answer = await desk.mutate('leads.update', { id: lead.id, patch: { status: 'connected' } });
  assert.ok(answer.ok);
  await hq.until('the change', (client) => of(client, lead.id).length > 0);
  const [change] = of(hq, lead.id);
  assert.deepEqual(
    [change?.op, change?.seq, change?.by?.name, change?.mid],
    ['patch', answer.seq, 'Ben Ganapathy', answer.mid],
  );
  assert.deepEqual([change?.data?.['status'], change?.data?.['priority']], ['connected', 'warm']);
});

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

test('a lead that moves to another clinic is removed here, by id only, and whole over there', async (t) => {
  const { ana, ben, cara, create, smiles, clinics } = await world(t);
  const lead = await create(smiles, 'leads.create', {
    name: 'Ravi',
    phone: '98430 12345',
    clinicId: clinics.ganapathy.id,
  });
  const [here, there, hq] = [await ben.connect(), await cara.connect(), await ana.connect()];
  await ana.mutate('leads.update', {
    id: lead.id,
    patch: { nextAction: 'CANARY-AFTER', clinicId: clinics.rsPuram.id },
  });
  await here.until('the removal', (client) => of(client, lead.id).length > 0);
  await there.until('the arrival', (client) => of(client, lead.id).length > 0);
  await hq.until('the move', (client) => of(client, lead.id).length > 0);
  assert.deepEqual(
    of(here, lead.id).map(({ op, data }) => [op, data]),
    [['remove', null]],
  );
  assert.deepEqual(
    of(there, lead.id).map(({ op, data }) => [op, data?.['nextAction']]),
    [['upsert', 'CANARY-AFTER']],
  );
  assert.deepEqual(
    of(hq, lead.id).map(({ op }) => op),
    ['patch'],
  );
  assert.ok(!here.seen().includes('CANARY-AFTER') && !here.seen().includes(clinics.rsPuram.id));
  assert.ok(!there.seen().includes(clinics.ganapathy.id), 'where it was is not told either');
});

test('DNC takes a lead off the clinic’s screen at once', async (t) => {
  const { ana, ben, create, smiles, clinics } = await world(t);
  const lead = await create(smiles, 'leads.create', {
    name: 'Ravi',
    phone: '98430 12345',
    clinicId: clinics.ganapathy.id,
  });
  const desk = await ben.connect();
  await ana.mutate('leads.update', { id: lead.id, patch: { status: 'dnc' } });
  await desk.until('the removal', (client) => of(client, lead.id).some(({ op }) => op === 'remove'));
  const page = await desk.query({ collection: 'leads' });
  assert.ok(page.ok && page.records.length === 0);
});

test('the same mid again gets the stored answer, a refusal too, and does nothing', async (t) => {
  const { ben, ana, create, smiles, clinics } = await world(t, { also: ['other'] });
  const lead = await create(smiles, 'leads.create', {
    name: 'Ravi',
    phone: '98430 12345',
    clinicId: clinics.ganapathy.id,
  });
  const [desk, hq] = [await ben.connect(), await ana.connect()];
  const mid = v7();
  const first = await desk.mutate('leads.update', { id: lead.id, patch: { nextAction: 'once' } }, { mid });
  const [again, twice] = await Promise.all(
    [1, 2].map(() => desk.mutate('leads.update', { id: lead.id, patch: { nextAction: 'once' } }, { mid })),
  );
  assert.deepEqual(again, first);
  assert.deepEqual(twice, first);
  const bad = v7();
  const refused = await desk.mutate('leads.update', { id: lead.id, patch: { status: 'dnc' } }, { mid: bad });
  assert.ok(!refused.ok && refused.error.code === 'FORBIDDEN');
  assert.deepEqual(await desk.mutate('leads.update', { id: lead.id, patch: { status: 'dnc' } }, { mid: bad }), refused);
  const other = await desk.mutate('leads.update', { id: lead.id, patch: { nextAction: 'other' } }, { mid });
  assert.ok(!other.ok && other.error.code === 'MID_REUSED');
  const stolen = await hq.mutate('leads.update', { id: lead.id, patch: { nextAction: 'once' } }, { mid });
  assert.ok(!stolen.ok && stolen.error.code === 'MID_REUSED');
  const [row] = await smiles.db.query<{ version: number }>('select version from leads where id = $1', [lead.id]);
  assert.equal(row?.version, 2);
});

test('two people on different fields both win; on the same one the later is told what it holds', async (t) => {
  const { ana, ben, create, smiles, clinics } = await world(t);
  const lead = await create(smiles, 'leads.create', {
    name: 'Ravi',
    phone: '98430 12345',
    clinicId: clinics.ganapathy.id,
  });
  const [desk, hq] = [await ben.connect(), await ana.connect()];
  const base = lead.version;
  assert.ok((await desk.mutate('leads.update', { id: lead.id, patch: { nextAction: 'call' } }, { base })).ok);
  assert.ok((await hq.mutate('leads.update', { id: lead.id, patch: { age: 40 } }, { base })).ok);
  const late = await hq.mutate('leads.update', { id: lead.id, patch: { nextAction: 'mail' } }, { base });
  assert.ok(!late.ok);
  assert.equal(late.error.code, 'CONFLICT');
  assert.deepEqual(late.error.details, { field: 'nextAction', current: 'call', version: 2, by: 'Ben Ganapathy' });
  assert.ok(
    (await hq.mutate('leads.update', { id: lead.id, patch: { nextAction: 'call' } }, { base })).ok,
    'agreeing is no conflict',
  );
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
    'connection refused',
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
  await desk.until('nobody', ({ presence }) => presence.at(-1)?.people.length === 0);
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
