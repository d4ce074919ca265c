import { collections } from '#shared/modules/index.ts';
import type { Database } from '#server/tenants/database.ts';
import { indexesOf } from './schema.ts';

/**
 * What is left to migrate in a tenant's database, as statements; none when it is as the definitions say. It makes indexes
 * anew to compare them, so it is for an empty database.
 */
export const drift = async (db: Database): Promise<string[]> => {
  const sql = await db.orm.schema.getUpdateSchemaSQL({ wrap: false });
  const statements = sql
    .split(/;\n+/)
    .map((line) => line.trim())
    .filter(Boolean);
  return [...statements, ...(await changedIndexes(db))];
};

/** Indexes that hold something else under the same name, which MikroORM takes for the same index. */
const changedIndexes = ({ transaction }: Database): Promise<string[]> =>
  transaction(async (query) => {
    const spelled = async (name: string): Promise<string | undefined> => {
      const [row] = await query<{ indexdef: string }>('select indexdef from pg_indexes where indexname = $1', [name]);
      return row?.indexdef;
    };
    const changed: string[] = [];
    for (const { name, expression } of collections.flatMap(indexesOf)) {
      const before = await spelled(name);
      if (before === undefined) continue;
      await query(`drop index "${name}"`);
      await query(expression);
      if ((await spelled(name)) !== before) changed.push(`drop index "${name}"`, expression);
    }
    return changed;
  });
