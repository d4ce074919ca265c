import type { Actor } from '#shared/actor.ts';
import { can } from '#shared/can.ts';
import type { Collection } from '#shared/collection.ts';
import type { ImportJobView, PastImport } from '#shared/csv/imports.ts';
import { people } from '#shared/modules/index.ts';
import { ImportJob } from '#server/database/tables/imports.ts';
import type { Tenant } from '#server/tenants/tenant.ts';
import { viewOf } from './jobs.ts';
import { refusalToUndo } from './undoable.ts';

const most = 20;

/** Whether someone sees the imports of others: those who run the tenant decide who its people are. */
export const seesAllImports = (actor: Actor): boolean => can(actor, 'update', people);

/** The last imports into a collection, the newest first: one's own, or, for those who run the tenant, everyone's. */
export const pastImports = async (
  { db }: Tenant,
  actor: Actor,
  { name: collection }: Collection,
): Promise<readonly PastImport[]> => {
  const em = db.orm.em.fork();
  const jobs = await em.find(
    ImportJob,
    {
      collection,
      dryRun: false,
      undoes: null,
      state: { $ne: 'uploaded' },
      ...(seesAllImports(actor) ? {} : { actorId: actor.id }),
    },
    { orderBy: { startedAt: 'desc' }, limit: most },
  );
  const undoes = await em.find(
    ImportJob,
    { undoes: { $in: jobs.map(({ id }) => id) }, state: { $ne: 'uploaded' } },
    { orderBy: { startedAt: 'asc' } },
  );
  const undoOf = new Map(undoes.map((undo) => [undo.undoes, viewOf(undo)]));
  return jobs.map((job) => {
    const { questions: _questions, ignored: _ignored, ...past } = viewOf(job);
    const undo = undoOf.get(job.id) ?? null;
    return {
      ...past,
      undo: undo && { id: undo.id, state: undo.state, undone: undo.undone, kept: undo.kept },
      undoable: !isOver(undo) && refusalToUndo(actor, { ...viewOf(job) }) === null,
    };
  });
};

/** Whether there is nothing left to take back, or someone is at it. */
const isOver = (undo: Pick<ImportJobView, 'state'> | null): boolean =>
  undo !== null && ['running', 'stopping', 'finished'].includes(undo.state);
