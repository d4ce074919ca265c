import assert from 'node:assert/strict';
import { test } from 'node:test';
import { v7 } from 'uuid';
import type { Collection } from '#shared/collection.ts';
import { leads } from '#shared/modules/leads.ts';
import { beforeChunk, fileOf } from '#server/testing/imports.ts';
import type { ImportJobView } from '#shared/csv/imports.ts';
import { importDesk, outcomes, refused, manyLeads } from '#server/testing/import-desk.ts';
import { carryOut } from './carry-out.ts';
import { beginJob } from './jobs.ts';
import { importHere, importJob, stopImport } from './start.ts';

test('an import whose pod goes away is taken up where it was, and nothing comes in twice', async (t) => {
  const { tenant, admin, run, count } = await importDesk(t, 'dental');
  const csv = manyLeads(700);
  const id = v7();
  const leaving = new AbortController();
  beforeChunk(tenant, 4, () => Promise.resolve(leaving.abort(new Error('shutting down'))));
  const cut = importHere(tenant, admin.who, admin.actor, leads as unknown as Collection, csv, { id }, leaving.signal);
  await assert.rejects(cut, /shutting down/);
  const left = await importJob(tenant, admin.actor, id);
  assert.deepEqual([left.state, left.rows, await count('leads')], ['running', 400, 400]);
  await assert.rejects(run(leads, csv, { id }), refused('CONFLICT', 'id'));

  t.mock.timers.enable({ apis: ['Date'], now: Date.now() + 26 * 3600_000 });
  const seen: number[] = [];
  const file = await fileOf(tenant, id);
  beforeChunk(tenant, 3, async () => void seen.push((await importJob(tenant, admin.actor, id)).rows));
  await carryOut(tenant, id, file, new AbortController().signal);
  assert.deepEqual(seen, [400], 'what was done is not shown as undone');
  const whole = await importJob(tenant, admin.actor, id);
  assert.deepEqual([whole.state, whole.rows, whole.created, whole.startedAt], ['finished', 700, 700, left.startedAt]);
  assert.equal(await count('leads'), 700);
  assert.equal(await count('import_files'), 0);
  // Its job may be asked for once more.
  await carryOut(tenant, id, file, new AbortController().signal);
  assert.deepEqual(await run(leads, csv, { id }).then(outcomes), outcomes(whole));
  assert.equal(await count('leads'), 700);
});

test('an attempt that was thought dead leaves the import to the one that took it up', async (t) => {
  const { tenant, admin, run, count } = await importDesk(t, 'dental');
  const csv = manyLeads(700);
  const id = v7();
  let whole: ImportJobView | null = null;
  beforeChunk(tenant, 5, async () => {
    await carryOut(tenant, id, await fileOf(tenant, id), new AbortController().signal);
    whole = await importJob(tenant, admin.actor, id);
  });
  const first = await run(leads, csv, { id });
  assert.deepEqual([first.state, first.rows, first.report.length], ['finished', 700, 700]);
  assert.deepEqual(first, whole);
  assert.equal(await count('leads'), 700);
  assert.deepEqual(await run(leads, csv, { id }).then(outcomes), outcomes(first));
});

test('taken up a day later, "today" in the file is still the day on which it began', async (t) => {
  const { tenant, run, count } = await importDesk(t, 'dental');
  const csv = 'Name,Phone,Follow-up date\nAnu,98430 12345,today+1\nBala,98430 12345,today';
  const first = await run(leads, csv);
  await tenant.db.query(`update import_jobs set state = 'interrupted'`);
  t.mock.timers.enable({ apis: ['Date'], now: Date.now() + 24 * 3600_000 });
  const again = await run(leads, csv, { id: first.id });
  assert.deepEqual(outcomes(again), ['2 created', '3 warned phone']);
  assert.equal(await count('leads'), 2);
});

test('an import stops when asked, by anyone who may see it', async (t) => {
  const { tenant, admin, hire, run } = await importDesk(t, 'dental');
  const other = await hire('Bala', 'admin');
  const staff = await hire('Staff', 'clinic_staff', [
    String((await tenant.db.query<{ id: string }>('select id from clinics limit 1'))[0]?.id),
  ]);
  const id = v7();
  beforeChunk(tenant, 3, async () => {
    await assert.rejects(importJob(tenant, staff.actor, id), refused('NOT_FOUND'));
    await assert.rejects(stopImport(tenant, staff.actor, id), refused('NOT_FOUND'));
    await assert.rejects(importJob(tenant, admin.actor, v7()), refused('NOT_FOUND'));
    assert.equal((await importJob(tenant, other.actor, id)).state, 'running');
    assert.equal((await stopImport(tenant, other.actor, id)).state, 'stopping');
  });
  const stopped = await run(leads, manyLeads(700), { id });
  assert.deepEqual([stopped.state, stopped.created], ['stopped', 300]);
});

test('an import asked to stop before a pod had time for it creates nothing', async (t) => {
  const { tenant, admin, count } = await importDesk(t, 'dental');
  const id = v7();
  const never = new AbortController();
  beforeChunk(tenant, 0, () => Promise.resolve(never.abort(new Error('no time'))));
  await assert.rejects(
    importHere(tenant, admin.who, admin.actor, leads as unknown as Collection, manyLeads(3), { id }, never.signal),
  );
  const file = await fileOf(tenant, id);
  await beginJob(tenant.db, id, file);
  await stopImport(tenant, admin.actor, id);
  await carryOut(tenant, id, file, new AbortController().signal);
  assert.deepEqual(
    [(await importJob(tenant, admin.actor, id)).state, await count('leads'), await count('import_files')],
    ['stopped', 0, 0],
  );
});
