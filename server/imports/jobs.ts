import { LockMode, type EntityManager, type InferEntity } from '@mikro-orm/core';
import {
  outcomes,
  type Counts,
  type ImportJobView,
  type ImportQuestion,
  type ImportRow,
  type ImportState,
  type Outcome,
} from '#shared/csv/imports.ts';
import type { Database } from '#server/database/connection.ts';
import {
  ImportFile,
  ImportJob,
  ImportReport,
  type ColumnMapping,
  type ImportOptions,
} from '#server/database/tables/imports.ts';
import type { Principal } from '#server/tenants/tenant.ts';

type StoredJob = InferEntity<typeof ImportJob>;

/** How many rows of a report are told at once. */
const reportPage = 1_000;

export const underWay = ['running', 'stopping'];

/** How an import stands. `after`: how many rows of its report are known already. */
export const readJob = async (db: Database, id: string, after: number): Promise<ImportJobView | null> => {
  const em = db.orm.em.fork();
  const job = await em.findOne(ImportJob, { id });
  if (!job || job.state === 'uploaded') return null;
  const report = await em.find(
    ImportReport,
    { importId: id, place: { $gt: after, $lte: after + reportPage } },
    { orderBy: { place: 'asc' } },
  );
  return {
    ...viewOf(job),
    report: report.map(({ row, outcome, message = null, field = null, recordId = null, cells = null }) => ({
      row,
      outcome: outcome as Outcome,
      message,
      field,
      id: recordId,
      cells,
    })),
  };
};

/** An import without its report. */
export const viewOf = (job: StoredJob): Omit<ImportJobView, 'report'> => {
  const { state, bytes, size, total = null } = job;
  const progress = total ? Math.min(job.rows / total, 1) : size && !total ? Math.min(bytes / size, 1) : null;
  return {
    id: job.id,
    collection: job.collection,
    by: { id: job.actorId, name: job.actorName },
    fileName: job.fileName ?? null,
    dryRun: job.dryRun,
    state: state as ImportState,
    rows: job.rows,
    created: job.created,
    warned: job.warned,
    refused: job.refused,
    updated: job.updated,
    skipped: job.skipped,
    undoes: job.undoes ?? null,
    undone: job.undone,
    kept: job.kept,
    total,
    questions: job.questions,
    progress: state === 'finished' ? 1 : progress,
    ignored: job.ignored,
    message: job.message ?? null,
    startedAt: job.startedAt.toISOString(),
    updatedAt: job.updatedAt.toISOString(),
  };
};

/** A file may hold what PostgreSQL cannot; what we say of it must not. */
export const storable = (text: string): string => text.replaceAll('\u0000', '').toWellFormed();

/** From here on it is under way, whatever happens to this pod. */
export const beginJob = async (db: Database, id: string, fileId: string): Promise<void> => {
  await db.orm.em
    .fork()
    .nativeUpdate(ImportJob, { id, fileId, state: 'uploaded' }, { state: 'running', updatedAt: new Date() });
};

/** An import in the hands of one attempt. */
export type HeldJob = {
  readonly who: Principal;
  readonly collection: string;
  readonly dryRun: boolean;
  readonly startedAt: Date;
  /** Null where the file came in before this was kept: then its header says. */
  readonly columns: ColumnMapping | null;
  readonly isToStop: boolean;
  readonly options: ImportOptions;
};

/** Takes an import into one's hands, out of those of an attempt that died. Null: it is over, or has another file now. */
export const takeJob = async (db: Database, id: string, fileId: string, holder: string): Promise<HeldJob | null> => {
  const em = db.orm.em.fork();
  await beginJob(db, id, fileId);
  const taken = await em.nativeUpdate(ImportJob, { id, fileId, state: { $in: underWay } }, { holder });
  const job = taken === 1 ? await em.findOne(ImportJob, { id, holder }) : null;
  if (!job) return null;
  const { actorKind, actorId, actorName, collection, dryRun, startedAt, columns = null, state, options } = job;
  const who: Principal =
    actorKind === 'system'
      ? { kind: 'system', name: actorName }
      : { kind: actorKind === 'platform' ? 'platform' : 'user', id: actorId };
  return { who, collection, dryRun, startedAt, columns, isToStop: state === 'stopping', options };
};

/** Notes how many rows an import's file has. */
export const saveTotal = async (db: Database, id: string, holder: string, total: number): Promise<void> => {
  await db.orm.em.fork().nativeUpdate(ImportJob, { id, holder }, { total, updatedAt: new Date() });
};

export type Progress = {
  readonly counts: Counts;
  readonly questions: readonly ImportQuestion[];
  readonly bytes: number;
  readonly report: readonly ImportRow[];
};

/**
 * Adds to a job what was done since the last time; what an earlier attempt had done before is not counted back. The
 * answer is what to do next: go on, stop because someone asked, or end because another attempt has the import now.
 */
export const saveProgress = async (
  db: Database,
  id: string,
  holder: string,
  { counts, bytes, report, questions }: Progress,
): Promise<'go-on' | 'stop' | 'lost'> => {
  const em = db.orm.em.fork();
  const job = await em.findOne(ImportJob, { id });
  if (job?.holder !== holder) return 'lost';
  const rows = outcomes.reduce((sum, outcome) => sum + counts[outcome], 0);
  if (report.length > 0)
    await em.upsertMany(
      ImportReport,
      report.map(({ row, outcome, message, field, id: recordId, cells }, at) => ({
        importId: id,
        place: rows - report.length + at + 1,
        row,
        outcome,
        message: message && storable(message),
        field,
        recordId,
        cells: cells && cells.map(storable),
      })),
    );
  if (rows >= job.rows)
    await em.nativeUpdate(ImportJob, { id, holder }, { rows, ...counts, bytes, questions, updatedAt: new Date() });
  return job.state === 'stopping' ? 'stop' : 'go-on';
};

/** Drops a file that no import needs any more. */
export const dropUnused = async (em: EntityManager, fileId: string): Promise<void> => {
  if ((await em.count(ImportJob, { fileId })) === 0) await em.nativeDelete(ImportFile, { fileId });
};

/** Ends an import and drops its file. With a `holder`, only while it is in that one's hands. */
export const endJob = async (
  db: Database,
  id: string,
  state: ImportState,
  message: string | null,
  holder?: string,
): Promise<void> => {
  await db.orm.em.fork().transactional(async (em) => {
    const going = { id, state: { $in: underWay }, ...(holder === undefined ? {} : { holder }) };
    const job = await em.findOne(ImportJob, going, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (!job) return;
    await em.nativeUpdate(ImportJob, { id }, { state, message, fileId: null, holder: null, updatedAt: new Date() });
    if (!job.fileId) return;
    // A file that was looked at is kept for its import.
    if (!job.dryRun) await em.nativeDelete(ImportJob, { fileId: job.fileId, state: 'uploaded' });
    await dropUnused(em, job.fileId);
  });
};

export const askToStop = async (db: Database, id: string): Promise<void> => {
  await db.orm.em
    .fork()
    .nativeUpdate(ImportJob, { id, state: 'running' }, { state: 'stopping', updatedAt: new Date() });
};
