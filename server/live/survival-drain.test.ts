import assert from 'node:assert/strict';
import { test } from 'node:test';
import { v7 } from 'uuid';
import { sharedRedisUrl } from '#infra/chaos/services.ts';
import type { MutationAnswer } from '#shared/protocol.ts';
import { connected, openClient, type TestClient } from '#server/testing/client.ts';
import { world, type Person } from '#server/testing/world.ts';
import type { Query } from '#server/database/pool.ts';

/** As long as a rolling update waits for a pod before it is killed, with much to spare. */
const soon = 4_000;

test('a pod that is sent away under load ends soon, sends everyone elsewhere, and has lost nothing', async (t) => {
  const { pods, ana, ben, create, smiles, clinics } = await world(t, { pods: 2, redisUrl: sharedRedisUrl() });
  const [first, second] = pods;
  assert.ok(first && second);
  const lead = await create(smiles, 'leads.create', {
    name: 'Ravi',
    phone: '98430 12345',
    clinicId: clinics.ganapathy.id,
  });
  const done = new Map<string, MutationAnswer>();
  const reasons: string[] = [];
  let stop = false;

  /** Writes as fast as answers come, on whichever pod takes it; asks again what was not answered. */
  const write = async (person: Person): Promise<void> => {
    let port = first.port;
    let client: TestClient = await connected({ url: `http://127.0.0.1:${port}`, slug: 'smiles', token: person.token });
    while (!stop) {
      const mid = v7();
      const mutation = { mid, name: 'leads.update', args: { id: lead.id, patch: { nextAction: mid } } };
      while (!done.has(mid)) {
        if (!client.socket.connected) {
          reasons.push(...client.ended);
          port = second.port;
          client = await connected({ url: `http://127.0.0.1:${port}`, slug: 'smiles', token: person.token });
        }
        const answer = await client.ask('mutate', mutation).catch(() => null);
        if (answer) done.set(mid, answer as MutationAnswer);
      }
    }
    client.close();
  };
  /** Keeps its connection busy, as a program that uses the API does. */
  const poll = async (): Promise<void> => {
    let isServed = true;
    while (isServed && !stop)
      isServed = await ana.request('GET', '/leads?limit=1').then(
        () => true,
        () => false,
      );
  };

  const writers = Promise.all([
    ...Array.from({ length: 4 }, () => write(ana)),
    ...Array.from({ length: 4 }, () => write(ben)),
  ]);
  const polling = poll();
  while (done.size < 100) await new Promise((resolve) => setImmediate(resolve));
  const began = performance.now();
  await first.close();
  const took = performance.now() - began;
  const before = done.size;
  while (done.size < before + 100) await new Promise((resolve) => setImmediate(resolve));
  stop = true;
  await Promise.all([writers, polling]);

  assert.ok(took < soon, `it took ${Math.round(took)} ms`);
  assert.deepEqual(
    reasons,
    Array.from({ length: 8 }, () => 'draining'),
  );
  assert.ok([...done.values()].every(({ ok }) => ok));
  const { tenants } = second;
  const there = await tenants.open('smiles');
  const rows = await there?.db.query<{ mid: string }>('select mid from change_log where record_id = $1 and op = $2', [
    lead.id,
    'update',
  ]);
  const logged = rows?.map(({ mid }) => mid) ?? [];
  assert.equal(new Set(logged).size, logged.length, 'each once');
  for (const mid of done.keys()) assert.ok(logged.includes(mid), 'what was acknowledged is there');
});

test('who is on their way in while a pod is sent away is no defect', async (t) => {
  const { pods, ana } = await world(t);
  const [pod] = pods;
  assert.ok(pod);
  const first = await connected({ url: pod.url, slug: 'smiles', token: ana.token });
  const tenant = await pod.tenants.open('smiles');
  assert.ok(tenant);
  const db = tenant.db as { query: Query };
  const { query } = db;
  const asked = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  const failed = Promise.withResolvers<unknown>();
  db.query = async (sql, values) => {
    asked.resolve();
    await gate.promise;
    return query<never>(sql, values).catch((error: unknown) => {
      failed.resolve(error);
      throw error;
    });
  };
  const said = t.mock.method(pod.log, 'error');
  const second = openClient({ url: pod.url, slug: 'smiles', token: ana.token });
  await asked.promise;
  await pod.close();
  gate.resolve();
  assert.match(String(await failed.promise), /pool/);
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(
    said.mock.calls.map(({ arguments: [about] }) => about),
    [],
  );
  first.close();
  second.close();
});
