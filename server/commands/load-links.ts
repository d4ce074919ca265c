import type { Catalog } from '#shared/catalog.ts';
import { pointsAt } from '#shared/link-rules.ts';
import type { LinkQuery } from '#shared/transaction.ts';
import { pointingOf } from '#server/fields/columns.ts';
import { recordOf, quotedTable, type StoredRecord } from '#server/database/rows.ts';
import { quotedColumn } from '#server/database/schema.ts';
import type { Database } from '#server/database/connection.ts';
import { linkKey, type LoadedLinks } from './loaded-context.ts';

/** Of records that are no children, so many are read; how many there are is known all the same. */
const mostRead = 1_001;

/** Reads who points at records: a statement for each field that does, whatever the number of records. */
export const loadLinks = async (
  db: Database,
  catalog: Catalog,
  queries: readonly LinkQuery[],
  linked: Map<string, LoadedLinks>,
): Promise<void> => {
  const byField = Map.groupBy(
    queries,
    ({ collection, field, to, deletedAt }) => `${collection.name}.${field} ${to} ${deletedAt}`,
  );
  await Promise.all(
    [...byField.values()].map(async (group) => {
      const [first] = group;
      if (!first) return;
      const ids = [...new Set(group.map(({ id }) => id))];
      const query = { ...first, collection: catalog.of(first.collection) };
      const found = await readLinks(db, query, ids);
      for (const id of ids) {
        const own = found.filter(({ record }) => pointsAt(record, { ...query, id }));
        // Two columns of a record's lines may each point there.
        const records = new Map(own.map(({ record }) => [record.id, record]));
        const total = Math.max(own[0]?.total ?? 0, records.size);
        linked.set(linkKey({ ...query, id }), {
          collection: query.collection,
          records: [...records.values()],
          total,
        });
      }
    }),
  );
};

const deletedBySql = (id: string): string =>
  `(select d.mid from change_log d where d.record_id = ${id} and d.op = 'delete' order by d.seq desc limit 1)`;

/** By the same mutation: what a person deleted in the same moment has the same time, and stays deleted. */
const deletedAlongSql = `${deletedBySql('t.id')} = ${deletedBySql('wanted.id')}`;

const readLinks = async (
  db: Database,
  { collection, field: name, to, deletedAt }: LinkQuery,
  ids: readonly string[],
): Promise<{ record: StoredRecord; total: number }[]> => {
  const field = collection.fields[name];
  if (!field) throw new Error(`${collection.name} has no field ${name}`);
  const limit = collection.parent?.field === name ? null : mostRead;
  const comparisons = ids.flatMap((id) => pointingOf(field, to, id).map((one) => ({ ...one, id })));
  const [first] = comparisons;
  if (!first) return [];
  const isThere =
    deletedAt === undefined ? 't.deleted_at is null' : `t.deleted_at = $4::timestamptz and ${deletedAlongSql}`;
  const rows = await db.query<{ row: Record<string, unknown>; total: number }>(
    `select row, total from unnest($1::text[], $3::uuid[]) as wanted (value, id) cross join lateral (
       select to_jsonb(t) - 'search_text' as row, count(*) over ()::int as total from ${quotedTable(collection)} t
       where t.${quotedColumn(name)} ${first.sign} wanted.value::${first.type} and ${isThere} order by t.id limit $2
     ) as found`,
    [
      comparisons.map(({ value }) => value),
      limit,
      comparisons.map(({ id }) => id),
      ...(deletedAt === undefined ? [] : [deletedAt]),
    ],
  );
  return rows.map(({ row, total }) => ({ record: recordOf(collection, row), total }));
};
