import type { Actor } from '#shared/actor.ts';
import type { Collection } from '#shared/collection.ts';
import { Refusal } from '#shared/refusal.ts';
import type { Database } from '#server/database/connection.ts';

/** What became of a row of the file; `created` in a dry run means that it would have been. */
export type ImportRow = {
  readonly row: number;
  readonly outcome: 'created' | 'warned' | 'refused';
  readonly message: string | null;
  readonly field: string | null;
  /** The record, where there is one. */
  readonly id: string | null;
};

/** `interrupted`: its pod died or lost the database; the same file under the same id takes it up again. */
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

type Row = {
  id: string;
  collection: string;
  actor_id: string;
  actor_name: string;
  dry_run: boolean;
  state: ImportState;
  rows: number;
  created: number;
  warned: number;
  refused: number;
  bytes: number;
  size: number | null;
  ignored: string[];
  message: string | null;
  started_at: Date;
  updated_at: Date;
};

export const lockOf = (id: string): string => `dentracrm import ${id}`;

/** How many rows of a report are told at once. */
const reportPage = 1_000;

/** `runsHere`: this process knows that it is running it. `after`: how many rows of its report are known already. */
export const readJob = async (
  db: Database,
  id: string,
  runsHere: boolean,
  after: number,
): Promise<ImportJobView | null> => {
  const [row] = await db.query<Row & { locked: boolean; report: ImportRow[] }>(
    `select *, (
       select coalesce(jsonb_agg(jsonb_build_object('row', r.row, 'outcome', outcome, 'message', r.message, 'field', field, 'id', record_id) order by place), '[]')
       from import_reports r where import_id = $1 and place > $3 and place <= $3::int + ${reportPage}
     ) as report, exists (
       select 1 from pg_locks join pg_database d on d.oid = database
       where d.datname = current_database() and locktype = 'advisory' and objsubid = 1
         and (classid::bigint << 32) | objid::bigint = hashtextextended($2, 0)
     ) as locked from import_jobs where id = $1`,
    [id, lockOf(id), after],
  );
  if (!row) return null;
  const going = row.state === 'running' || row.state === 'stopping';
  return {
    id: row.id,
    collection: row.collection,
    by: { id: row.actor_id, name: row.actor_name },
    dryRun: row.dry_run,
    // Whoever runs it holds its lock; a dead pod holds nothing, and had no time to say so here.
    state: going && !row.locked && !runsHere ? 'interrupted' : row.state,
    rows: row.rows,
    created: row.created,
    warned: row.warned,
    refused: row.refused,
    progress: progressOf(row),
    ignored: row.ignored,
    message: row.message,
    report: row.report,
    startedAt: row.started_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
};

const progressOf = ({ state, bytes, size }: Row): number | null => {
  if (state === 'finished') return 1;
  return size ? Math.min(bytes / size, 1) : null;
};

/** A file may hold what PostgreSQL cannot; what we say of it must not. */
const storable = (text: string): string => text.replaceAll('\u0000', '').toWellFormed();

type NewJob = {
  readonly id: string;
  readonly definition: Collection;
  readonly actor: Actor;
  readonly dryRun: boolean;
  readonly size: number | null;
  readonly ignored: readonly string[];
};

/** Enters a job, or takes up the one of this id. The answer is when it first began. */
export const enterJob = async (
  db: Database,
  { id, definition, actor, dryRun, size, ignored }: NewJob,
): Promise<Date> => {
  const [row] = await db.query<{ started_at: Date }>(
    `with job as (
       insert into import_jobs as j (id, collection, actor_id, actor_name, dry_run, state, rows, created, warned, refused, bytes, size, ignored, message, started_at, updated_at)
       values ($1, $2, $3, $4, $5, 'running', 0, 0, 0, 0, 0, $6, $7::jsonb, null, now(), now())
       on conflict (id) do update set state = 'running', dry_run = excluded.dry_run, actor_name = excluded.actor_name,
         rows = 0, created = 0, warned = 0, refused = 0, bytes = 0, size = excluded.size, ignored = excluded.ignored, message = null,
         started_at = case when j.dry_run then excluded.started_at else j.started_at end, updated_at = excluded.updated_at
       where j.actor_id = excluded.actor_id and j.collection = excluded.collection and (j.dry_run or not excluded.dry_run)
       returning id, started_at
     ), told as (delete from import_reports where import_id = (select id from job))
     select started_at from job`,
    [id, definition.name, actor.id, actor.name, dryRun, size, JSON.stringify(ignored.map(storable))],
  );
  if (!row) throw new Refusal('DUPLICATE', 'This id belongs to another import; start with a new one.', { field: 'id' });
  return row.started_at;
};

export type Progress = {
  readonly counts: { readonly [outcome in ImportRow['outcome']]: number };
  readonly bytes: number;
  readonly report: readonly ImportRow[];
};

/** Adds to a job what was done since the last time. The answer says whether someone asked it to stop. */
export const saveProgress = async (db: Database, id: string, { counts, bytes, report }: Progress): Promise<boolean> => {
  const [row] = await db.query<{ state: ImportState }>(
    `with told as (
       insert into import_reports (import_id, place, row, outcome, message, field, record_id)
       select $1::uuid, $2::int - jsonb_array_length($7::jsonb) + place, (told->>'row')::int, told->>'outcome', told->>'message', told->>'field', (told->>'id')::uuid
       from jsonb_array_elements($7::jsonb) with ordinality as r (told, place)
       on conflict (import_id, place) do update set row = excluded.row, outcome = excluded.outcome, message = excluded.message, field = excluded.field, record_id = excluded.record_id
     )
     update import_jobs set rows = $2, created = $3, warned = $4, refused = $5, bytes = $6, updated_at = now()
     where id = $1 returning state`,
    [
      id,
      counts.created + counts.warned + counts.refused,
      counts.created,
      counts.warned,
      counts.refused,
      bytes,
      JSON.stringify(report.map((row) => ({ ...row, message: row.message && storable(row.message) }))),
    ],
  );
  return row?.state === 'stopping';
};

export const endJob = async (db: Database, id: string, state: ImportState, message: string | null): Promise<void> => {
  await db.query(
    `update import_jobs set state = $2, message = $3, updated_at = now() where id = $1 and state in ('running', 'stopping')`,
    [id, state, message],
  );
};

export const askToStop = async (db: Database, id: string): Promise<void> => {
  await db.query(`update import_jobs set state = 'stopping', updated_at = now() where id = $1 and state = 'running'`, [
    id,
  ]);
};

/** Drops dry runs that nobody will look at any more: each change of a column makes another one. */
export const purgeDryRuns = async (db: Database): Promise<void> => {
  await db.query(
    `with gone as (delete from import_jobs where dry_run and updated_at < now() - interval '1 day' returning id)
     delete from import_reports where import_id in (select id from gone)`,
  );
};
