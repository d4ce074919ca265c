import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Collection } from '#shared/collection.ts';
import { contacts } from '#shared/modules/contacts.ts';
import { world, type Person } from '#server/testing/world.ts';
import { pastImports } from './history.ts';
import { readJob } from './jobs.ts';
import { importHere, type ImportOptions } from './start.ts';
import { undoImportHere } from './take-back.ts';
import { tidyImports } from './tidy.ts';

const definition = contacts as unknown as Collection;

test('past imports are found again: who, when, which file, what came of it, and whether it can be undone', async (t) => {
  const w = await world(t, { also: ['other', 'general'] });
  const [owner, manager, colleague] = [
    await w.staffOf('admin'),
    await w.staffOf('manager'),
    await w.staffOf('manager'),
  ];
  const run = ({ who, actor }: Person, csv: string, options?: ImportOptions) =>
    importHere(w.general, who, actor, definition, csv, options);
  const seen = async ({ actor }: Person) =>
    (await pastImports(w.general, actor, definition)).map(({ fileName, by, created, refused, undo, undoable }) => ({
      file: fileName,
      by: by.name,
      counts: [created, refused],
      undo: undo && [undo.state, undo.undone, undo.kept],
      undoable,
    }));
  const fair = await run(manager, 'First name,Email\nAnu,anu@example.com\nBala,', { fileName: 'fair.csv' });
  await run(manager, 'First name\nOnly looked at', { fileName: 'look.csv', dryRun: true });
  await run(colleague, 'First name\n,', { fileName: 'empty.csv' });
  const line = { file: 'fair.csv', by: manager.name, counts: [2, 0], undo: null };
  assert.deepEqual(await seen(manager), [{ ...line, undoable: true }]);
  assert.deepEqual(
    (await seen(owner)).map(({ file, undoable }) => [file, undoable]),
    [
      ['empty.csv', false],
      ['fair.csv', false],
    ],
  );
  assert.deepEqual(
    (await seen(colleague)).map(({ file }) => file),
    ['empty.csv'],
  );

  const touched = fair.report[0]?.id ?? '';
  assert.ok((await colleague.mutate('contacts.update', { id: touched, patch: { city: 'Erode' } })).ok);
  await undoImportHere(w.general, manager.who, manager.actor, definition, fair.id);
  assert.deepEqual(await seen(manager), [{ ...line, undo: ['finished', 1, 1], undoable: false }]);
  const later = await run(manager, 'First name\nLater');
  const age = (days: number) =>
    w.general.db.query(`update import_jobs set updated_at = now() - $1 * interval '1 day' where id = $2`, [
      days,
      later.id,
    ]);
  await age(8);
  assert.deepEqual((await seen(manager))[0], {
    file: null,
    by: manager.name,
    counts: [1, 0],
    undo: null,
    undoable: false,
  });
});

test('what became of each row is kept for thirty days, and that there was an import for a year', async (t) => {
  const w = await world(t, { also: ['other', 'general'] });
  const { who, actor } = await w.staffOf('admin');
  const { db } = w.general;
  const [old, fresh] = [
    await importHere(w.general, who, actor, definition, 'First name,Email\nOld,no address'),
    await importHere(w.general, who, actor, definition, 'First name,Email\nFresh,no address'),
  ];
  const state = async (): Promise<unknown[]> => {
    const jobs = [await readJob(db, old.id, 0), await readJob(db, fresh.id, 0)];
    return jobs.map((job) => job && [job.warned, job.report.length]);
  };
  const age = async (days: number): Promise<void> => {
    await db.query(`update import_jobs set updated_at = now() - $1 * interval '1 day' where id = $2`, [days, old.id]);
    await tidyImports(db);
  };
  await age(29);
  assert.deepEqual(await state(), [
    [1, 1],
    [1, 1],
  ]);
  await age(31);
  assert.deepEqual(await state(), [
    [1, 0],
    [1, 1],
  ]);
  await age(366);
  assert.deepEqual(await state(), [null, [1, 1]]);
});
