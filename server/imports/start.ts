import type { Readable } from 'node:stream';
import { v7 } from 'uuid';
import type { Actor } from '#shared/actor.ts';
import { can } from '#shared/can.ts';
import type { Collection } from '#shared/collection.ts';
import { isId } from '#shared/fields/id.ts';
import { people } from '#shared/modules/index.ts';
import { Refusal, invalid, notFound } from '#shared/refusal.ts';
import type { Jobs } from '#server/jobs/jobs.ts';
import type { Tenant, Principal } from '#server/tenants/tenant.ts';
import { carryOut, importing } from './carry-out.ts';
import { mapColumns } from './columns.ts';
import { readSheet } from './csv.ts';
import { mappingOf } from './mapping.ts';
import { dropFile, readFile, storeFile } from './file.ts';
import { askToStop, beginJob, enterJob, readJob, requireFree, type ImportJobView } from './jobs.ts';

export type ImportOptions = {
  /** Checks everything and writes no record. */
  readonly dryRun?: boolean;
  /** The same id with the same file takes an import up again where it was; nothing is created twice. */
  readonly id?: string;
};

type Entered = { readonly id: string; readonly fileId: string };

/**
 * Imports a CSV file: it is kept, and a job creates its records, on whichever pod, until all is done. Answers once the
 * file is here and its header is understood. Each row becomes the collection's own `create`, with everything that it
 * checks, logs and announces.
 */
export const startImport = async (
  jobs: Jobs,
  tenant: Tenant,
  who: Principal,
  actor: Actor,
  definition: Collection,
  csv: Readable | string,
  options: ImportOptions = {},
): Promise<{ readonly id: string }> => {
  const { id, fileId } = await enter(tenant, who, actor, definition, csv, options);
  // In this order: an import that is under way has a job, whenever this pod dies.
  await jobs.enqueue(importing, tenant.info, fileId, { import: id, file: fileId });
  await beginJob(tenant.db, id, fileId);
  return { id };
};

/** The same in this process, for setting up a tenant that is not served yet. Answers when it is over. */
export const importHere = async (
  tenant: Tenant,
  who: Principal,
  actor: Actor,
  definition: Collection,
  csv: Readable | string,
  options: ImportOptions = {},
  signal = new AbortController().signal,
): Promise<ImportJobView> => {
  const { id, fileId } = await enter(tenant, who, actor, definition, csv, options);
  await carryOut(tenant, id, fileId, signal);
  return viewOf(tenant, id);
};

const enter = async (
  tenant: Tenant,
  who: Principal,
  actor: Actor,
  asked: Collection,
  csv: Readable | string,
  { dryRun = false, id = v7() }: ImportOptions,
): Promise<Entered> => {
  const definition = tenant.catalog.of(asked);
  if (definition.internal || !can(actor, 'import', definition))
    throw new Refusal('FORBIDDEN', `You may not import ${definition.label.many.toLowerCase()}.`);
  if (!isId(id)) throw invalid('id', 'The id of an import is a UUID.');
  const job = { id, who, actor, definition, dryRun };
  await requireFree(tenant.db, job);
  const file = await storeFile(tenant.db, csv);
  try {
    const { header } = await readSheet(readFile(tenant.db, file.id));
    const { known, ignored } = mapColumns(definition, header);
    await enterJob(tenant.db, { ...job, fileId: file.id, size: file.size, columns: mappingOf(known), ignored });
    return { id, fileId: file.id };
  } catch (error) {
    await dropFile(tenant.db, file.id);
    throw error;
  }
};

/**
 * How an import stands: one's own, or, for those who run the tenant, anybody's. Its report begins after the rows of it
 * that are known already.
 */
export const importJob = async (tenant: Tenant, actor: Actor, id: string, after = 0): Promise<ImportJobView> => {
  const job = isId(id) ? await readJob(tenant.db, id, after) : null;
  // Those who run the tenant decide who its people are.
  const runsTheTenant = can(actor, 'update', people);
  if (!job || !(job.by.id === actor.id || runsTheTenant)) throw notFound('Import');
  return job;
};

/** Stops an import after the rows that are being written, on whichever pod; what was created stays. */
export const stopImport = async (tenant: Tenant, actor: Actor, id: string): Promise<ImportJobView> => {
  const { state } = await importJob(tenant, actor, id);
  if (state === 'running') await askToStop(tenant.db, id);
  return viewOf(tenant, id);
};

const viewOf = async (tenant: Tenant, id: string): Promise<ImportJobView> => {
  const job = await readJob(tenant.db, id, 0);
  if (!job) throw new Error('an import job was not entered');
  return job;
};
