import type { Collection } from '#shared/collection.ts';
import {
  changedColumns,
  columnType,
  partOfRow,
  quotedTable,
  rowOf,
  writtenColumns,
  writtenSql,
} from '#server/database/rows.ts';
import { createRecentlyUsed } from '#server/recently-used.ts';
import type { RecordWrite } from './transaction.ts';

/** The text of a batch's one statement, and what stands in for `$9` and on: the rows of each of its parts as JSON. */
type Statement = { readonly sql: string; readonly values: readonly string[] };

/** Rows of one table that are all inserted, or all updated in the same columns. */
type Part = {
  readonly definition: Collection;
  readonly writes: readonly RecordWrite[];
  /** Null where they are inserted. */
  readonly columns: readonly string[] | null;
};

/** The texts used last, by what they write. Each connection keeps the plan of each. */
const texts = createRecentlyUsed<string>(100);
/** Sets of columns that were written lately, and shared the one text that writes all columns. */
const metOnce = createRecentlyUsed<true>(500);
/** A set of more columns is seldom met again. */
const mostColumns = 12;

/** One part for each table that is inserted into or updated; the same parts are the same prepared statement. */
export const writesOf = (writes: readonly RecordWrite[]): Statement => {
  const groups = Map.groupBy(
    writes,
    (write) => `${write.base === null ? 'insert' : 'update'} ${write.definition.name}`,
  );
  const parts = [...groups].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => partOf(group));
  const chosen = isMetAgain(keyOf(parts)) ? parts : parts.map(widened);
  return {
    sql: textOf(keyOf(chosen), chosen),
    values: chosen.map((part) => JSON.stringify(inOrder(part.writes).map((write) => rowFor(part, write)))),
  };
};

/** Rows are locked in the same order by all: two batches at once would else wait for each other, until one is refused. */
const inOrder = (writes: readonly RecordWrite[]): RecordWrite[] =>
  writes.toSorted((a, b) => (a.record.id < b.record.id ? -1 : 1));

/** What an import or a form happens to write only once is not worth a plan in each connection. */
const isMetAgain = (key: string): boolean => {
  if (metOnce.get(key)) return true;
  metOnce.set(key, true);
  return false;
};

const textOf = (key: string, parts: readonly Part[]): string => {
  const known = texts.get(key);
  if (known !== undefined) return known;
  const text = textFor(parts);
  texts.set(key, text);
  return text;
};

const keyOf = (parts: readonly Part[]): string =>
  parts.map(({ definition, columns }) => `${definition.name} ${columns?.join() ?? 'new'}`).join('; ');

const partOf = (writes: readonly RecordWrite[]): Part => {
  const [first] = writes;
  if (!first) throw new Error('a part without rows');
  const { definition } = first;
  if (first.base === null) return { definition, writes, columns: null };
  const columns = new Set(writes.flatMap(({ base, record }) => (base ? changedColumns(definition, base, record) : [])));
  const part = { definition, writes, columns: [...columns].toSorted() };
  return columns.size > mostColumns ? widened(part) : part;
};

const widened = (part: Part): Part => (part.columns ? { ...part, columns: allColumns(part.definition) } : part);

const allColumns = (definition: Collection): string[] =>
  writtenColumns(definition)
    .map((column) => column.slice(1, -1))
    .filter((column) => column !== 'id');

const rowFor = ({ definition, columns }: Part, { record, base }: RecordWrite): Record<string, unknown> =>
  columns && base
    ? { ...partOfRow(definition, record, columns), id: record.id, _base: base.version }
    : rowOf(definition, record);

const textFor = (parts: readonly Part[]): string => {
  const written = parts.map((part, i) => `w${i} as (${partSql(part, i + 9)})`);
  const counted = written.map((_, i) => `(select count(*) from w${i})`).join(' + ') || '0';
  return `${written.length ? `with ${written.join(', ')}` : ''} select c.i, c.seq, c.prevs from (select (${counted})::bigint as written) as w,
    record_changes(w.written, $1::bigint, $2::timestamptz, $3::jsonb, $4::jsonb, $5::jsonb, $6::jsonb, $7::jsonb, $8::jsonb) as c`;
};

const partSql = ({ definition, columns }: Part, parameter: number): string =>
  columns ? updateSql(definition, columns, parameter) : insertSql(definition, parameter);

const insertSql = (definition: Collection, parameter: number): string => {
  const table = quotedTable(definition);
  const written = writtenColumns(definition);
  const columns = written.join(', ');
  const values = written.map((column) => writtenSql(column, false)).join(', ');
  return `insert into ${table} (${columns}) select ${values} from jsonb_populate_recordset(null::${table}, $${parameter}::jsonb) n returning 1`;
};

const updateSql = (definition: Collection, columns: readonly string[], parameter: number): string => {
  const quoted = columns.map((column) => `"${column}"`);
  const given = columns.map((column, i) => `${quoted[i]} ${columnType(definition, column)}`);
  return `update ${quotedTable(definition)} t set ${quoted.map((column) => `${column} = ${writtenSql(column, true)}`).join(', ')}
    from jsonb_to_recordset($${parameter}::jsonb) as n (id uuid, _base int, ${given.join(', ')})
    where t.id = n.id and t.version = n._base returning 1`;
};
