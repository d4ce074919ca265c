import type { Actor } from '#shared/actor.ts';
import { can, heldScopes, ownScopesHeld, presentByOwnRules, visibleFilter } from '#shared/can.ts';
import { fieldOf, type Action, type AnyRecord, type Collection, type Sort } from '#shared/collection.ts';
import type { Filter } from '#shared/filter.ts';
import { onlyFields } from '#shared/asked-fields.ts';
import { Refusal, invalid, notFound } from '#shared/refusal.ts';
import { momentIn, type Tenant } from '#server/tenants/tenant.ts';
import { choiceWalkOf } from './choice-walk.ts';
import { afterCursor, cursorAfter } from './cursor.ts';
import { filterSql, parameters, type Parameters } from './filter-sql.ts';
import { readableFilter, requireReadable } from './readable.ts';
import { narrowed } from './narrowed.ts';
import { estimateOf, planOf } from './page-estimate.ts';
import { alongSomeSql, alongSql, conjuncts, entrySql, gatheredSql } from './page-plan.ts';
import { columnsOf, quotedTable, recordOf } from '#server/database/rows.ts';
import { quotedColumn } from '#server/database/schema.ts';

export type PageQuery = {
  readonly definition: Collection;
  readonly filter: Filter;
  readonly sort: Sort;
  /** 1 to 200 over the wire. */
  readonly limit: number;
  readonly cursor?: string | null;
  /** The fields that are wanted, beside `id` and `version`; without them, all. */
  readonly fields?: readonly string[] | null;
  /** So many that match come before the page, where it is asked for by its number. */
  readonly skip?: number;
};

export type Page = { readonly records: readonly AnyRecord[]; readonly cursor: string | null; readonly seq: number };

export const seqColumn = `(select seq from log_head) as log_seq`;

/** Reads a page of what the actor may see, and the number of the last change that it reflects. */
export const readPage = (tenant: Tenant, actor: Actor, query: PageQuery, action: Action = 'view'): Promise<Page> =>
  readPageOf(tenant, actor, { ...query, definition: tenant.catalog.of(query.definition) }, action);

/** The same, whatever the tenant has made of the collection since. */
const readPageOf = async (tenant: Tenant, actor: Actor, query: PageQuery, action: Action): Promise<Page> => {
  const { definition, sort, limit, skip = 0, fields = null } = query;
  requireAction(actor, action, definition);
  if (!sort.by.every((name) => fieldOf(definition, name)))
    throw invalid('sort', 'What this list was sorted by is not in use any more.');
  requireReadable(sort.by, definition, heldScopes(actor, action, definition));
  const params = parameters();
  const moment = momentIn(tenant.info, actor.id);
  const filter = readableFilter(query.filter, definition, heldScopes(actor, action, definition));
  const where = [
    'deleted_at is null',
    visibleSql(tenant, actor, action, definition, params),
    filterSql(filter, definition, moment, params),
  ].join(' and ');
  const guessed = [...params.values];
  const after = query.cursor ? afterCursor(query.cursor, definition, sort, params) : null;
  const gathered = [...params.values];
  const walk = choiceWalkOf(definition, sort, conjuncts(filter));
  const entry = walk ? [] : entrySql(filter, definition, sort, moment, params);
  const read = fields ? narrowed(definition, fields, sort) : definition;
  const columns = [...columnsOf(read), seqColumn].join(', ');
  // One row more than asked for tells whether there is a next page; no count is needed.
  const source = { definition, sort, columns, where, after, entry, walk, limit: skip + limit + 1 };
  const skipped = skip === 0 ? '' : ` offset ${skip}`;
  const gather = (): Promise<Rows> => reflecting(tenant, gatheredSql(source) + skipped, gathered);
  const readFiltered = async (): Promise<Rows> => {
    const plan = planOf(await estimateOf(tenant.db, definition, where, guessed), source.limit);
    if (plan.by === 'gathering') return gather();
    const met = await tenant.db.read<Row>(alongSomeSql(source, plan.longest) + skipped, params.values);
    return met.length > limit ? { rows: met, seq: seqOf(met) } : gather();
  };
  const { rows, seq } = await (conjuncts(filter).length > 0
    ? readFiltered()
    : reflecting(tenant, alongSql(source) + skipped, params.values));
  const records = rows.slice(0, limit).map((row) => recordOf(read, row));
  const last = records.at(-1);
  const seen = shown(actor, action, read, records);
  return {
    records: fields ? seen.map((record) => onlyFields(record, fields)) : seen,
    cursor: rows.length > limit && last ? cursorAfter(last, definition, sort) : null,
    seq,
  };
};

/** Reads records by id; those that are not there, or not the actor's to see, are left out. */
export const readRecords = async (
  tenant: Tenant,
  actor: Actor,
  asked: Collection,
  ids: readonly string[],
): Promise<{ records: readonly AnyRecord[]; seq: number }> => {
  const definition = tenant.catalog.of(asked);
  requireAction(actor, 'view', definition);
  const params = parameters();
  const where = `t.id = any(${params.add(ids, 'uuid[]')}) and ${visibleSql(tenant, actor, 'view', definition, params)}`;
  const { rows, seq } = await reflecting(
    tenant,
    `select ${columnsOf(definition).join(', ')}, ${seqColumn} from ${quotedTable(definition)} t where deleted_at is null and ${where}`,
    params.values,
  );
  const records = rows.map((row) => recordOf(definition, row));
  return {
    records: shown(actor, 'view', definition, records),
    seq,
  };
};

/** Which of these records the actor sees now. */
export const visibleIds = async (
  tenant: Tenant,
  actor: Actor,
  asked: Collection,
  ids: readonly string[],
): Promise<string[]> => {
  const definition = tenant.catalog.of(asked);
  requireAction(actor, 'view', definition);
  const params = parameters();
  const where = `t.id = any(${params.add(ids, 'uuid[]')}) and ${visibleSql(tenant, actor, 'view', definition, params)}`;
  const rows = await tenant.db.read<{ id: string }>(
    `select id from ${quotedTable(definition)} t where deleted_at is null and ${where}`,
    params.values,
  );
  return rows.map((row) => row.id);
};

/**
 * Reads everything that a filter names, page by page, as for an export. The collection stays as it is at its beginning: in
 * another order of the choices that it is sorted by, a page would not begin where the one before it ended.
 */
export async function* readAll(
  tenant: Tenant,
  actor: Actor,
  query: Omit<PageQuery, 'limit' | 'cursor'>,
  action: Action,
): AsyncGenerator<readonly AnyRecord[]> {
  const definition = tenant.catalog.of(query.definition);
  let cursor: string | null = null;
  do {
    const page: Page = await readPageOf(tenant, actor, { ...query, definition, limit: 500, cursor }, action);
    yield page.records;
    cursor = page.cursor;
  } while (cursor);
}

export const countRecords = async (
  tenant: Tenant,
  actor: Actor,
  asked: Collection,
  filter: Filter,
  action: Action = 'view',
): Promise<number> => {
  const definition = tenant.catalog.of(asked);
  requireAction(actor, action, definition);
  const params = parameters();
  const where = [
    visibleSql(tenant, actor, action, definition, params),
    filterSql(
      readableFilter(filter, definition, heldScopes(actor, action, definition)),
      definition,
      momentIn(tenant.info, actor.id),
      params,
    ),
  ];
  const [row] = await tenant.db.read<{ count: number }>(
    `select count(*)::int as count from ${quotedTable(definition)} t where deleted_at is null and ${where.join(' and ')}`,
    params.values,
  );
  return row?.count ?? 0;
};

type Row = Record<string, unknown> & { readonly log_seq: number };
type Rows = { readonly rows: Row[]; readonly seq: number };

/**
 * Reads rows and the last change that they reflect, in one statement. No row means no number either: then the number is
 * read first and the rows again, for a number newer than what was read would make a client skip a change for ever.
 */
export const reflecting = async (tenant: Tenant, sql: string, values: readonly unknown[]): Promise<Rows> => {
  const rows = await tenant.db.read<Row>(sql, values);
  if (rows.length > 0) return { rows, seq: seqOf(rows) };
  const seq = await headOf(tenant);
  const again = await tenant.db.read<Row>(sql, values);
  return { rows: again, seq: again.length > 0 ? seqOf(again) : seq };
};

const seqOf = ([first]: readonly Row[]): number => Number(first?.log_seq);

export const requireAction = (actor: Actor, action: Action, definition: Collection): void => {
  if (can(actor, action, definition)) return;
  if (!actor.modules.includes(definition.name)) throw notFound(definition.label.many);
  throw new Refusal('FORBIDDEN', `You may not ${action} ${definition.label.many.toLowerCase()}.`);
};

/** What the actor may see, in SQL: the scopes they hold, as filters; for a child its parent's, in which it lies, too. */
export const visibleSql = (
  tenant: Tenant,
  actor: Actor,
  action: Action,
  definition: Collection,
  params: Parameters,
  depth = 0,
): string => {
  const alias = depth === 0 ? 't' : `p${depth}`;
  const own = filterSql(
    visibleFilter(actor, action, definition),
    definition,
    momentIn(tenant.info, actor.id),
    params,
    alias,
  );
  const { parent } = definition;
  if (!parent) return own;
  const above = parent.of().map((one) => {
    const kind =
      parent.kind === undefined ? '' : `${alias}.${quotedColumn(parent.kind)} = ${params.add(one.name)} and `;
    const seen = visibleSql(tenant, actor, 'view', one, params, depth + 1);
    const name = `p${depth + 1}`;
    return `(${kind}exists (select 1 from ${quotedTable(one)} ${name} where ${name}.id = ${alias}.${quotedColumn(parent.field)} and ${name}.deleted_at is null and ${seen}))`;
  });
  return `(${own} and (${above.join(' or ')}))`;
};

const shown = (actor: Actor, action: Action, definition: Collection, records: readonly AnyRecord[]): AnyRecord[] => {
  const held = ownScopesHeld(actor, action, definition);
  // The statement has already asked the parent of a child whether it is seen: the child's own rules say how much.
  return records.flatMap((record) => presentByOwnRules(definition, record, held) ?? []);
};

export const headOf = async (tenant: Tenant): Promise<number> => {
  const [row] = await tenant.db.read<{ seq: number }>('select seq from log_head');
  return row ? Number(row.seq) : 0;
};
