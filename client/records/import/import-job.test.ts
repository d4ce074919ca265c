import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEffect, createRoot } from 'solid-js';
import { contacts } from '#shared/modules/contacts.ts';
import { importedWords } from '#shared/modules/imported-words.ts';
import type { Collection } from '#shared/collection.ts';
import { createImportJob, type FollowedImport } from './import-job.ts';

const job = {
  id: 'i',
  dryRun: false,
  state: 'finished',
  created: 1_000,
  warned: 0,
  refused: 5,
  progress: 1,
  message: null,
  total: 1_005,
  questions: [],
  updated: 0,
  skipped: 0,
  undoes: null,
  undone: 0,
  kept: 0,
};
const row = (outcome: string) => (_: unknown, at: number) => ({
  row: at + 2,
  outcome,
  message: outcome === 'refused' ? 'Phone is required.' : null,
  field: null,
  id: null,
  cells: null,
});
const created = Array.from({ length: 1_000 }, row('created'));
const refused = Array.from({ length: 5 }, row('refused'));
const tooOften = { code: 'RATE_LIMITED', message: 'Too often.', details: { retryAfter: 0.01 } };

test('a long report is shown when all of it is there, however often the server asks to wait', async (t) => {
  const asked: string[] = [];
  const answer = (body: object, status = 200) => new Response(JSON.stringify(body), { status });
  let turnedAway = false;
  t.mock.method(globalThis, 'fetch', (path: string) => {
    asked.push(path);
    if (!path.includes('after=')) return Promise.resolve(answer({ success: true, data: { id: 'i' } }, 202));
    if (path.endsWith('after=1000') && !turnedAway) {
      turnedAway = true;
      return Promise.resolve(answer({ success: false, error: tooOften }, 429));
    }
    const report = path.endsWith('after=0') ? created : refused;
    return Promise.resolve(answer({ success: true, data: { ...job, rows: 1_005, report } }));
  });
  Object.assign(globalThis, { document: { cookie: '' } });
  t.after(() => Reflect.deleteProperty(globalThis, 'document'));
  const shown: FollowedImport[] = [];
  const done = Promise.withResolvers<void>();
  const dispose = createRoot((end) => {
    const followed = createImportJob('smiles', () => contacts as unknown as Collection);
    createEffect(() => {
      const now = followed.state();
      if (now) shown.push(now);
    });
    createEffect<boolean>((before) => {
      if (before && !followed.going()) done.resolve();
      return followed.going();
    }, false);
    followed.start('file=f', false);
    return end;
  });
  await done.promise;
  dispose();
  assert.deepEqual(
    shown.map(({ state, remarks }) => [state, remarks.length]),
    [['finished', 5]],
  );
  assert.equal(asked.length, 4);
});

test('a collection whose name is two words is asked for where the API has it', async (t) => {
  const asked: string[] = [];
  t.mock.method(globalThis, 'fetch', (path: string) => {
    asked.push(path);
    const data = path.includes('after=') ? { ...job, rows: 0, report: [] } : { id: 'i' };
    return Promise.resolve(new Response(JSON.stringify({ success: true, data })));
  });
  Object.assign(globalThis, { document: { cookie: '' } });
  t.after(() => Reflect.deleteProperty(globalThis, 'document'));
  await createRoot(async (dispose) => {
    const followed = createImportJob('desk', () => importedWords as unknown as Collection);
    followed.start('file=f', true);
    await new Promise<void>((resolve) => {
      createEffect(() => followed.state()?.state === 'finished' && resolve());
    });
    dispose();
  });
  assert.deepEqual(asked, [
    '/desk/api/v1/imported-words/import?file=f&dryRun=true',
    '/desk/api/v1/imports/imported-words/i?after=0',
  ]);
});
