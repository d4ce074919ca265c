import { fieldEntries, searchTextOf, type AnyRecord, type Collection } from '#shared/collection.ts';
import { storageOf } from '#server/fields/columns.ts';
import { isoTime } from '#server/fields/iso-time.ts';
import { columnOf, customColumn, tableOf } from './schema.ts';

/** A record as the server holds it: with what the kernel keeps beside the fields. */
export type StoredRecord = AnyRecord & { readonly fieldVersions: { readonly [field: string]: number } };

type Row = { readonly [column: string]: unknown };

const momentOrNull = (stored: unknown): string | null => (stored === null ? null : isoTime(stored));

type Reader = (row: Row) => StoredRecord;

const makeReader = (definition: Collection): Reader => {
  const fields = fieldEntries(definition).map(([name, field]) => ({
    name,
    column: columnOf(name),
    custom: field.custom === true,
    read: storageOf(field).read,
  }));
  return (row) => {
    const record: Record<string, unknown> = {
      id: row['id'],
      version: row['version'],
      createdAt: isoTime(row['created_at']),
      createdBy: row['created_by'],
      updatedAt: isoTime(row['updated_at']),
      updatedBy: row['updated_by'],
      deletedAt: momentOrNull(row['deleted_at']),
    };
    const added = (row[customColumn] ?? {}) as Row;
    for (const { name, column, custom, read } of fields) {
      const stored = (custom ? added[name] : row[column]) ?? null;
      record[name] = stored !== null && read ? read(stored) : stored;
    }
    record['fieldVersions'] = row['field_versions'] ?? {};
    return record as StoredRecord;
  };
};

// A tenant that changes its fields makes other definitions; the old ones' readers go with them.
const readers = new WeakMap<Collection, Reader>();

/** A record from a row, whether its columns were selected or came as `to_jsonb`. */
export const recordOf = (definition: Collection, row: Row): StoredRecord => {
  let reader = readers.get(definition);
  if (!reader) readers.set(definition, (reader = makeReader(definition)));
  return reader(row);
};

const systemColumns = ['id', 'version', 'created_at', 'created_by', 'updated_at', 'updated_by', 'deleted_at'];

/** The columns that a record is read from, the kernel's own bookkeeping left out. */
export const columnsOf = (definition: Collection): string[] =>
  [...systemColumns, ...productFields(definition).map(columnOf), customColumn].map((column) => `"${column}"`);

/** The names of the fields that have a column of their own. */
const productFields = (definition: Collection): string[] =>
  fieldEntries(definition).flatMap(([name, field]) => (field.custom ? [] : [name]));

/** The same with that bookkeeping: what a write decides by. */
export const storedColumns = (definition: Collection): string[] => [...columnsOf(definition), '"field_versions"'];

/** Every column, as a write fills them. */
export const writtenColumns = (definition: Collection): string[] => [
  ...columnsOf(definition),
  '"search_text"',
  '"field_versions"',
];

/**
 * What a written column becomes, of the row in `n` and, where there is one, the row `t` before it. Values of fields that
 * the tenant has retired are not in `n`, and stay; those that were emptied go.
 */
export const writtenSql = (column: string, isUpdate: boolean): string => {
  if (column !== `"${customColumn}"`) return `n.${column}`;
  return `jsonb_strip_nulls(${isUpdate ? `t.${column} || ` : ''}n.${column})`;
};

/** A record as JSON that `jsonb_populate_recordset` makes a row of. */
export const rowOf = (definition: Collection, record: StoredRecord): Record<string, unknown> => ({
  ...plainRow(definition, record),
  search_text: searchTextOf(definition, record),
});

/** The same but for what a search looks through. What is null is undefined, which JSON leaves out: most fields are empty. */
const plainRow = (definition: Collection, record: StoredRecord): Record<string, unknown> => {
  const row: Record<string, unknown> = {
    id: record.id,
    version: record.version,
    created_at: record.createdAt,
    created_by: record.createdBy ?? undefined,
    updated_at: record.updatedAt,
    updated_by: record.updatedBy ?? undefined,
    deleted_at: record.deletedAt ?? undefined,
    field_versions: record.fieldVersions,
  };
  const added: Record<string, unknown> = {};
  for (const [name, field] of fieldEntries(definition)) {
    // A field that the record was read without is not emptied.
    if (field.custom) {
      if (Object.hasOwn(record, name)) added[name] = record[name] ?? null;
    } else row[columnOf(name)] = record[name] ?? undefined;
  }
  row[customColumn] = added;
  return row;
};

/** The columns that an update fills always, and those in which the record is not as it was. */
export const changedColumns = (definition: Collection, before: StoredRecord, record: StoredRecord): string[] => {
  const columns = new Set(['version', 'updated_at', 'updated_by', 'field_versions']);
  if (record.deletedAt !== before.deletedAt) columns.add('deleted_at');
  for (const [name, field] of fieldEntries(definition)) {
    if (isSame(record[name], before[name])) continue;
    columns.add(field.custom ? customColumn : columnOf(name));
    if (field.search) columns.add('search_text');
  }
  return [...columns];
};

const isSame = (one: unknown, other: unknown): boolean =>
  one === other || (one ?? null) === (other ?? null) || JSON.stringify(one) === JSON.stringify(other);

/** These columns of a record as JSON. */
export const partOfRow = (
  definition: Collection,
  record: StoredRecord,
  columns: readonly string[],
): Record<string, unknown> => {
  const row = columns.includes('search_text') ? rowOf(definition, record) : plainRow(definition, record);
  return Object.fromEntries(columns.map((column) => [column, row[column]]));
};

/** What a column holds. */
export const columnType = (definition: Collection, column: string): string => {
  const system = systemTypes[column];
  if (system) return system;
  const [, field] = fieldEntries(definition).find(([name, one]) => !one.custom && columnOf(name) === column) ?? [];
  if (!field) throw new Error(`${definition.name} has no column ${column}`);
  return storageOf(field).type(field);
};

const systemTypes: { readonly [column: string]: string } = {
  id: 'uuid',
  version: 'int',
  created_at: 'timestamptz',
  created_by: 'uuid',
  updated_at: 'timestamptz',
  updated_by: 'uuid',
  deleted_at: 'timestamptz',
  search_text: 'text',
  field_versions: 'jsonb',
  [customColumn]: 'jsonb',
};

export const quotedTable = (definition: Collection): string => `"${tableOf(definition)}"`;
