import { collections } from '#shared/modules/index.ts';
import type { Database } from './connection.ts';
import type { Query } from './pool.ts';
import { indexesOf, tableOf } from './schema.ts';

/**
 * What is left to migrate in a tenant's database, as statements; none when it is as the definitions say. MikroORM takes
 * an index for the same as long as its name is, so each is made again to see what it would hold: for an empty database.
 */
export const drift = async (db: Database): Promise<string[]> => {
  const sql = await db.orm.schema.getUpdateSchemaSQL({ wrap: false });
  const statements = sql
    .split(/;\n+/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !dropsConstraint(line) && !dropsDefault(line));
  return tryOut(db, async (query) => {
    for (const statement of statements) await query(statement);
    return [...statements, ...(await changedIndexes(query)), ...(await missingConstraints(query))];
  });
};

const declared = collections.flatMap((definition) =>
  (definition.constraints ?? []).map(({ name }) => ({ name, table: tableOf(definition) })),
);

/**
 * MikroORM knows nothing of exclusions, of checks over several columns and of triggers that hold a rule: those are a
 * collection's `constraints`.
 */
const dropsConstraint = (statement: string): boolean =>
  declared.some(({ name }) =>
    new RegExp(`^drop trigger if exists "${name}"|drop constraint (if exists )?"${name}"$|"\\w+_${name}_fn"`).test(
      statement,
    ),
  );

/**
 * A required field that came to a table with rows keeps the default of its migration: a pod of the version before writes
 * records without it while new ones come up.
 */
const dropsDefault = (statement: string): boolean =>
  /^alter table "\w+" alter column "\w+" drop default$/.test(statement);

/** Constraints that a definition speaks of and that the table does not have: only a person can write them. */
const missingConstraints = async (query: Query): Promise<string[]> => {
  if (declared.length === 0) return [];
  const rows = await query<{ name: string; table: string }>(
    `select c.conname as name, t.relname as table from pg_constraint c join pg_class t on t.oid = c.conrelid`,
  );
  const there = new Set(rows.map(({ name, table }) => `${table}.${name}`));
  return declared
    .filter(({ name, table }) => !there.has(`${table}.${name}`))
    .map(({ name, table }) => `alter table "${table}" add constraint "${name}" …`);
};

/** Runs it on the database as it would be, and leaves the database as it was. */
const tryOut = async <T>({ transaction }: Database, work: (query: Query) => Promise<T>): Promise<T> => {
  const found: T[] = [];
  const enough = new Error('seen, and not to be kept');
  await transaction(async (query) => {
    found.push(await work(query));
    throw enough;
  }).catch((error: unknown) => {
    if (error !== enough) throw error;
  });
  return found[0] as T;
};

const longestName = 63;

/** First all that take their time, then what keeps everyone out for a moment. */
const changedIndexes = async (query: Query): Promise<string[]> => {
  const made: string[] = [];
  const swapped: string[] = [];
  for (const { name, expression } of collections.flatMap(indexesOf)) {
    const before = await spelled(query, name);
    if (before !== undefined) await query(`drop index "${name}"`);
    await query(expression);
    if ((await spelled(query, name)) === before) continue;
    // It went with a column of its own.
    if (before === undefined) made.push(expression);
    else {
      const next = `next_${name}`.slice(0, longestName);
      made.push(expression.replace(`"${name}"`, `"${next}"`));
      swapped.push(`drop index "${name}"`, `alter index "${next}" rename to "${name}"`);
    }
  }
  return [...made, ...swapped];
};

const spelled = async (query: Query, name: string): Promise<string | undefined> => {
  const [row] = await query<{ indexdef: string }>('select indexdef from pg_indexes where indexname = $1', [name]);
  return row?.indexdef;
};
