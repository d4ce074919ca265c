import type { Readable } from 'node:stream';
import { v7 } from 'uuid';
import type { Actor } from '#shared/actor.ts';
import { can } from '#shared/can.ts';
import type { Collection } from '#shared/collection.ts';
import type { ImportJobView } from '#shared/csv/imports.ts';
import { isId } from '#shared/fields/id.ts';
import { Refusal, invalid, notFound } from '#shared/refusal.ts';
import type { Jobs } from '#server/jobs/jobs.ts';
import type { Tenant, Principal } from '#server/tenants/tenant.ts';
import { carryOut, importing } from './carry-out.ts';
import { mapColumns } from './columns.ts';
import { matchable } from './existing.ts';
import { mappingOf } from './mapping.ts';
import { dropFile, readFile, storeFile } from './file.ts';
import type { ImportOptions as FileOptions } from '#server/database/tables/imports.ts';
import { enterJob, requireFree, uploadOf } from './enter-job.ts';
import { seesAllImports } from './history.ts';
import { askToStop, beginJob, readJob } from './jobs.ts';
import { readTable } from './table.ts';

export type ImportOptions = FileOptions & {
  /** Checks everything and writes no record. */
  readonly dryRun?: boolean;
  /** What the person calls the file; of one that was sent before, it is known. */
  readonly fileName?: string | null;
  /** The same id with the same file takes an import up again where it was; nothing is created twice. */
  readonly id?: string;
};

type Entered = { readonly id: string; readonly fileId: string };

/** A file as it is sent; or the id of one that was sent before, to be looked at. */
export type GivenFile = Readable | string | { readonly upload: string };

/**
 * Imports a file: it is kept, and a job creates its records, on whichever pod, until all is done. Answers once the file
 * is here and its header is understood. Each row becomes the collection's own `create`, with everything that it checks,
 * logs and announces.
 */
export const startImport = async (
  jobs: Jobs,
  tenant: Tenant,
  who: Principal,
  actor: Actor,
  definition: Collection,
  file: GivenFile,
  options: ImportOptions = {},
): Promise<{ readonly id: string }> => {
  const { id, fileId } = await enter(tenant, who, actor, definition, file, options);
  // In this order: an import that is under way has a job, whenever this pod dies. A file may be of several.
  await jobs.enqueue(importing, tenant.info, v7(), { import: id, file: fileId });
  await beginJob(tenant.db, id, fileId);
  return { id };
};

/** The same in this process, for setting up a tenant that is not served yet. Answers when it is over. */
export const importHere = async (
  tenant: Tenant,
  who: Principal,
  actor: Actor,
  definition: Collection,
  file: GivenFile,
  options: ImportOptions = {},
  signal = new AbortController().signal,
): Promise<ImportJobView> => {
  const { id, fileId } = await enter(tenant, who, actor, definition, file, options);
  await carryOut(tenant, id, fileId, signal);
  return viewOf(tenant, id);
};

/** Throws FORBIDDEN for a person who may not import these records. */
export const requireImporter = (actor: Actor, definition: Collection): void => {
  if (definition.internal || !can(actor, 'import', definition))
    throw new Refusal('FORBIDDEN', `You may not import ${definition.label.many.toLowerCase()}.`);
};

const requireMatch = (definition: Collection, match: readonly string[]): void => {
  const known = matchable(definition);
  const odd = match.find((name) => !known.includes(name));
  if (odd !== undefined)
    throw invalid('match', `Records cannot be found by "${odd.slice(0, 60)}". Match by ${known.join(', ')}.`);
};

const enter = async (
  tenant: Tenant,
  who: Principal,
  actor: Actor,
  asked: Collection,
  given: GivenFile,
  { dryRun = false, id = v7(), fileName = null, ...options }: ImportOptions,
): Promise<Entered> => {
  const definition = tenant.catalog.of(asked);
  requireImporter(actor, definition);
  if (!isId(id)) throw invalid('id', 'The id of an import is a UUID.');
  requireMatch(definition, options.match ?? []);
  const job = { id, who, actor, definition, dryRun, options };
  await requireFree(tenant.db, job);
  const isUpload = typeof given === 'object' && 'upload' in given;
  const file = isUpload
    ? await uploadOf(tenant.db, given.upload, job)
    : { ...(await storeFile(tenant.db, given)), name: fileName };
  try {
    const { header } = await readTable(definition, readFile(tenant.db, file.id), options);
    const { known, ignored } = mapColumns(definition, header, options.columns);
    await enterJob(tenant.db, {
      ...job,
      fileId: file.id,
      size: file.size,
      fileName: file.name,
      columns: mappingOf(known),
      ignored,
    });
    return { id, fileId: file.id };
  } catch (error) {
    if (!isUpload) await dropFile(tenant.db, file.id);
    throw error;
  }
};

/**
 * How an import stands: one's own, or, for those who run the tenant, anybody's. Its report begins after the rows of it
 * that are known already.
 */
export const importJob = async (tenant: Tenant, actor: Actor, id: string, after = 0): Promise<ImportJobView> => {
  const job = isId(id) ? await readJob(tenant.db, id, after) : null;
  if (!job || !(job.by.id === actor.id || seesAllImports(actor))) throw notFound('Import');
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
