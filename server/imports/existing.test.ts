import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Collection } from '#shared/collection.ts';
import { leads } from '#shared/modules/leads.ts';
import { world } from '#server/testing/world.ts';
import { importHere, importJob, type ImportOptions } from './start.ts';
import { undoImportHere } from './take-back.ts';

const definition = leads as unknown as Collection;

test('a row whose record is here already is added, fills, updates or is skipped, as the person wants it', async (t) => {
  const w = await world(t);
  const there = await w.create(w.smiles, 'leads.create', { name: 'Here', phone: '98430 66001', age: 30 });
  const run = (csv: string, options: ImportOptions) =>
    importHere(w.smiles, w.ana.who, w.ana.actor, definition, csv, options);
  const outcomes = async (csv: string, options: ImportOptions): Promise<string[]> =>
    (await run(csv, options)).report.map(({ row, outcome }) => `${row} ${outcome}`);
  const lead = async (): Promise<unknown[]> => {
    const [found] = await w.smiles.db.query<Record<string, unknown>>('select * from leads where id = $1', [there.id]);
    return [found?.['name'], found?.['age'], found?.['email']];
  };
  const csv =
    'Name,Phone,Age,Email\nHere again,+91 98430-66001,41,here@example.com\nNew,98430 66002,,\nNew too,98430 66002,7,';
  assert.deepEqual(await outcomes(csv, { existing: 'skip', dryRun: true }), ['2 skipped', '3 created', '4 skipped']);
  assert.deepEqual(await lead(), ['Here', 30, null]);
  assert.deepEqual(await outcomes(csv, { existing: 'fill' }), ['2 updated', '3 created', '4 updated']);
  assert.deepEqual(await lead(), ['Here', 30, 'here@example.com']);
  const update = await run(csv, { existing: 'update' });
  assert.deepEqual(
    update.report.map(({ row, outcome }) => `${row} ${outcome}`),
    ['2 updated', '3 skipped', '4 updated'],
  );
  assert.match(update.report[0]?.message ?? '', /^Here is here already\.$/);
  assert.deepEqual(await lead(), ['Here again', 41, 'here@example.com']);
  const byId = `ID,Name,Phone\n${there.id},Renamed,98430 66009`;
  assert.deepEqual(await outcomes(byId, { existing: 'update', match: ['id'] }), ['2 updated']);
  assert.deepEqual((await lead())[0], 'Renamed');
  assert.deepEqual(await outcomes('Name,Phone\nOther,98430 66009', { existing: 'skip', match: ['email'] }), [
    '2 warned',
  ]);
});

test('what would be refused of a record that is here is said before anything is written', async (t) => {
  const w = await world(t);
  await w.create(w.smiles, 'leads.create', { name: 'Here', phone: '98430 66301' });
  const run = (options: ImportOptions) =>
    importHere(w.smiles, w.ana.who, w.ana.actor, definition, 'Name,Phone,Age\nHere,98430 66301,7', options);
  await assert.rejects(run({ existing: 'update', match: ['telephone'] }), { code: 'VALIDATION_ERROR' });
  for (const dryRun of [true, false]) {
    const job = await run({ existing: 'update', match: ['phone'], dryRun });
    assert.deepEqual([job.updated, job.refused], [1, 0], JSON.stringify(job.report));
  }
});

test('a number that must not be called is named, whatever becomes of its row', async (t) => {
  const w = await world(t);
  await w.create(w.smiles, 'leads.create', { name: 'Blocked', phone: '98430 66201' });
  await w.create(w.smiles, 'leads.create', {
    name: 'Blocked',
    phone: '98430 66201',
    status: 'dnc',
    reason: 'Asked us',
  });
  const csv = 'Name,Phone\nAgain,98430 66201\nOnce more,98430 66201';
  for (const existing of ['add', 'skip'] as const) {
    const { report } = await importHere(w.smiles, w.ana.who, w.ana.actor, definition, csv, { existing, dryRun: true });
    if (existing === 'add')
      for (const { message } of report) assert.match(message ?? '', /It is on the do-not-call list\./);
    assert.equal(report.length, 2);
  }
});

test('an import is taken back whole; what a colleague changed since is named and kept', async (t) => {
  const w = await world(t, { also: ['other', 'general'] });
  const there = await w.create(w.smiles, 'leads.create', { name: 'Here', phone: '98430 66101', age: 30 });
  const csv = [
    'Name,Phone,Age,Clinic',
    'Here,98430 66101,41,',
    ...Array.from({ length: 150 }, (_, n) => `Undo ${n},98430 ${67_000 + n},,Ganapathy`),
  ];
  const job = await importHere(w.smiles, w.ana.who, w.ana.actor, definition, csv.join('\n'), { existing: 'update' });
  assert.deepEqual([job.updated, job.created], [1, 150]);
  const touched = job.report.find(({ row }) => row === 7)?.id;
  assert.ok(touched && (await w.ben.mutate('leads.update', { id: touched, patch: { nextAction: 'Call' } })).ok);
  const mine = job.report.find(({ row }) => row === 9)?.id;
  assert.ok(mine && (await w.ana.mutate('leads.update', { id: mine, patch: { nextAction: 'Write' } })).ok);

  const undo = (who = w.ana) => undoImportHere(w.smiles, who.who, who.actor, definition, job.id);
  const other = await w.staffOf('admin', w.smiles);
  await assert.rejects(undo(other), { code: 'FORBIDDEN' });
  await assert.rejects(undo(w.ben), { code: 'FORBIDDEN' });
  const first = await importJob(w.smiles, w.ana.actor, await undo());
  assert.deepEqual(
    [first.state, first.undoes, first.total, first.undone, first.kept],
    ['finished', job.id, 151, 149, 2],
  );
  assert.deepEqual(
    first.report.filter(({ outcome }) => outcome === 'kept').map(({ message }) => message),
    [`Undo 6 was changed by ${w.ana.name} since, and stays.`, `Undo 4 was changed by ${w.ben.name} since, and stays.`],
  );
  // Once more, as after an interruption: what is undone is only counted.
  const again = await importJob(w.smiles, w.ana.actor, await undo());
  assert.deepEqual([again.undone, again.kept], [149, 2]);
  const [left] = await w.smiles.db.query<{ n: number; age: number }>(
    `select count(*)::int as n, max(age) as age from leads where deleted_at is null and (name like 'Undo %' or id = $1)`,
    [there.id],
  );
  assert.deepEqual([left?.n, left?.age], [3, 30]);
});
