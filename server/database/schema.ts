import { defineEntity, p, type EntitySchema } from '@mikro-orm/postgresql';
import { fieldEntries, fieldOf, type Collection, type Constraint, type Sort } from '#shared/collection.ts';
import type { Field } from '#shared/fields/field.ts';
import { collections } from '#shared/modules/index.ts';
import { storageOf } from '#server/fields/columns.ts';
import { snake } from './names.ts';
import {
  AccountLink,
  Credential,
  PasswordRequest,
  RecoveryCode,
  SecondFactor,
  Session,
} from '#server/database/tables/identity.ts';
import { ImportFile, ImportJob, ImportReport } from './tables/imports.ts';
import { Mail } from './tables/mail.ts';
import { StoredImage } from './tables/images.ts';
import { ChangeLog, LogHead, MutationRow, ReactionCursor, ScopeHead, StaleSearch } from './tables/log.ts';

/** The table and the columns that a collection is kept in. */
export const tableOf = (definition: Collection): string => snake(definition.name);

export const columnOf = snake;

/** A column as SQL takes it, whatever its field is called: `order` and `user` are words of SQL. */
export const quotedColumn = (name: string): string => `"${columnOf(name)}"`;

/** The column of the fields that a tenant added: an object, by their names. */
export const customColumn = 'custom';

/** What SQL reads a field from: its column, or its place in the column of the fields that the tenant added. */
export const columnSql = (definition: Collection, name: string, alias = ''): string =>
  fieldSql(name, fieldOf(definition, name), alias);

/** The same where the field is at hand. */
export const fieldSql = (name: string, field: Field | undefined, alias = ''): string => {
  const of = alias && `${alias}.`;
  if (!field?.custom) return `${of}${quotedColumn(name)}`;
  const type = storageOf(field).type(field);
  // A custom field's name is letters, digits and underscores; its kind never changes, so that the cast always works.
  return field.kind.isList
    ? `(select array_agg(item) from jsonb_array_elements_text(${of}${customColumn} -> '${name}') as item)::${type}`
    : `(${of}${customColumn} ->> '${name}')::${type}`;
};

/** A field that a tenant made required may be empty in records from before. */
const isAlwaysFilled = (field: Field): boolean => field.required && !field.custom;

/**
 * What a list is ordered by, empties last, so that the index and the query spell it alike. `value` puts a parameter
 * in the column's place: a cursor's value is folded as the column is.
 */
export const orderExpression = (
  definition: Collection,
  name: string,
  descending: boolean,
  value?: string,
): { expression: string; columnType: string } => {
  const field = fieldOf(definition, name);
  const order = field ? storageOf(field).order?.(value ?? columnSql(definition, name), field) : undefined;
  if (!field || !order) throw new Error(`${definition.name} cannot be sorted by ${name}`);
  const filler = `${descending ? order.first : order.last}::${order.type}`;
  return {
    expression: isAlwaysFilled(field) ? order.expression : `coalesce(${order.expression}, ${filler})`,
    columnType: storageOf(field).type(field),
  };
};

/** A choice that each tenant orders as it likes: no index holds that order, only which records are of one choice. */
export const isOrderedByTenant = ({ tailorable, custom }: Field): boolean => tailorable === true && !custom;

/** What an index on the order holds. */
const orderColumns = (definition: Collection, sort: Sort): string[] =>
  sort.by.map((name, at) => {
    const field = fieldOf(definition, name);
    if (!field || !isOrderedByTenant(field))
      return `(${orderExpression(definition, name, sort.descending ?? false).expression})`;
    if (at > 0 || !field.required)
      throw new Error(
        `${definition.name} is sorted by ${name}, which a tenant orders: it has to be required and first`,
      );
    return quotedColumn(name);
  });

/** An index, and the statement that makes it. */
type Index = { readonly name: string; readonly expression: string };

/** Whose records they are, where that decides who sees them. */
const ownerColumns = (definition: Collection): string[] => [
  ...new Set(definition.scopes.flatMap(({ by }) => (by && by.field !== 'id' ? [quotedColumn(by.field)] : []))),
];

/**
 * One index for each sort, one for each filter under the default sort: a page is read off an index either way. A
 * filter's index, unless it is of an array, ends with whose the record is: a page reads no others' records only to leave them out.
 */
const listIndexes = (definition: Collection): Index[] => {
  const table = tableOf(definition);
  const living = 'where deleted_at is null';
  const bySort = definition.sorts.map((sort) => ({
    name: `${table}_by_${sort.by.map(columnOf).join('_')}${sort.descending ? '_desc' : ''}`,
    columns: [...orderColumns(definition, sort), 'id'],
  }));
  const [firstSort] = definition.sorts;
  const byFilter = definition.filters.map((name) => {
    const array = definition.fields[name]?.kind.isList ?? false;
    const order = firstSort && !array && !firstSort.by.includes(name) ? orderColumns(definition, firstSort) : [];
    return {
      name: `${table}_of_${columnOf(name)}`,
      columns: array
        ? [quotedColumn(name)]
        : [...new Set([quotedColumn(name), ...order, 'id', ...ownerColumns(definition)])],
      method: array ? 'gin' : 'btree',
    };
  });
  const all = [...bySort, ...byFilter];
  // Read backwards, an index serves the other direction too.
  const distinct = all.filter(({ columns }, at) => all.findIndex((one) => `${one.columns}` === `${columns}`) === at);
  return distinct.map(({ name, columns, ...rest }) => ({
    name: name.slice(0, longestName),
    expression: `create index "${name.slice(0, longestName)}" on "${table}" using ${'method' in rest ? rest.method : 'btree'} (${columns.join(', ')}) ${living}`,
  }));
};

const distinctColumn = (definition: Collection, name: string): string => {
  const field = fieldOf(definition, name);
  const column = quotedColumn(name);
  return (field && storageOf(field).distinct?.(column)) ?? column;
};

const uniqueIndexes = (definition: Collection): Index[] =>
  (definition.unique ?? []).map((names) => {
    const name = uniqueName(definition, names);
    return {
      name,
      expression: `create unique index "${name}" on "${tableOf(definition)}" (${names.map((each) => distinctColumn(definition, each)).join(', ')}) where deleted_at is null`,
    };
  });

/** The unique index over these fields. */
export const uniqueName = (definition: Collection, names: readonly string[]): string =>
  `${tableOf(definition)}_unique_${names.map(columnOf).join('_')}`.slice(0, longestName);

/** PostgreSQL cuts a longer name off, and would then be asked for one that it does not have. */
const longestName = 63;

/** The field that a violated unique index speaks of. */
export const uniqueField = (constraint: string): { definition: Collection; field: string } | null => {
  for (const definition of collections) {
    for (const names of definition.unique ?? []) {
      if (uniqueName(definition, names) === constraint && names[0]) return { definition, field: names[0] };
    }
  }
  return null;
};

/** The rule that a violated constraint of a collection stands for. */
export const constraintNamed = (name: string): Constraint | undefined =>
  collections.flatMap(({ constraints = [] }) => constraints).find((rule) => rule.name === name);

const searchIndex = (definition: Collection): Index[] => {
  const name = `${tableOf(definition)}_search`;
  const searched = fieldEntries(definition).some(([, field]) => field.search);
  return searched
    ? [
        {
          name,
          expression: `create index "${name}" on "${tableOf(definition)}" using gin (search_text gin_trgm_ops) where deleted_at is null`,
        },
      ]
    : [];
};

const pointsSomewhere = ({ to, of, columns = {} }: Field): boolean =>
  to !== undefined || of !== undefined || Object.values(columns).some(pointsSomewhere);

/**
 * Who points at a record is asked as it is deleted, and again under the log's lock, where everyone waits: by the filter's index,
 * or one of its own. There are few of what serves the others.
 */
const linkIndexes = (definition: Collection): Index[] => {
  if (definition.internal || definition.supporting) return [];
  const links = fieldEntries(definition).filter(
    ([name, field]) =>
      pointsSomewhere(field) && !definition.filters.includes(name) && definition.parent?.field !== name,
  );
  return links.map(([name, field]) => {
    const index = `${tableOf(definition)}_to_${columnOf(name)}`.slice(0, longestName);
    const column = quotedColumn(name);
    const by = field.columns
      ? `gin (${column} jsonb_path_ops)`
      : field.kind.isList
        ? `gin (${column})`
        : `btree (${column}, id)`;
    return {
      name: index,
      expression: `create index "${index}" on "${tableOf(definition)}" using ${by} where deleted_at is null`,
    };
  });
};

/** What was deleted, the latest first. */
const binIndex = (definition: Collection): Index => {
  const name = `${tableOf(definition)}_deleted`.slice(0, longestName);
  return {
    name,
    expression: `create index "${name}" on "${tableOf(definition)}" using btree (deleted_at, id) where deleted_at is not null`,
  };
};

export const indexesOf = (definition: Collection): Index[] => [
  ...listIndexes(definition),
  ...uniqueIndexes(definition),
  ...searchIndex(definition),
  ...linkIndexes(definition),
  binIndex(definition),
];

/** The MikroORM entity that a definition amounts to. Migrations are the difference between these and a database. */
export const entityOf = (definition: Collection): EntitySchema => {
  const table = tableOf(definition);
  const own = Object.fromEntries(
    fieldEntries(definition).map(([name, field]) => {
      const column = p.type('string').columnType(storageOf(field).type(field)).fieldName(columnOf(name));
      return [name, field.required ? column : column.nullable()];
    }),
  );
  return defineEntity({
    name: definition.name,
    tableName: table,
    properties: {
      id: p.uuid().primary(),
      version: p.integer().fieldName('version'),
      createdAt: p.datetime(3).fieldName('created_at'),
      createdBy: p.uuid().nullable().fieldName('created_by'),
      updatedAt: p.datetime(3).fieldName('updated_at'),
      updatedBy: p.uuid().nullable().fieldName('updated_by'),
      deletedAt: p.datetime(3).nullable().fieldName('deleted_at'),
      ...own,
      [customColumn]: p.json().fieldName(customColumn).defaultRaw(`'{}'`),
      /** The folded text that a search looks through. */
      searchText: p.text().fieldName('search_text').defaultRaw(`''`),
      /** For each field changed since the start, the version that changed it last. */
      fieldVersions: p.json().fieldName('field_versions').defaultRaw(`'{}'`),
    },
    indexes: indexesOf(definition),
  }) as unknown as EntitySchema;
};

/** Every table of a tenant's database. */
export const tenantEntities: EntitySchema[] = [
  ...collections.map(entityOf),
  ...([
    ChangeLog,
    LogHead,
    ScopeHead,
    MutationRow,
    ReactionCursor,
    StaleSearch,
    Credential,
    RecoveryCode,
    SecondFactor,
    Session,
    AccountLink,
    PasswordRequest,
    ImportFile,
    ImportJob,
    ImportReport,
    Mail,
    StoredImage,
  ] as unknown as EntitySchema[]),
];
