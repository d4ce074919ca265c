import { binDays } from '#shared/bin.ts';
import type { Catalog } from '#shared/catalog.ts';
import type { Collection } from '#shared/collection.ts';
import { isChildOf } from '#shared/record-ref.ts';
import type { Database } from '#server/database/connection.ts';
import { quotedTable } from '#server/database/rows.ts';
import { quotedColumn } from '#server/database/schema.ts';
import type { Tenant } from '#server/tenants/tenant.ts';

const atOnce = 500;

const emptySome = async (db: Database, catalog: Catalog, definition: Collection): Promise<number> => {
  const children = catalog.collections.filter((child) => isChildOf(child, definition) && child.internal);
  const also = children.map(
    (child, i) =>
      `child_${i} as (delete from ${quotedTable(child)} c using gone where c.${quotedColumn(child.parent?.field ?? '')} = gone.id)`,
  );
  const [row] = await db.query<{ count: number }>(
    `with old as (
       select id from ${quotedTable(definition)} t where deleted_at < now() - $1 * interval '1 day'
       order by deleted_at limit ${atOnce} for update skip locked
     ), gone as (delete from ${quotedTable(definition)} d using old where d.id = old.id returning d.id)
     ${also.map((part) => `, ${part}`).join('')}
     select count(*)::int as count from gone`,
    [binDays],
  );
  return row?.count ?? 0;
};

/**
 * Removes for good what was deleted long ago, a few at a time, with the histories that are part of it. The log of changes
 * stays; so do people, clinics, teams and whatever else serves the others, for histories name them.
 */
export const emptyBin = async ({ db, catalog }: Tenant, signal: AbortSignal): Promise<void> => {
  for (const definition of catalog.collections) {
    if (definition.supporting) continue;
    for (let removed = atOnce; removed === atOnce; removed = await emptySome(db, catalog, definition))
      signal.throwIfAborted();
  }
};
