import { quotedTable, rowOf, writtenColumns } from '#server/database/rows.ts';
import type { Query } from '#server/database/pool.ts';
import type { Tenant } from '#server/tenants/tenant.ts';
import { madeUpLeads } from './made-up-leads.ts';

const atOnce = 2_000;
/** So many are made up one by one; the others are these again, with numbers and times of their own. */
const mostMadeUp = 200_000;

/** Fills the table before its indexes: adding 200,000 leads to them one by one takes minutes. */
export const loadLeads = async (tenant: Tenant, amount: number, clinicIds: readonly string[]): Promise<void> => {
  const definition = tenant.catalog.named('leads');
  if (!definition) throw new Error('there are no leads');
  const table = quotedTable(definition);
  const columns = writtenColumns(definition);
  const insert = `insert into ${table} (${columns.join(', ')}) select ${columns.join(', ')} from jsonb_populate_recordset(null::${table}, $1::jsonb)`;
  const indexes = await tenant.db.query<{ name: string; definition: string }>(
    `select indexname as name, indexdef as definition from pg_indexes where tablename = 'leads' and indexname not like '%_pkey'`,
  );
  await tenant.db.transaction(async (query: Query) => {
    await query('set local statement_timeout = 0');
    await query(`set local maintenance_work_mem = '512MB'`);
    for (const { name } of indexes) await query(`drop index "${name}"`);
    let rows: object[] = [];
    const flush = async (): Promise<void> => {
      if (rows.length > 0) await query(insert, [JSON.stringify(rows)]);
      rows = [];
    };
    for (const lead of madeUpLeads(Math.min(amount, mostMadeUp), clinicIds)) {
      rows.push(rowOf(definition, lead));
      if (rows.length >= atOnce) await flush();
    }
    await flush();
    const copies = Math.ceil(amount / mostMadeUp) - 1;
    for (let copy = 1; copy <= copies; copy += 1)
      await query(copySql(table, columns), [copy, Math.min(mostMadeUp, amount - copy * mostMadeUp)]);
    for (const { definition: sql } of indexes) await query(sql);
  });
  await tenant.db.query(`vacuum analyze ${table}`);
};

/** Ten digits that follow from the lead and the number of the copy. */
const digits = `(6000000000 + abs(hashtextextended(id::text, $1::bigint) % 4000000000))::text`;

const own: { readonly [column: string]: string } = {
  '"id"': 'uuidv7()',
  '"phone"': `'+91' || ${digits}`,
  '"phone_raw"': `left(${digits}, 5) || ' ' || right(${digits}, 5)`,
  '"search_text"': `replace(search_text, substr(phone, 4), ${digits})`,
  '"created_at"': `created_at - $1::int * interval '7 hours 13 minutes'`,
  '"updated_at"': `updated_at - $1::int * interval '7 hours 13 minutes'`,
};

/** The first leads once more. */
const copySql = (table: string, columns: readonly string[]): string =>
  `insert into ${table} (${columns.join(', ')}) select ${columns.map((column) => own[column] ?? column).join(', ')}
   from (select * from ${table} order by ctid limit $2) first`;
