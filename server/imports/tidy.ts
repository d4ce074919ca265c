import type { Database } from '#server/database/connection.ts';
import { ImportFile, ImportJob, ImportReport } from '#server/database/tables/imports.ts';
import { endJob, underWay } from './jobs.ts';

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
