import { LockMode, UniqueConstraintViolationException } from '@mikro-orm/core';
import type { Actor } from '#shared/actor.ts';
import type { Collection } from '#shared/collection.ts';
import { Refusal } from '#shared/refusal.ts';
import type { Database } from '#server/database/connection.ts';
import { ImportFile, ImportJob, ImportReport, type ColumnMapping } from '#server/database/tables/imports.ts';
import type { Principal } from '#server/tenants/tenant.ts';

/** What became of a row of the file; `created` in a dry run means that it would have been. */
export type ImportRow = {
  readonly row: number;
  readonly outcome: 'created' | 'warned' | 'refused';
  readonly message: string | null;
  readonly field: string | null;
  /** The record, where there is one. */
  readonly id: string | null;
};

/** `interrupted`: it cannot go on by itself; the same file under the same id takes it up again. */
export type ImportState = 'running' | 'stopping' | 'finished' | 'stopped' | 'interrupted';

export type ImportJobView = {
  readonly id: string;
  readonly collection: string;
  readonly by: { readonly id: string; readonly name: string };
  readonly dryRun: boolean;
  readonly state: ImportState;
  /** Rows done so far; each is created, warned (created with something to look at) or refused. */
  readonly rows: number;
  readonly created: number;
  readonly warned: number;
  readonly refused: number;
  /** 0 to 1, when the file's size is known. */
  readonly progress: number | null;
  /** Columns of the file that stand for no field. */
  readonly ignored: readonly string[];
  readonly message: string | null;
  /** What became of rows in the order in which they were done, from where one asked for it: a page of it at most. */
  readonly report: readonly ImportRow[];
  readonly startedAt: string;
  readonly updatedAt: string;
};

/** How many rows of a report are told at once. */
const reportPage = 1_000;

/** How many imports of a tenant may be under way at once. */
const mostAtOnce = 2;

const underWay = ['running', 'stopping'];

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
  const { state, bytes, size } = job;
  const progress = size ? Math.min(bytes / size, 1) : null;
  return {
    id: job.id,
    collection: job.collection,
    by: { id: job.actorId, name: job.actorName },
    dryRun: job.dryRun,
    state: state as ImportState,
    rows: job.rows,
    created: job.created,
    warned: job.warned,
    refused: job.refused,
    progress: state === 'finished' ? 1 : progress,
    ignored: job.ignored,
    message: job.message ?? null,
    report: report.map(({ row, outcome, message = null, field = null, recordId = null }) => ({
      row,
      outcome: outcome as ImportRow['outcome'],
      message,
      field,
      id: recordId,
    })),
    startedAt: job.startedAt.toISOString(),
    updatedAt: job.updatedAt.toISOString(),
  };
};

/** A file may hold what PostgreSQL cannot; what we say of it must not. */
const storable = (text: string): string => text.replaceAll('\u0000', '').toWellFormed();

export type NewJob = {
  readonly id: string;
  readonly who: Principal;
  readonly actor: Actor;
  readonly definition: Collection;
  readonly dryRun: boolean;
};

type Found = {
  readonly actorId: string;
  readonly collection: string;
  readonly dryRun: boolean;
  readonly state: string;
};

/** Whether this import may begin under its id. Throws DUPLICATE, CONFLICT, or RATE_LIMITED when others are under way. */
export const requireFree = async (db: Database, { id, actor, definition, dryRun }: NewJob): Promise<void> => {
  const em = db.orm.em.fork();
  requireOwn(await em.findOne(ImportJob, { id }), { actor, definition, dryRun });
  if ((await em.count(ImportJob, { state: { $in: underWay } })) >= mostAtOnce)
    throw new Refusal('RATE_LIMITED', 'Other imports are running; start this one when they are done.', {
      retryAfter: 10,
    });
};

const requireOwn = (
  there: Found | null,
  { actor, definition, dryRun }: Pick<NewJob, 'actor' | 'definition' | 'dryRun'>,
): void => {
  if (!there) return;
  if (there.actorId !== actor.id || there.collection !== definition.name || (!there.dryRun && dryRun))
    throw new Refusal('DUPLICATE', 'This id belongs to another import; start with a new one.', { field: 'id' });
  if (underWay.includes(there.state)) throw runsAlready();
};

const runsAlready = (): Refusal => new Refusal('CONFLICT', 'This import is running already.', { field: 'id' });

type Uploaded = NewJob & {
  readonly fileId: string;
  readonly size: number;
  readonly columns: ColumnMapping;
  readonly ignored: readonly string[];
};

/** Enters an import whose file is here, or takes up the one of this id. It is not under way before `beginJob`. */
export const enterJob = async (
  db: Database,
  { id, who, actor, definition, dryRun, fileId, size, columns, ignored }: Uploaded,
): Promise<void> => {
  const now = new Date();
  const fresh = {
    actorKind: who.kind,
    actorName: actor.name,
    dryRun,
    state: 'uploaded',
    rows: 0,
    created: 0,
    warned: 0,
    refused: 0,
    bytes: 0,
    size,
    columns,
    ignored: ignored.map(storable),
    message: null,
    fileId,
    holder: null,
    updatedAt: now,
  };
  try {
    await db.orm.em.fork().transactional(async (em) => {
      const there = await em.findOne(ImportJob, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
      requireOwn(there, { actor, definition, dryRun });
      if (!there) {
        await em.insert(ImportJob, { id, collection: definition.name, actorId: actor.id, startedAt: now, ...fresh });
        return;
      }
      if (there.fileId) await em.nativeDelete(ImportFile, { fileId: there.fileId });
      await em.nativeDelete(ImportReport, { importId: id });
      // "today" in the file is the day on which the import began, unless nothing came of it.
      await em.nativeUpdate(ImportJob, { id }, { ...fresh, startedAt: there.dryRun ? now : there.startedAt });
    });
  } catch (error) {
    if (error instanceof UniqueConstraintViolationException) throw runsAlready();
    throw error;
  }
};

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
};

/** Takes an import into one's hands, out of those of an attempt that died. Null: it is over, or has another file now. */
export const takeJob = async (db: Database, id: string, fileId: string, holder: string): Promise<HeldJob | null> => {
  const em = db.orm.em.fork();
  await beginJob(db, id, fileId);
  const taken = await em.nativeUpdate(ImportJob, { id, fileId, state: { $in: underWay } }, { holder });
  const job = taken === 1 ? await em.findOne(ImportJob, { id, holder }) : null;
  if (!job) return null;
  const { actorKind, actorId, actorName, collection, dryRun, startedAt, columns = null, state } = job;
  const who: Principal =
    actorKind === 'system'
      ? { kind: 'system', name: actorName }
      : { kind: actorKind === 'platform' ? 'platform' : 'user', id: actorId };
  return { who, collection, dryRun, startedAt, columns, isToStop: state === 'stopping' };
};

export type Progress = {
  readonly counts: { readonly [outcome in ImportRow['outcome']]: number };
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
  { counts, bytes, report }: Progress,
): Promise<'go-on' | 'stop' | 'lost'> => {
  const em = db.orm.em.fork();
  const job = await em.findOne(ImportJob, { id });
  if (job?.holder !== holder) return 'lost';
  const rows = counts.created + counts.warned + counts.refused;
  if (report.length > 0)
    await em.upsertMany(
      ImportReport,
      report.map(({ row, outcome, message, field, id: recordId }, at) => ({
        importId: id,
        place: rows - report.length + at + 1,
        row,
        outcome,
        message: message && storable(message),
        field,
        recordId,
      })),
    );
  if (rows >= job.rows)
    await em.nativeUpdate(ImportJob, { id, holder }, { rows, ...counts, bytes, updatedAt: new Date() });
  return job.state === 'stopping' ? 'stop' : 'go-on';
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
    if (job.fileId) await em.nativeDelete(ImportFile, { fileId: job.fileId });
    await em.nativeUpdate(ImportJob, { id }, { state, message, fileId: null, holder: null, updatedAt: new Date() });
  });
};

export const askToStop = async (db: Database, id: string): Promise<void> => {
  await db.orm.em
    .fork()
    .nativeUpdate(ImportJob, { id, state: 'running' }, { state: 'stopping', updatedAt: new Date() });
};

const dayMs = 24 * 3_600_000;

/**
 * Drops dry runs of yesterday (each change of a column makes another one) and files that no import came of, and ends
 * imports that have not moved for a day.
 */
export const tidyImports = async (db: Database): Promise<void> => {
  const em = db.orm.em.fork();
  const yesterday = new Date(Date.now() - dayMs);
  const stuck = await em.find(ImportJob, { state: { $in: underWay }, updatedAt: { $lt: yesterday } });
  for (const { id } of stuck)
    await endJob(db, id, 'interrupted', 'It did not go on by itself. Import the same file again.');
  const old = await em.find(ImportJob, {
    $or: [{ dryRun: true }, { state: 'uploaded' }],
    updatedAt: { $lt: yesterday },
  });
  const ids = old.map(({ id }) => id);
  await em.nativeDelete(ImportReport, { importId: { $in: ids } });
  await em.nativeDelete(ImportJob, { id: { $in: ids } });
  const needed = await em.find(ImportJob, { fileId: { $ne: null } }, { fields: ['fileId'] });
  const files = needed.flatMap(({ fileId }) => fileId ?? []);
  await em.nativeDelete(ImportFile, { storedAt: { $lt: yesterday }, fileId: { $nin: files } });
};
