import { searchTextOf, type Collection } from '#shared/collection.ts';
import { columnsOf, quotedTable, recordOf } from '#server/database/rows.ts';
import type { Tenant } from '#server/tenants/tenant.ts';

const atOnce = 500;

type Row = Record<string, unknown> & { readonly id: string; readonly search_text: string };

/**
 * Makes what a search looks through follow the collection as it is now: without the text of fields that are out of use,
 * with that of fields which came back. No change of a record: its version stays, and one that is changed meanwhile has its
 * text from that change. Throws what `signal` is aborted with, and what the database throws.
 */
export const refreshSearchText = async (tenant: Tenant, name: string, signal: AbortSignal): Promise<void> => {
  for (let last = '00000000-0000-0000-0000-000000000000'; last !== '';) {
    signal.throwIfAborted();
    // A field may go or come back meanwhile: what is looked at later is not to be made as it was before.
    await tenant.catalogs.refresh();
    const definition = tenant.catalog.named(name);
    if (!definition) return;
    last = await refreshSome(tenant, definition, last);
  }
};

/** The id of the last record that was looked at; empty behind the last of all. */
const refreshSome = async ({ db }: Tenant, definition: Collection, after: string): Promise<string> => {
  const table = quotedTable(definition);
  const rows = await db.query<Row>(
    `select ${columnsOf(definition).join(', ')}, search_text from ${table} where id > $1 order by id limit ${atOnce}`,
    [after],
  );
  const stale = rows.flatMap((row) => {
    const text = searchTextOf(definition, recordOf(definition, row));
    return text === row.search_text ? [] : [{ id: row.id, version: row['version'], text }];
  });
  if (stale.length > 0)
    await db.query(
      `update ${table} t set search_text = n.text from jsonb_to_recordset($1::jsonb) as n (id uuid, version int, text text)
       where t.id = n.id and t.version = n.version`,
      [JSON.stringify(stale)],
    );
  return rows.length < atOnce ? '' : (rows.at(-1)?.id ?? '');
};
