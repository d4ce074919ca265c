import type { Catalog } from '#shared/catalog.ts';
import type { LinkQuery } from '#shared/transaction.ts';
import { recordOf, quotedTable, type StoredRecord } from '#server/database/rows.ts';
import { columnOf } from '#server/database/schema.ts';
import type { Database } from '#server/database/connection.ts';
import { linkKey, pointsAt, type LoadedLinks } from './loaded-context.ts';

/** Of records that are no children, so many are read; how many there are is known all the same. */
const mostRead = 1_001;

/** Reads who points at records: a statement for each field that does, whatever the number of records. */
export const loadLinks = async (
  db: Database,
  catalog: Catalog,
  queries: readonly LinkQuery[],
  linked: Map<string, LoadedLinks>,
): Promise<void> => {
  const byField = Map.groupBy(queries, ({ collection, field }) => `${collection.name}.${field}`);
  await Promise.all(
    [...byField.values()].map(async (group) => {
      const [first] = group;
      if (!first) return;
      const ids = [...new Set(group.map(({ id }) => id))];
      const collection = catalog.of(first.collection);
      const records = await readLinks(db, { ...first, collection }, ids);
      for (const id of ids) {
        const own = records.filter(({ record }) => pointsAt(record, { ...first, id }));
        const total = Math.max(own[0]?.total ?? 0, own.length);
        linked.set(linkKey({ ...first, id }), {
          collection,
          records: own.map(({ record }) => record),
          total,
        });
      }
    }),
  );
};

const readLinks = async (
  db: Database,
  { collection, field }: LinkQuery,
  ids: readonly string[],
): Promise<{ record: StoredRecord; total: number }[]> => {
  const column = `t."${columnOf(field)}"`;
  const isList = collection.fields[field]?.kind.isList === true;
  const limit = collection.parent?.field === field ? null : mostRead;
  const rows = await db.query<{ row: Record<string, unknown>; total: number }>(
    `select row, total from unnest($1::uuid[]) as wanted (id) cross join lateral (
       select to_jsonb(t) - 'search_text' as row, count(*) over ()::int as total from ${quotedTable(collection)} t
       where ${isList ? `${column} @> array[wanted.id]` : `${column} = wanted.id`} and t.deleted_at is null order by t.id limit $2
     ) as found`,
    [ids, limit],
  );
  return rows.map(({ row, total }) => ({ record: recordOf(collection, row), total }));
};
