import type { Database } from '#server/database/connection.ts';
import { ImportFile, ImportJob, ImportReport } from '#server/database/tables/imports.ts';
import { endJob, underWay } from './jobs.ts';

const dayMs = 24 * 3_600_000;

/** What became of each row of an import, and what stood in it, is kept so long after its end; its counts longer. */
const reportDays = 30;
const importDays = 365;

/**
 * Drops dry runs of yesterday (each change of a column makes another one), files that no import came of, reports of
 * thirty days ago and imports of a year ago, and ends imports that have not moved for a day.
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
  const daysAgo = (days: number): Date => new Date(Date.now() - days * dayMs);
  const over = { state: { $nin: underWay } };
  const forgotten = await em.find(ImportJob, { ...over, updatedAt: { $lt: daysAgo(importDays) } }, { fields: ['id'] });
  const reported = await em.find(ImportJob, { ...over, updatedAt: { $lt: daysAgo(reportDays) } }, { fields: ['id'] });
  const ids = [...old, ...forgotten].map(({ id }) => id);
  await em.nativeDelete(ImportReport, { importId: { $in: [...ids, ...reported.map(({ id }) => id)] } });
  await em.nativeDelete(ImportJob, { id: { $in: ids } });
  const needed = await em.find(ImportJob, { fileId: { $ne: null } }, { fields: ['fileId'] });
  const files = needed.flatMap(({ fileId }) => fileId ?? []);
  await em.nativeDelete(ImportFile, { storedAt: { $lt: yesterday }, fileId: { $nin: files } });
};
