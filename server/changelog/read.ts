import type { AnyRecord } from '#shared/collection.ts';
import { people } from '#shared/modules/index.ts';
import { accessFields } from '#shared/people.ts';
import { customRolesName } from '#shared/tailoring.ts';
import type { Heads } from '#shared/protocol.ts';
import type { LogRow } from '#server/database/log-row.ts';
import type { Database } from '#server/database/connection.ts';
import { isoTime } from '#server/fields/iso-time.ts';
import type { Query } from '#server/database/pool.ts';

type Row = {
  readonly seq: number;
  readonly at: Date | string;
  readonly mid: string;
  readonly command: string;
  readonly actor_id: string | null;
  readonly actor_name: string | null;
  readonly reason: string | null;
  readonly collection: string;
  readonly record_id: string;
  readonly version: number;
  readonly op: LogRow['op'];
  readonly scopes_before: string[];
  readonly scopes_after: string[];
  readonly prevs: Record<string, number>;
  readonly patch: Record<string, unknown>;
  readonly old: Record<string, unknown>;
  readonly record: AnyRecord | null;
  readonly cause: LogRow['cause'];
  readonly group_id: string | null;
};

const logRow = (row: Row): LogRow => ({
  seq: Number(row.seq),
  at: isoTime(row.at),
  mid: row.mid,
  command: row.command,
  by: row.actor_id && row.actor_name ? { id: row.actor_id, name: row.actor_name } : null,
  reason: row.reason,
  collection: row.collection,
  id: row.record_id,
  version: row.version,
  op: row.op,
  before: row.scopes_before,
  after: row.scopes_after,
  prevs: row.prevs,
  patch: row.patch,
  old: row.old,
  record: row.record,
  cause: row.cause,
  group: row.group_id,
});

/**
 * The log after `since` and up to `upTo`, in order: about `limit` rows. It never ends inside a mutation, whose changes
 * are to be shown together.
 */
export const readLog = async (query: Query, since: number, upTo: number, limit: number): Promise<LogRow[]> => {
  const read = (from: number): Promise<Row[]> =>
    query<Row>('select * from change_log where seq > $1 and seq <= $2 order by seq limit $3', [from, upTo, limit]);
  const rows = await read(since);
  for (let page = rows; page.length === limit;) {
    const last = rows.at(-1);
    if (Number(last?.seq) >= upTo) break;
    const end = rows.findLastIndex(({ mid }) => mid !== last?.mid);
    if (end >= 0) return rows.slice(0, end + 1).map(logRow);
    // One mutation alone fills the page.
    page = await read(Number(last?.seq));
    rows.push(...page);
  }
  return rows.map(logRow);
};

/** The rest of a mutation is seldom more. */
const fewRows = 20;

/**
 * The log after `since` and up to `upTo`, in order: `limit` rows, and what else the mutation did that they end in. Two
 * pages that begin `limit` numbers apart leave nothing out between them.
 */
export const readLogPage = async (query: Query, since: number, upTo: number, limit: number): Promise<LogRow[]> => {
  const read = (from: number, most: number): Promise<Row[]> =>
    query<Row>('select * from change_log where seq > $1 and seq <= $2 order by seq limit $3', [from, upTo, most]);
  const rows = await read(since, limit);
  const last = rows.at(-1);
  for (let most = fewRows, isWhole = rows.length < limit; !isWhole && last; most *= 4) {
    const next = await read(Number(rows.at(-1)?.seq), most);
    const end = next.findIndex(({ mid }) => mid !== last.mid);
    rows.push(...(end < 0 ? next : next.slice(0, end)));
    isWhole = end >= 0 || next.length < most;
  }
  return rows.map(logRow);
};

/**
 * Of the log after `since`, the first rows that a reaction is to be asked about, `limit` at most, and the number up to
 * which there are no others.
 */
export const readConcerning = async (
  db: Database,
  { on, fields = null }: { readonly on: readonly string[]; readonly fields?: readonly string[] | null },
  since: number,
  limit: number,
): Promise<{ readonly rows: LogRow[]; readonly upTo: number; readonly more: boolean }> => {
  // The head of the same snapshot: every row up to it is seen.
  const found = await db.query<Partial<Row> & { head: number }>(
    `select h.seq as head, found.* from log_head h left join lateral (
       select * from change_log where seq > $1 and seq <= h.seq and collection = any($2)
       and ($3::text[] is null or patch ?| $3) order by seq limit $4) found on true order by found.seq`,
    [since, on, fields, limit],
  );
  const rows = found.filter((row): row is Row & { head: number } => row.mid != null).map(logRow);
  const more = rows.length === limit;
  return { rows, more, upTo: Number(more ? rows.at(-1)?.seq : (found[0]?.head ?? since)) };
};

/**
 * Whose access was changed by the log after `since` and up to `upTo`, and by which number last; what changed a role of the
 * tenant's own is named by that role.
 */
export const lastAccessChanges = async (
  query: Query,
  since: number,
  upTo: number,
): Promise<{ readonly id: string; readonly seq: number }[]> => {
  const rows = await query<{ id: string; seq: number }>(
    `select record_id as id, max(seq) as seq from change_log where seq > $1 and seq <= $2
     and (collection = $5 or collection = $3 and (op <> 'update' or patch ?| $4::text[])) group by record_id`,
    [since, upTo, people.name, accessFields(people), customRolesName],
  );
  return rows.map(({ id, seq }) => ({ id, seq: Number(seq) }));
};

/** Where the log is, and, unless told not to, the last change of each scope at that very point. */
export const readHeads = async (
  db: Database,
  withScopes = true,
): Promise<{ seq: number; epoch: string; heads: Heads }> => {
  const scopes = withScopes ? `coalesce((select jsonb_object_agg(scope, seq) from scope_heads), '{}')` : `'{}'::jsonb`;
  const [row] = await db.query<{ seq: number; epoch: string; heads: Heads }>(
    `select seq, epoch, ${scopes} as heads from log_head`,
  );
  if (!row) throw new Error('this database has no log head');
  return { seq: Number(row.seq), epoch: row.epoch, heads: row.heads };
};
