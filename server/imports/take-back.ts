import { v7 } from 'uuid';
import type { Actor } from '#shared/actor.ts';
import { titleOf, type AnyRecord, type Collection } from '#shared/collection.ts';
import { outcomes, type ImportRow, type Outcome } from '#shared/csv/imports.ts';
import { Refusal } from '#shared/refusal.ts';
import { enqueueMany } from '#server/commands/enqueue.ts';
import { ImportReport } from '#server/database/tables/imports.ts';
import { job } from '#server/jobs/job.ts';
import type { Jobs } from '#server/jobs/jobs.ts';
import { readRecords } from '#server/records/read.ts';
import type { Principal, Tenant } from '#server/tenants/tenant.ts';
import { importerNow } from './access.ts';
import { enterJob } from './enter-job.ts';
import { beginJob, endJob, saveProgress, saveTotal, takeJob } from './jobs.ts';
import { requireAnswers } from './answers.ts';
import { rowIds } from './row-ids.ts';
import { importJob, requireImporter } from './start.ts';
import { refusalToUndo } from './undoable.ts';

const chunkSize = 100;
const written = ['created', 'warned', 'updated'];

/** Takes an import back, a chunk of records at a time. Killed anywhere, it begins again: what is undone is only counted. */
export const takingBack = job<{ undo: string; import: string }>({
  name: 'import-undo',
  concurrency: 2,
  pollSeconds: 1,
  retries: 12,
  timeoutSeconds: 6 * 3_600,
  run: ({ tenant, data, signal }) => takeBackRows(tenant, data.undo, data.import, signal),
  onFailed: ({ tenant, data }) =>
    endJob(tenant.db, data.undo, 'interrupted', 'Something went wrong on our side. Undo the import again.'),
});

/**
 * Begins to take back what one's import has written; watched and stopped like an import. Throws NOT_FOUND for somebody
 * else's, CONFLICT for one that still runs, and CONFLICT when it is too long ago.
 */
export const undoImport = async (
  jobs: Jobs,
  tenant: Tenant,
  who: Principal,
  actor: Actor,
  definition: Collection,
  id: string,
): Promise<{ readonly id: string }> => {
  const undo = await enterUndo(tenant, who, actor, definition, id);
  await jobs.enqueue(takingBack, tenant.info, v7(), { undo, import: id });
  await beginJob(tenant.db, undo, id);
  return { id: undo };
};

/** The same in this process. Answers when it is over, with the id under which it is reported. */
export const undoImportHere = async (
  tenant: Tenant,
  who: Principal,
  actor: Actor,
  definition: Collection,
  id: string,
): Promise<string> => {
  const undo = await enterUndo(tenant, who, actor, definition, id);
  await takeBackRows(tenant, undo, id, new AbortController().signal);
  return undo;
};

const enterUndo = async (
  tenant: Tenant,
  who: Principal,
  actor: Actor,
  definition: Collection,
  id: string,
): Promise<string> => {
  requireImporter(actor, definition);
  const done = await importJob(tenant, actor, id);
  const refusal = refusalToUndo(actor, done);
  if (refusal) throw refusal;
  const undo = v7();
  // In place of a file it has the import that it takes back.
  const entered = {
    id: undo,
    who,
    actor,
    definition,
    dryRun: false,
    options: {},
    fileId: id,
    size: 0,
    fileName: done.fileName,
    columns: [],
    ignored: [],
  };
  await enterJob(tenant.db, { ...entered, undoes: id });
  return undo;
};

const takeBackRows = async (tenant: Tenant, undo: string, importId: string, signal: AbortSignal): Promise<void> => {
  const { db } = tenant;
  const holder = v7();
  const held = await takeJob(db, undo, importId, holder);
  if (!held) return;
  if (held.isToStop) return endJob(db, undo, 'stopped', null, holder);
  const definition = tenant.catalog.named(held.collection);
  if (!definition) throw new Error(`there is no collection ${held.collection} to take records back from`);
  const counts = Object.fromEntries(outcomes.map((outcome) => [outcome, 0])) as Record<Outcome, number>;
  const em = db.orm.em.fork();
  const asked = { importId, outcome: { $in: written } };
  await saveTotal(db, undo, holder, await em.count(ImportReport, asked));
  try {
    // The last first: what a row changed is put back before what an earlier one created goes.
    for (let before = Number.MAX_SAFE_INTEGER; ;) {
      signal.throwIfAborted();
      const rows = await em
        .fork()
        .find(
          ImportReport,
          { ...asked, place: { $lt: Math.min(before, 2_147_483_647) } },
          { orderBy: { place: 'desc' }, limit: chunkSize },
        );
      const last = rows.at(-1);
      if (!last) break;
      before = last.place;
      const actor = await importerNow({ tenant, who: held.who, definition });
      const report = await takeBackChunk(tenant, held.who, actor, definition, importId, rows);
      for (const row of report) counts[row.outcome] += 1;
      const next = await saveProgress(db, undo, holder, { counts, bytes: 0, report, questions: [] });
      if (next === 'lost') return;
      if (next === 'stop') return endJob(db, undo, 'stopped', null, holder);
    }
    await endJob(db, undo, 'finished', null, holder);
  } catch (error) {
    if (!(error instanceof Refusal) || error.code === 'UNAVAILABLE') throw error;
    await endJob(db, undo, 'interrupted', error.message, holder);
  }
};

type Written = { readonly row: number; readonly recordId?: string | null | undefined };

const takeBackChunk = async (
  tenant: Tenant,
  who: Principal,
  actor: Actor,
  definition: Collection,
  importId: string,
  rows: readonly Written[],
): Promise<readonly ImportRow[]> => {
  const ids = [...new Set(rows.flatMap(({ recordId }) => recordId ?? []))];
  const [did, undoes] = [rowIds(importId, 'mutation'), rowIds(importId, 'undo')];
  const ours = [importId, ...rows.map(({ row }) => did.of(row))];
  const changed = await changedSince(tenant, ids, ours);
  const { records } = await readRecords(tenant, actor, definition, ids);
  const titles = new Map(records.map((record: AnyRecord) => [record.id, titleOf(definition, record)]));
  const free = rows.filter(({ recordId }) => !changed.has(recordId ?? ''));
  // Asked for again by another undo of the same import, each is answered as it was.
  const answers = await enqueueMany(
    tenant,
    who,
    free.map(({ row }) => ({ mid: undoes.of(row), name: 'undo', args: { of: did.of(row) } })),
    { cause: { kind: 'import', id: importId, depth: 0 } },
  );
  requireAnswers(answers);
  const answerOf = new Map(free.map(({ row }, at) => [row, answers[at]]));
  return rows.map(({ row, recordId = null }): ImportRow => {
    const answer = answerOf.get(row);
    if (answer?.ok) return { row, outcome: 'undone', message: null, field: null, id: recordId, cells: null };
    const title = titles.get(recordId ?? '') ?? definition.label.one;
    const by = changed.get(recordId ?? '');
    const message = by
      ? `${title} was changed by ${by} since, and stays.`
      : `${title} stays: ${answer?.ok === false ? answer.error.message : ''}`;
    return { row, outcome: 'kept', message, field: null, id: recordId, cells: null };
  });
};

/**
 * Who changed which of these records since the import or an undo of it last did: `ours` are what such a change follows
 * from. Deleting one is a change too.
 */
const changedSince = async (
  tenant: Tenant,
  ids: readonly string[],
  ours: readonly string[],
): Promise<ReadonlyMap<string, string>> => {
  if (ids.length === 0) return new Map();
  const rows = await tenant.db.query<{ record_id: string; actor_name: string | null }>(
    `select l.record_id, l.actor_name from change_log l
     where l.record_id = any($1::uuid[])
       and l.seq > coalesce((select max(o.seq) from change_log o where o.record_id = l.record_id and o.cause->>'id' = any($2::text[])), 0)
     order by l.seq`,
    [ids, ours],
  );
  return new Map(rows.map(({ record_id: id, actor_name: name }) => [id, name ?? 'someone']));
};
