import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connected, openClient, type TestClient } from '#server/testing/client.ts';
import { world, type Person, type World } from '#server/testing/world.ts';

/** What a connection that was refused was told. */
const refusalOf = async (client: TestClient): Promise<string> => {
  await client.until('a refusal', () => /"code"/.test(client.seen()));
  client.close();
  return /"code":"(\w+)"/.exec(client.seen())?.[1] ?? '';
};

const knock = (w: World, { slug, token }: Pick<Person, 'slug' | 'token'>): TestClient =>
  openClient({ url: w.url, slug, token });

test('one person has one allowance and so many sockets, and their colleague has their own', async (t) => {
  const w = await world(t, { env: { SOCKET_RATE: '50', SOCKETS_PER_PERSON: '6' } });
  const mine = await Promise.all(Array.from({ length: 6 }, () => w.ben.connect()));
  assert.equal(await refusalOf(knock(w, w.ben)), 'RATE_LIMITED');
  const colleague = await w.cara.connect();

  const asked = mine.flatMap((client) =>
    Array.from({ length: 40 }, () => client.query({ collection: 'leads', limit: 200 })),
  );
  const answers = await Promise.all(asked);
  const limited = answers.filter((answer) => !answer.ok && answer.error.code === 'RATE_LIMITED');
  assert.ok(limited.length > 120, `${limited.length} of ${answers.length} refused`);
  for (const answer of limited) assert.ok(!answer.ok && Number(answer.error.details?.retryAfter) > 0);
  assert.ok((await colleague.query({ collection: 'leads' })).ok);

  mine[0]?.close();
  // What a person who sent too much sends next, also that they close, is read after a pause.
  const closed = performance.now();
  for (;;) {
    const again = knock(w, w.ben);
    await again.until('an answer', ({ welcomes }) => welcomes.length > 0 || /"code"/.test(again.seen()));
    again.close();
    if (again.welcomes.length > 0) break;
    assert.ok(performance.now() - closed < 15_000, 'the place of a closed socket is free again');
  }
});

test('large messages count by their size, and a person who sends too much is not read for a moment', async (t) => {
  const w = await world(t, { env: { SOCKET_RATE: '10' } });
  const [flood, colleague] = [await w.ben.connect(), await w.cara.connect()];
  const nonsense = { collection: 'x'.repeat(60_000) };
  const answers = await Promise.all(Array.from({ length: 12 }, () => flood.ask('query', nonsense)));
  const limited = answers.filter((answer) => answer.error?.code === 'RATE_LIMITED');
  assert.ok(limited.length >= 6, `${limited.length} of 12 refused, where 40 small ones are let through`);
  // The last refusal has just begun a pause, or one of those before it is not over.
  const began = performance.now();
  await flood.ask('query', nonsense);
  const waited = performance.now() - began;
  assert.ok((await colleague.query({ collection: 'leads' })).ok);
  assert.ok(waited > 50, `answered after ${waited} ms`);
});

test('two hundred questions of one person do not delay what a colleague changes or reads', async (t) => {
  const w = await world(t);
  const lead = await w.create(w.smiles, 'leads.create', {
    name: 'Ravi',
    phone: '98430 12345',
    clinicId: w.clinics.rsPuram.id,
  });
  const flood = await w.ben.connect();
  const colleague = await w.cara.connect();
  const order: string[] = [];
  // Each is a second of a connection: two are under way, the others wait, and most are refused at once.
  const slow = { field: 'name', op: 'contains', value: 'x' };
  const read = w.smiles.inTurn(w.ben.id, async ({ db }) => db.read('select pg_sleep(1)'));
  const second = w.smiles.inTurn(w.ben.id, async ({ db }) => db.read('select pg_sleep(1)'));
  const floods = Array.from({ length: 200 }, (_, n) =>
    flood
      .ask(
        n % 2 === 0 ? 'sync' : 'query',
        n % 2 === 0
          ? { epoch: '', since: n }
          : { collection: 'leads', filter: { all: [slow, { field: 'age', op: 'gt', value: n }] } },
      )
      .then((answer) => {
        order.push('flood');
        return answer;
      }),
  );
  const [changed, page] = await Promise.all([
    colleague.mutate('leads.update', { id: lead.id, patch: { nextAction: 'Call' } }).then((answer) => {
      order.push('changed');
      return answer;
    }),
    colleague.query({ collection: 'leads' }).then((answer) => {
      order.push('page');
      return answer;
    }),
  ]);
  assert.ok(changed.ok && page.ok, JSON.stringify([changed, page]));
  const answers = await Promise.all(floods);
  const limited = answers.filter((answer) => answer.error?.code === 'RATE_LIMITED');
  // Those who are to start over are told at once, in turns.
  assert.ok(limited.length > 100, `${limited.length} refused`);
  assert.ok(order.slice(order.indexOf('page')).length > 5, 'the colleague was answered before those that waited');
  await Promise.all([read, second]);
});

test('those who come back wait in a line of their own, and are asked to come again where it is full', async (t) => {
  const w = await world(t);
  const clients = await Promise.all([w.ana, w.ben, w.cara].map((person) => person.connect()));
  // All reading is taken for a moment, so that nothing ends before everything is asked.
  const taken = ['one', 'two', 'three'].map((person) =>
    w.smiles.inTurn(person, ({ db }) => db.read('select pg_sleep(1.5)')),
  );
  const [welcome] = clients[0]?.welcomes ?? [];
  assert.ok(welcome);
  const { epoch, seq } = welcome;
  // Each from another place: nothing that is read for one serves another.
  const asked = clients.flatMap((client) =>
    Array.from({ length: 30 }, (_, n) => client.ask('sync', { epoch, since: Math.max(0, seq - 1 - n) })),
  );
  // Of each person two dozen are let into the line, and one more for each that is answered meanwhile.
  const answers = await Promise.all(asked);
  const served = answers.filter(({ ok }) => ok).length;
  assert.ok(served >= 72 && served < 85, `${served} of 90 served`);
  for (const { ok, error } of answers)
    if (!ok) assert.deepEqual([error?.code, error?.details?.['retryAfter']], ['RATE_LIMITED', 1]);
  await Promise.all(taken);
  assert.equal((await clients[0]?.ask('sync', { epoch, since: seq - 1 }))?.ok, true);
});

test('strangers are counted before any database is asked for them', async (t) => {
  const w = await world(t, { env: { API_REQUESTS_PER_MINUTE: '5' } });
  const asked: string[] = [];
  const platform = w.pods[0]?.tenants.platform as { entities: (...args: unknown[]) => unknown };
  const { entities } = platform;
  t.after(() => (platform.entities = entities));
  platform.entities = (...args) => {
    asked.push('platform');
    return entities(...args);
  };

  await t.test('names of workspaces that are made up', async () => {
    const codes = new Map<number, number>();
    const ask = async (n: number): Promise<void> => {
      const { status } = await fetch(`${w.url}/made-up-${n}/api/v1/tenant`);
      codes.set(status, (codes.get(status) ?? 0) + 1);
    };
    for (let from = 0; from < 1_300; from += 50) await Promise.all(Array.from({ length: 50 }, (_, i) => ask(from + i)));
    assert.ok((codes.get(429) ?? 0) >= 90, JSON.stringify([...codes]));
    assert.ok(asked.length <= 1_200 + 20, `${asked.length} questions`);
    const before = asked.length;
    assert.equal(await refusalOf(knock(w, { slug: 'made-up', token: '' })), 'RATE_LIMITED');
    assert.equal(await refusalOf(knock(w, { slug: 'smiles', token: 'x.y.z' })), 'RATE_LIMITED');
    assert.equal(asked.length, before);
  });

  await t.test('those who are signed in are not among them', async () => {
    assert.equal((await w.ana.request('GET', '/leads')).status, 200);
    assert.ok((await w.ana.connect()).welcomes.length > 0);
  });

  await t.test('tokens of a session that is over', async () => {
    assert.equal((await w.ben.request('POST', '/auth/logout')).status, 429, 'an open endpoint, from this address');
    await w.smiles.db.query('update sessions set ended_at = now() where id = $1', [w.ben.sessionId]);
    const statuses: number[] = [];
    for (let n = 0; n < 8; n++) statuses.push((await w.ben.request('GET', '/leads')).status);
    assert.deepEqual(statuses, [401, 401, 401, 401, 401, 429, 429, 429]);
  });
});

test('a socket that says nothing is closed', async (t) => {
  const w = await world(t);
  const client = await connected({ url: w.url, slug: 'smiles', token: w.ana.token });
  const began = performance.now();
  const socket = new WebSocket(`${w.url.replace('http', 'ws')}/smiles/socket.io/?EIO=4&transport=websocket`);
  await new Promise<void>((resolve) => socket.addEventListener('close', () => resolve(), { once: true }));
  assert.ok(performance.now() - began < 15_000);
  assert.ok(client.socket.connected);
  client.close();
});
