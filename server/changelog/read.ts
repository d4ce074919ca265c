import type { AnyRecord } from '#shared/collection.ts';
import { people } from '#shared/modules/index.ts';
import { accessFields } from '#shared/people.ts';
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

/** Whether what this person may see was changed by the log after `since` and up to `upTo`. */
export const accessChangedBetween = async (
  query: Query,
  userId: string,
  since: number,
  upTo: number,
): Promise<boolean> => {
  const found = await query(
    `select 1 from change_log where record_id = $1 and collection = $4 and seq > $2 and seq <= $3
     and (op <> 'update' or patch ?| $5::text[]) limit 1`,
    [userId, since, upTo, people.name, accessFields(people)],
  );
  return found.length > 0;
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
