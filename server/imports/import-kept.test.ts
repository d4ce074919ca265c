import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { v7 } from 'uuid';
import type { Collection } from '#shared/collection.ts';
import { leads } from '#shared/modules/leads.ts';
import { beforeChunk } from '#server/testing/imports.ts';
import { importDesk, refused, manyLeads } from '#server/testing/import-desk.ts';
import { tidyImports } from './tidy.ts';
import { importHere, importJob } from './start.ts';

test('a long report is told in pages, each row once and in order', async (t) => {
  const { tenant, admin, run } = await importDesk(t, 'dental');
  const csv = manyLeads(2_050);
  const { id, rows } = await run(leads, csv);
  await run(leads, csv, { id });
  const told: number[] = [];
  for (let page = await importJob(tenant, admin.actor, id); page.report.length > 0;) {
    assert.ok(page.report.length <= 1_000);
    told.push(...page.report.map(({ row }) => row));
    page = await importJob(tenant, admin.actor, id, told.length);
  }
  assert.equal(rows, 2_050);
  assert.deepEqual(
    told,
    Array.from({ length: 2_050 }, (_, i) => i + 2),
  );
});

test('a dry run of yesterday is forgotten with its report; an import is not', async (t) => {
  const { tenant, run } = await importDesk(t, 'dental');
  const csv = manyLeads(3);
  const ids = [await run(leads, csv, { dryRun: true }), await run(leads, csv), await run(leads, csv, { dryRun: true })];
  const [old, real, fresh] = ids.map(({ id }) => id);
  await tenant.db.query(`update import_jobs set updated_at = now() - interval '25 hours' where id = any($1)`, [
    [old, real],
  ]);
  await tidyImports(tenant.db);
  const left = async (column: string, table: string): Promise<string[]> =>
    (await tenant.db.query<{ id: string }>(`select distinct ${column} as id from ${table} order by 1`)).map(
      ({ id }) => id,
    );
  const kept = [real, fresh].toSorted((a = '', b = '') => (a < b ? -1 : 1));
  assert.deepEqual([await left('id', 'import_jobs'), await left('import_id', 'import_reports')], [kept, kept]);
});

test('what is left of an import that came to nothing is gone after a day', async (t) => {
  const { tenant, admin, run, count } = await importDesk(t, 'dental');
  const cut = new AbortController();
  const begin = (id: string): Promise<unknown> => {
    beforeChunk(tenant, 1, () => Promise.resolve(cut.abort(new Error('gone'))));
    const csv = manyLeads(300);
    return assert.rejects(
      importHere(tenant, admin.who, admin.actor, leads as unknown as Collection, csv, { id }, cut.signal),
    );
  };
  const stuck = v7();
  await begin(stuck);
  await tidyImports(tenant.db);
  assert.deepEqual([(await importJob(tenant, admin.actor, stuck)).state, await count('import_files')], ['running', 1]);
  await tenant.db.query(`insert into import_files values (gen_random_uuid(), 0, '', now())`);
  t.mock.timers.enable({ apis: ['Date'], now: Date.now() + 25 * 3600_000 });
  await tidyImports(tenant.db);
  assert.deepEqual(
    [(await importJob(tenant, admin.actor, stuck)).state, await count('import_files')],
    ['interrupted', 0],
  );
  assert.equal((await run(leads, manyLeads(300), { id: stuck })).state, 'finished');
});

test('an upload that breaks off, or is too large, leaves nothing, and its id is free', async (t) => {
  const { run, count } = await importDesk(t, 'dental');
  const csv = manyLeads(300);
  const id = v7();
  const torn = Readable.from(
    (async function* () {
      yield csv.slice(0, 5_000);
      throw new Error('socket hang up');
    })(),
  );
  await assert.rejects(run(leads, torn, { id }), refused('BAD_REQUEST', 'file'));
  const long = Readable.from(
    (function* () {
      for (let i = 0; i < 65; i++) yield Buffer.alloc(1024 * 1024, 'x');
    })(),
  );
  await assert.rejects(run(leads, long, { id }), refused('TOO_LARGE', 'file'));
  assert.deepEqual([await count('import_jobs'), await count('import_files')], [0, 0]);
  assert.deepEqual([(await run(leads, csv, { id })).created, await count('leads')], [300, 300]);
});
