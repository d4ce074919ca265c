import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { startWorker } from '#server/testing/worker.ts';
import { world } from '#server/testing/world.ts';

const rows = 1_500;
const csv = ['Name,Phone', ...Array.from({ length: rows }, (_, i) => `Lead ${i},98430 ${10_000 + i}`)].join('\n');

test('an import survives the death of the pod that carries it out: every row comes in once', async (t) => {
  const w = await world(t, { env: { ROLES: 'web' } });
  const count = async (sql: string): Promise<number> => (await w.smiles.db.query<{ n: number }>(sql))[0]?.n ?? -1;
  const leads = (): Promise<number> => count('select count(*)::int as n from leads');
  const sent = await w.ana.request('POST', '/leads/import', csv, { 'content-type': 'text/csv' });
  assert.equal(sent.status, 202);
  const { id } = sent.body.data as { id: string };
  const worker = await startWorker(t, w);
  while ((await leads()) < 300) await pause(5);
  worker.kill('SIGKILL');
  await once(worker, 'exit');
  assert.ok((await leads()) < rows, 'it was killed in the middle');
  const shown = await w.ana.request('GET', `/imports/leads/${id}`);
  assert.equal((shown.body.data as { state: string }).state, 'running');
  await startWorker(t, w);
  type Shown = { state: string; rows: number; created: number; warned: number; refused: number };
  let job: Shown;
  do {
    await pause(200);
    job = (await w.ana.request('GET', `/imports/leads/${id}`)).body.data as Shown;
  } while (job.state === 'running');
  assert.deepEqual([job.state, job.rows, job.created, job.warned, job.refused], ['finished', rows, rows, 0, 0]);
  assert.equal(await leads(), rows);
  assert.equal(await count('select count(distinct phone)::int as n from leads'), rows);
  assert.equal(
    await count(`select count(*)::int as n from change_log where collection = 'leads' and op = 'create'`),
    rows,
  );
  assert.equal(await count('select count(distinct row)::int as n from import_reports'), rows);
  assert.equal(await count('select count(*)::int as n from import_files'), 0);
});
