import type { Readable } from 'node:stream';
import { v7 } from 'uuid';
import type { Actor } from '#shared/actor.ts';
import { can } from '#shared/can.ts';
import type { Collection } from '#shared/collection.ts';
import { isId } from '#shared/fields/id.ts';
import { people } from '#shared/modules/index.ts';
import { Refusal, invalid, notFound } from '#shared/refusal.ts';
import { reportDefect } from '#server/log.ts';
import { isConnectionError } from '#server/database/errors.ts';
import { momentIn, type Tenant, type Principal } from '#server/tenants/tenant.ts';
import { mapColumns } from './columns.ts';
import { readSheet } from './csv.ts';
import { askToStop, endJob, enterJob, lockOf, readJob, type ImportJobView, type ImportState } from './jobs.ts';
import { runImport } from './run.ts';

export type ImportOptions = {
  /** Checks everything and writes no record. */
  readonly dryRun?: boolean;
  /** The same id with the same file takes an import up again where it was; nothing is created twice. */
  readonly id?: string;
};

export type StartedImport = { readonly id: string; readonly finished: Promise<ImportJobView> };

/** An import that this process runs; `halt` is given the state in which it is to end. */
type Running = {
  readonly tenant: Tenant;
  readonly halt: AbortController;
  readonly ended: Promise<unknown>;
};

const running = new Map<string, Running>();

/** Each holds a connection of the tenant's small pool, for its lock. */
const mostAtOnce = 2;

const keyOf = (tenant: Tenant, id: string): string => `${tenant.info.id}/${id}`;

/**
 * Imports a CSV file. Answers once the header is understood; the rows follow in the background, and `finished` tells
 * how it ended. Each row becomes the collection's own `create`, with everything that it checks, logs and announces.
 */
export const startImport = async (
  tenant: Tenant,
  who: Principal,
  actor: Actor,
  definition: Collection,
  csv: Readable | string,
  { dryRun = false, id = v7() }: ImportOptions = {},
): Promise<StartedImport> => {
  if (definition.internal || !can(actor, 'import', definition))
    throw new Refusal('FORBIDDEN', `You may not import ${definition.label.many.toLowerCase()}.`);
  if (!isId(id)) throw invalid('id', 'The id of an import is a UUID.');
  const key = keyOf(tenant, id);
  if (running.has(key)) throw runsAlready();
  if ([...running.values()].filter((other) => other.tenant === tenant).length >= mostAtOnce) {
    throw new Refusal('RATE_LIMITED', 'Other imports are running; start this one when they are done.', {
      retryAfter: 10,
    });
  }

  const halt = new AbortController();
  const begun = Promise.withResolvers<void>();
  const locked = async (): Promise<void> => {
    const sheet = await readSheet(csv, halt.signal);
    const columns = mapColumns(definition, sheet.header);
    await tenant.db.transaction(async (query) => {
      // Held until the end by a transaction that does nothing else: it lets go by itself when this process dies.
      const [lock] = await query<{ free: boolean }>(
        'select pg_try_advisory_xact_lock(hashtextextended($1, 0)) as free',
        [lockOf(id)],
      );
      if (!lock?.free) throw runsAlready();
      const startedAt = await enterJob(tenant.db, {
        id,
        definition,
        actor,
        dryRun,
        size: sheet.size,
        ignored: columns.ignored,
      });
      begun.resolve();
      const moment = momentIn(tenant.info, actor.id, startedAt);
      const isOurs = (): Promise<boolean> =>
        query('select 1').then(
          () => true,
          () => false,
        );
      await runImport({ tenant, who, actor, definition, id, dryRun, moment }, { sheet, columns, halt, isOurs });
    });
  };
  const ended = locked().finally(() => running.delete(key));
  running.set(key, { tenant, halt, ended });
  // Until it has begun a failure is the answer; later it is the job's, which says so itself.
  await Promise.race([begun.promise, ended]);
  const finished = ended
    .catch((error: unknown) => {
      // Its lock went with its connection: whoever looks is told that it was interrupted.
      if (isConnectionError(error)) tenant.log.warn({ import: id }, 'an import lost its connection');
      else reportDefect(tenant.log, error, 'import');
    })
    // An early end leaves a part of the stream unread, and nobody else will read it.
    .then(() => (typeof csv === 'string' ? undefined : void csv.destroy()))
    .then(() => viewOf(tenant, id));
  // Whoever does not wait for the end is not hurt when even reading the job fails.
  finished.catch((error: unknown) => void reportDefect(tenant.log, error, 'import'));
  return { id, finished };
};

/**
 * How an import stands: one's own, or, for those who run the tenant, anybody's. Its report begins after the rows of it
 * that are known already.
 */
export const importJob = async (tenant: Tenant, actor: Actor, id: string, after = 0): Promise<ImportJobView> => {
  const job = isId(id) ? await find(tenant, id, after) : null;
  // Those who run the tenant decide who its people are.
  const runsTheTenant = can(actor, 'update', people);
  if (!job || !(job.by.id === actor.id || runsTheTenant)) throw notFound('Import');
  return job;
};

/** Stops an import after the rows that are being written; what was created stays. */
export const stopImport = async (tenant: Tenant, actor: Actor, id: string): Promise<ImportJobView> => {
  const { state } = await importJob(tenant, actor, id);
  if (state === 'interrupted') await endJob(tenant.db, id, 'stopped', null);
  else if (state === 'running') await askToStop(tenant.db, id);
  const here = running.get(keyOf(tenant, id));
  here?.halt.abort('stopped' satisfies ImportState);
  await Promise.allSettled([here?.ended]);
  return viewOf(tenant, id);
};

/** Lets every import of this process come to a halt, for it is about to end; they can be taken up again. */
export const interruptImports = async (): Promise<void> => {
  const all = [...running.values()];
  for (const { halt } of all) halt.abort('interrupted' satisfies ImportState);
  await Promise.allSettled(all.map(({ ended }) => ended));
};

const find = (tenant: Tenant, id: string, after = 0): Promise<ImportJobView | null> =>
  readJob(tenant.db, id, running.has(keyOf(tenant, id)), after);

const viewOf = async (tenant: Tenant, id: string): Promise<ImportJobView> => {
  const job = await find(tenant, id);
  if (!job) throw new Error('an import job was not entered');
  return job;
};

const runsAlready = (): Refusal => new Refusal('CONFLICT', 'This import is running already.', { field: 'id' });
