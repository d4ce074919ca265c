import { LockMode, UniqueConstraintViolationException } from '@mikro-orm/core';
import type { Actor } from '#shared/actor.ts';
import type { Collection } from '#shared/collection.ts';
import { Refusal, notFound } from '#shared/refusal.ts';
import type { Database } from '#server/database/connection.ts';
import { ImportJob, ImportReport, type ColumnMapping, type ImportOptions } from '#server/database/tables/imports.ts';
import type { Principal } from '#server/tenants/tenant.ts';
import { dropUnused, storable, underWay } from './jobs.ts';

/** How many imports of a tenant may be under way at once. */
const mostAtOnce = 2;

/** How many files a person may have sent that no import has come of yet. */
const mostUploads = 3;

export type NewJob = {
  readonly id: string;
  readonly who: Principal;
  readonly actor: Actor;
  readonly definition: Collection;
  readonly dryRun: boolean;
  readonly options: ImportOptions;
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
  readonly fileName: string | null;
  readonly columns: ColumnMapping;
  readonly ignored: readonly string[];
  /** The import that this one takes back. */
  readonly undoes?: string;
};

/** Enters an import whose file is here, or takes up the one of this id. It is not under way before `beginJob`. */
export const enterJob = async (
  db: Database,
  { id, who, actor, definition, dryRun, options, fileId, size, fileName, columns, ignored, undoes }: Uploaded,
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
    updated: 0,
    skipped: 0,
    undone: 0,
    kept: 0,
    options,
    questions: [],
    total: null,
    bytes: 0,
    size,
    columns,
    ignored: ignored.map(storable),
    message: null,
    fileId,
    fileName: fileName && storable(fileName).slice(0, 200),
    undoes: undoes ?? null,
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
      await em.nativeDelete(ImportReport, { importId: id });
      // "today" in the file is the day on which the import began, unless nothing came of it.
      await em.nativeUpdate(ImportJob, { id }, { ...fresh, startedAt: there.dryRun ? now : there.startedAt });
      if (there.fileId && there.fileId !== fileId) await dropUnused(em, there.fileId);
    });
  } catch (error) {
    if (error instanceof UniqueConstraintViolationException) throw runsAlready();
    throw error;
  }
};

/** Keeps a file that was sent to be looked at first, under the id that it is then asked for by. Older ones of this person go. */
export const keepUpload = async (
  db: Database,
  job: Pick<Uploaded, 'who' | 'actor' | 'definition' | 'fileId' | 'size' | 'fileName'>,
): Promise<void> => {
  await enterJob(db, { ...job, id: job.fileId, dryRun: true, options: {}, columns: [], ignored: [] });
  const em = db.orm.em.fork();
  const uploads = { actorId: job.actor.id, state: 'uploaded', dryRun: true };
  const old = await em.find(ImportJob, uploads, { orderBy: { updatedAt: 'desc' }, offset: mostUploads });
  for (const { id, fileId } of old) {
    await em.nativeDelete(ImportJob, { id, state: 'uploaded' });
    if (fileId) await dropUnused(em, fileId);
  }
};

/** A file that is kept, and what its person calls it. */
export type GivenFile = { readonly id: string; readonly size: number; readonly name: string | null };

/** The file that a person sent before. Throws NOT_FOUND for one that is not there any more, or somebody else's. */
export const uploadOf = async (
  db: Database,
  id: string,
  { actor, definition }: Pick<NewJob, 'actor' | 'definition'>,
): Promise<GivenFile> => {
  const there = await db.orm.em
    .fork()
    .findOne(ImportJob, { id, actorId: actor.id, collection: definition.name, state: 'uploaded' });
  if (!there?.fileId) throw notFound('File');
  return { id: there.fileId, size: there.size ?? 0, name: there.fileName ?? null };
};
