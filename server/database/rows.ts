import { fieldEntries, type AnyRecord, type Collection } from '#shared/collection.ts';
import { storageOf } from '#server/fields/columns.ts';
import { columnOf, tableOf } from './schema.ts';

/** A record as the server holds it: with what the kernel keeps beside the fields. */
export type StoredRecord = AnyRecord & { readonly fieldVersions: { readonly [field: string]: number } };

type Row = { readonly [column: string]: unknown };

const moment = (stored: unknown): string => (stored instanceof Date ? stored : new Date(String(stored))).toISOString();

const momentOrNull = (stored: unknown): string | null => (stored === null ? null : moment(stored));

type Reader = (row: Row) => StoredRecord;

const makeReader = (definition: Collection): Reader => {
  const fields = fieldEntries(definition).map(([name, field]) => ({
    name,
    column: columnOf(name),
    read: storageOf(field).read,
  }));
  return (row) => {
    const record: Record<string, unknown> = {
      id: row['id'],
      version: row['version'],
      createdAt: moment(row['created_at']),
      createdBy: row['created_by'],
      updatedAt: moment(row['updated_at']),
      updatedBy: row['updated_by'],
      deletedAt: momentOrNull(row['deleted_at']),
    };
    for (const { name, column, read } of fields) {
      const stored = row[column] ?? null;
      record[name] = stored !== null && read ? read(stored) : stored;
    }
    record['fieldVersions'] = row['field_versions'] ?? {};
    return record as StoredRecord;
  };
};

const readers = new Map<Collection, Reader>();

/** A record from a row, whether its columns were selected or came as `to_jsonb`. */
export const recordOf = (definition: Collection, row: Row): StoredRecord => {
  let reader = readers.get(definition);
  if (!reader) readers.set(definition, (reader = makeReader(definition)));
  return reader(row);
};

const systemColumns = ['id', 'version', 'created_at', 'created_by', 'updated_at', 'updated_by', 'deleted_at'];

/** The columns that a record is read from, the kernel's own bookkeeping left out. */
export const columnsOf = (definition: Collection): string[] =>
  [...systemColumns, ...Object.keys(definition.fields).map(columnOf)].map((column) => `"${column}"`);

/** Every column, as a write fills them. */
export const writtenColumns = (definition: Collection): string[] => [
  ...columnsOf(definition),
  '"search_text"',
  '"field_versions"',
];

/** A record as JSON that `jsonb_populate_recordset` makes a row of. */
export const rowOf = (definition: Collection, record: StoredRecord, searchText: string): Record<string, unknown> => {
  const row: Record<string, unknown> = {
    id: record.id,
    version: record.version,
    created_at: record.createdAt,
    created_by: record.createdBy,
    updated_at: record.updatedAt,
    updated_by: record.updatedBy,
    deleted_at: record.deletedAt,
    search_text: searchText,
    field_versions: record.fieldVersions,
  };
  for (const name of Object.keys(definition.fields)) row[columnOf(name)] = record[name] ?? null;
  return row;
};

export const quotedTable = (definition: Collection): string => `"${tableOf(definition)}"`;
