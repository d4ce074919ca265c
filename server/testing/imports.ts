import type { Query } from '#server/database/pool.ts';
import type { Tenant } from '#server/tenants/tenant.ts';

/** Calls back, once, before an import looks at its `n`-th chunk of a hundred rows. */
export const beforeChunk = (tenant: Tenant, n: number, work: () => Promise<unknown>): void => {
  const db = tenant.db as { prepared: Query };
  const { prepared } = db;
  let asked = 0;
  db.prepared = async (sql, values) => {
    // Who imports is asked at the start and before each chunk.
    if (sql.endsWith('from "users" where id = $1') && asked++ === n) {
      db.prepared = prepared;
      await work();
    }
    return prepared(sql, values);
  };
};

export const fileOf = async (tenant: Tenant, id: string): Promise<string> => {
  const [row] = await tenant.db.query<{ file_id: string }>('select file_id from import_jobs where id = $1', [id]);
  if (!row) throw new Error('there is no such import');
  return row.file_id;
};
