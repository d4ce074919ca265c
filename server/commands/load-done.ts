import type { Patch } from '#shared/collection.ts';
import type { Catalog } from '#shared/catalog.ts';
import { isCustomName } from '#shared/custom-field.ts';
import type { Op } from '#shared/transaction.ts';
import type { UndoRow } from '#shared/undo.ts';
import type { Cause } from '#server/database/log-row.ts';
import type { Database } from '#server/database/connection.ts';
import type { DoneMutation } from './loaded-context.ts';

type Row = {
  readonly mid: string;
  readonly actor_id: string;
  readonly at: Date;
  readonly command: string;
  readonly cause: Cause | null;
  readonly collection: string;
  readonly record_id: string;
  readonly op: Op;
  readonly old: Patch;
  readonly patch: Patch;
  readonly since: readonly { readonly by: string; readonly version: number; readonly fields: readonly string[] }[];
};

/** By their numbers, one by one: joined by ranges of them, the whole log would be read. */
export const doneSql = `with m as materialized (
   select mid, actor_id, coalesce(first_seq, seq) as first, coalesce(last_seq, seq) as last
   from mutations where mid = any($1::uuid[])
 )
 select l.mid, m.actor_id, l.at, l.command, l.cause, l.collection, l.record_id, l.op, l.old, l.patch, coalesce((
   select jsonb_agg(jsonb_build_object('by', coalesce(o.actor_name, 'Someone'), 'version', o.version,
     'fields', (select coalesce(jsonb_agg(k), '[]') from jsonb_object_keys(o.patch) k)) order by o.seq desc)
   from change_log o where o.record_id = l.record_id and o.seq > l.seq and o.collection = l.collection
     and o.actor_id is distinct from l.actor_id and (o.op <> 'update' or o.patch <> '{}')
 ), '[]') as since
 from change_log l join m on m.mid = l.mid
 where l.seq = any(array(select generate_series(m.first, m.last) from m)) order by l.seq`;

/**
 * What these mutations did, from the log, and what others have changed in the same records since. A mutation's answer
 * says where its rows stand; answers are kept for a week, and so is what can be undone.
 */
export const loadDone = async (
  db: Database,
  catalog: Catalog,
  mids: readonly string[],
): Promise<Map<string, DoneMutation>> => {
  const done = new Map<string, DoneMutation>();
  if (mids.length === 0) return done;
  const rows = await db.query<Row>(doneSql, [mids]);
  for (const [mid, own] of Map.groupBy(rows, (row) => row.mid)) {
    const [first] = own;
    const on = first && catalog.named(first.collection);
    if (!first || !on) continue;
    done.set(mid, {
      mid,
      actorId: first.actor_id,
      // To undo an undo asks what was asked first.
      command: first.cause?.command ?? first.command,
      on,
      at: first.at.toISOString(),
      rows: own.flatMap((row) => undoRow(catalog, row)),
      isPartial: own.some((row) => row.op === 'update' && changedRetired(catalog, row)),
    });
  }
  return done;
};

const changedRetired = (catalog: Catalog, { collection, patch }: Row): boolean =>
  Object.keys(patch).some((name) => isCustomName(name) && !(name in (catalog.named(collection)?.fields ?? {})));

const undoRow = (catalog: Catalog, { collection: name, record_id: id, op, old, patch, since }: Row): UndoRow[] => {
  const collection = catalog.named(name);
  if (!collection) return [];
  const own = (values: Patch): Patch =>
    Object.fromEntries(Object.entries(values).filter(([field]) => Object.hasOwn(collection.fields, field)));
  const made = own(patch);
  // A child that only went along with its parent goes back with it.
  if (op === 'update' && Object.keys(made).length === 0) return [];
  return [{ collection, id, op, old: own(old), made, since }];
};
