import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { v7 } from 'uuid';
import { createEndings, ownPostgres, sharedRedisUrl } from '#infra/chaos/services.ts';
import type { Postgres } from '#infra/local/postgres.ts';
import type { MutationAnswer } from '#shared/protocol.ts';
import type { TestClient } from '#server/testing/client.ts';
import { world } from '#server/testing/world.ts';

/** A busy machine takes its time to start a PostgreSQL that was killed. */
const timeoutMs = 40_000;

/** Two pods on a PostgreSQL to be harmed, and two people who write all the time, each through one of them. */
const scene = async (t: TestContext) => {
  const endings = createEndings();
  const postgres = await ownPostgres(endings);
  const w = await world(t, { pods: 2, redisUrl: sharedRedisUrl(), env: { DATABASE_URL: postgres.url, ROLES: 'web' } });
  t.after(endings.end);
  const { ana, ben, create, smiles, clinics } = w;
  const lead = await create(smiles, 'leads.create', {
    name: 'Ravi',
    phone: '98430 12345',
    clinicId: clinics.ganapathy.id,
  });
  const clients = [await ana.connect(0), await ben.connect(1)];
  const answers = new Map<string, MutationAnswer>();
  let stop = false;
  const write = async (client: TestClient): Promise<void> => {
    while (!stop) {
      const mid = v7();
      const args = { id: lead.id, patch: { nextAction: mid } };
      const ask = (): Promise<MutationAnswer | null> => client.mutate('leads.update', args, { mid }).catch(() => null);
      let answer = await ask();
      // What was not answered, or not done for want of a database, is asked again under its old name.
      while (!answer || (!answer.ok && answer.error.code === 'UNAVAILABLE')) answer = await ask();
      answers.set(mid, answer);
    }
  };
  const writers = Promise.all(clients.map(write));
  return {
    postgres,
    atLeast: async (count: number): Promise<void> => {
      const goal = answers.size + count;
      const deadline = performance.now() + timeoutMs;
      while (answers.size < goal && performance.now() < deadline) await pause(10);
      assert.ok(answers.size >= goal, `${goal - answers.size} answers are missing`);
    },
    finish: async (): Promise<void> => {
      stop = true;
      await writers;
      for (const answer of answers.values()) assert.ok(answer.ok, JSON.stringify(answer));
      const rows = await smiles.db.query<{ mid: string; seq: number }>(
        'select mid, seq from change_log where record_id = $1 and op = $2 order by seq',
        [lead.id, 'update'],
      );
      assert.deepEqual(new Set(rows.map(({ mid }) => mid)), new Set(answers.keys()));
      assert.equal(rows.length, answers.size, 'each once');
      for (const { mid, seq } of rows) {
        const answer = answers.get(mid);
        assert.ok(answer?.ok && answer.seq === seq, `${mid} was answered as another change`);
      }
      for (const client of clients) {
        await client.until('every change', ({ changes }) => changes.length >= rows.length);
        assert.deepEqual(
          client.changes.map(({ seq }) => seq),
          rows.map(({ seq }) => seq),
        );
        assert.equal(client.welcomes.length, 1, 'no client had to connect again');
      }
    },
  };
};

const cut = async ({ url }: Postgres): Promise<void> => {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'dentracrm'`);
  await client.end();
};

const harms: { readonly [name: string]: (postgres: Postgres) => Promise<void> } = {
  'is restarted': (postgres) => postgres.restart(),
  'dies and comes back': async (postgres) => {
    await postgres.kill();
    await postgres.restart();
  },
  'cuts every connection': cut,
};

for (const [name, harm] of Object.entries(harms)) {
  test(`PostgreSQL ${name} under writers: what they asked is done, each once, and told to everyone in order`, async (t) => {
    const { postgres, atLeast, finish } = await scene(t);
    for (let time = 0; time < 2; time++) {
      await atLeast(30);
      await harm(postgres);
    }
    await atLeast(30);
    await finish();
  });
}
