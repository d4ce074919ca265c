import { v7 } from 'uuid';
import { Refusal } from '#shared/refusal.ts';
import { job } from '#server/jobs/job.ts';
import { momentIn, type Tenant } from '#server/tenants/tenant.ts';
import { importerNow } from './access.ts';
import { mapColumns } from './columns.ts';
import { readFile } from './file.ts';
import { endJob, saveTotal, takeJob } from './jobs.ts';
import { columnsOf, mappingOf } from './mapping.ts';
import { meaningIn } from './meaning.ts';
import { mostRows, runImport } from './run.ts';
import { scanTable } from './scan.ts';
import { readTable } from './table.ts';

/** Carries out an import that was started. Killed at any row, it begins again at the first one: rows that are there are only counted. */
export const importing = job<{ import: string; file: string }>({
  name: 'import',
  concurrency: 3,
  pollSeconds: 1,
  retries: 60,
  timeoutSeconds: 6 * 3_600,
  run: ({ tenant, data, signal }) => carryOut(tenant, data.import, data.file, signal),
  onFailed: ({ tenant, data }) =>
    endJob(tenant.db, data.import, 'interrupted', 'Something went wrong on our side. Import the same file again.'),
});

/** Throws when it did not come to an end: another attempt takes it up. */
export const carryOut = async (tenant: Tenant, id: string, fileId: string, signal: AbortSignal): Promise<void> => {
  const { db } = tenant;
  const holder = v7();
  const held = await takeJob(db, id, fileId, holder);
  if (!held) return;
  if (held.isToStop) return endJob(db, id, 'stopped', null, holder);
  const definition = tenant.catalog.named(held.collection);
  if (!definition) throw new Error(`there is no collection ${held.collection} to import into`);
  const { who, dryRun, startedAt } = held;
  try {
    const actor = await importerNow({ tenant, who, definition });
    signal.throwIfAborted();
    const { options } = held;
    const open = () => readTable(definition, readFile(db, fileId), options, signal);
    const moment = momentIn(tenant.info, actor.id, startedAt);
    // Once to see what the columns say together, once to import.
    const first = await open();
    const mapping = held.columns ?? mappingOf(mapColumns(definition, first.header, options.columns).known);
    const columns = columnsOf(() => tenant.catalog, definition, mapping);
    const { rows, dayOrders, questions } = await scanTable(first, columns, {
      timeZone: moment.timeZone,
      given: options.dayOrder ?? null,
      habit: tenant.catalog.settings?.['dateFormat'] === 'monthDay' ? 'monthDay' : 'dayMonth',
      mostRows,
    });
    signal.throwIfAborted();
    await saveTotal(db, id, holder, rows);
    await runImport(
      { tenant, who, definition, id, dryRun, moment, options },
      {
        table: await open(),
        columns: { ...columns, dayOrders },
        meaning: await meaningIn(tenant, actor, definition),
        questions,
        holder,
        signal,
      },
    );
  } catch (error) {
    if (!(error instanceof Refusal) || error.code === 'UNAVAILABLE') throw error;
    // Trying again would be refused again.
    await endJob(db, id, 'interrupted', error.message, holder);
  }
};
