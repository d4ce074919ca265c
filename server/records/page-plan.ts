import type { Moment } from '#shared/actor.ts';
import { fieldOf, type Collection, type Sort } from '#shared/collection.ts';
import { resolveValue, type Condition, type Filter } from '#shared/filter.ts';
import { walkOrder, walkedSql, type ChoiceWalk } from './choice-walk.ts';
import { orderBy, type After } from './cursor.ts';
import type { Parameters } from './filter-sql.ts';
import { quotedTable } from '#server/database/rows.ts';
import { orderExpression } from '#server/database/schema.ts';

/**
 * What a filter says of the field that the list is sorted by, said once more of the expression that its index holds:
 * the page is then entered where it begins. Otherwise the index is walked from its start, past everything overdue,
 * to the first that is due today.
 */
export const entrySql = (
  filter: Filter,
  definition: Collection,
  sort: Sort,
  moment: Moment,
  params: Parameters,
): string[] => {
  const [name = ''] = sort.by;
  const { expression } = orderExpression(definition, name, sort.descending ?? false);
  return conjuncts(filter).flatMap((part) => {
    const bounds = boundsOf(part, definition, sort, moment, params);
    return bounds ? withinSql(expression, bounds) : [];
  });
};

/** What all has to hold; empty where everything matches. */
export const conjuncts = (filter: Filter): readonly Filter[] =>
  'all' in filter ? filter.all.flatMap(conjuncts) : [filter];

/** One of these holds for whatever matches. */
type Bound = { readonly sign: '=' | '<' | '<=' | '>' | '>='; readonly of: () => string };

const signs: { readonly [op in Condition['op']]?: Bound['sign'] } = { eq: '=', lt: '<', lte: '<=', gt: '>', gte: '>=' };

/** Null where the filter says nothing of the field that the list is sorted by. */
const boundsOf = (
  filter: Filter,
  definition: Collection,
  sort: Sort,
  moment: Moment,
  params: Parameters,
): readonly Bound[] | null => {
  if ('any' in filter) {
    const each = filter.any.map((part) => boundsOf(part, definition, sort, moment, params));
    return each.length > 0 && each.every((bounds) => bounds !== null) ? each.flat() : null;
  }
  const [name = ''] = sort.by;
  const field = fieldOf(definition, name);
  if (!('op' in filter) || filter.field !== name || !field) return null;
  const { op, value } = filter;
  const descending = sort.descending ?? false;
  const { columnType } = orderExpression(definition, name, descending);
  // Not before it is known to be used: a statement's parameters are all to occur in it.
  const of = (item: unknown) => (): string =>
    orderExpression(
      definition,
      name,
      descending,
      params.add(item === null ? null : resolveValue(item, field, moment), columnType),
    ).expression;
  if (op === 'empty') return [{ sign: '=', of: of(null) }];
  if (op === 'in' && Array.isArray(value) && value.length > 0)
    return value.map((item) => ({ sign: '=', of: of(item) }));
  const sign = signs[op];
  return sign && (op === 'eq' || field.kind.range) ? [{ sign, of: of(value) }] : null;
};

/** One range around all bounds: an index is entered at one place only. */
const withinSql = (expression: string, bounds: readonly Bound[]): string[] => {
  const values = (): string => bounds.map(({ of }) => of()).join(', ');
  const [only] = bounds;
  if (only && bounds.length === 1) return [`${expression} ${only.sign} ${only.of()}`];
  if (bounds.every(({ sign }) => sign === '=')) return [`${expression} = any(array[${values()}])`];
  if (bounds.every(({ sign }) => !sign.startsWith('<'))) return [`${expression} >= least(${values()})`];
  if (bounds.every(({ sign }) => !sign.startsWith('>'))) return [`${expression} <= greatest(${values()})`];
  return [];
};

/** What a page is read from. */
type Source = {
  readonly definition: Collection;
  readonly sort: Sort;
  /** The columns that are wanted. */
  readonly columns: string;
  /** What is on this page or another, `t` being the table. */
  readonly where: string;
  readonly after: After | null;
  /** What `where` says already, for the order's index. */
  readonly entry: readonly string[];
  /** How an order that is the tenant's is walked. */
  readonly walk: ChoiceWalk | null;
  readonly limit: number;
};

const behind = (after: After | null): string[] => (after ? [after.whole] : []);

/** Along the order's index, until the page is full. */
export const alongSql = (source: Source): string => {
  const { definition, sort, columns, where, after, entry, walk, limit } = source;
  if (walk)
    return `select ${columns} from ${walkedSql(source, walk, where, limit)} t order by ${walkOrder(definition, sort)} limit ${limit}`;
  return `select ${columns} from ${quotedTable(definition)} t where ${[where, ...behind(after), ...entry].join(' and ')}
   order by ${orderBy(definition, sort)} limit ${limit}`;
};

/** The same, but given up after so many records: a page that is not full says nothing of what comes behind it. */
export const alongSomeSql = (source: Source, longestWalk: number): string => {
  const { definition, sort, columns, where, after, entry, walk, limit } = source;
  if (walk) {
    const order = walkOrder(definition, sort);
    return `select ${columns} from (
       select * from ${walkedSql(source, walk, 'deleted_at is null', longestWalk)} t order by ${order} limit ${longestWalk}) t
     where ${where} order by ${order} limit ${limit}`;
  }
  const keys = keysOf(definition, sort);
  return `select ${columns} from (
     select *, ${keys.named} from ${quotedTable(definition)} where ${['deleted_at is null', ...behind(after), ...entry].join(' and ')}
     order by ${keys.order} limit ${longestWalk}) t
   where ${where} order by ${keys.order} limit ${limit}`;
};

/** Everything that matches, found by the filter's own index, and then sorted: by its keys alone, for rows are wide. */
export const gatheredSql = ({ definition, sort, columns, where, after, limit }: Source): string => {
  const keys = keysOf(definition, sort);
  const table = quotedTable(definition);
  return `with found as materialized (select id, ${keys.named} from ${table} t where ${[where, ...behind(after)].join(' and ')}),
     page as materialized (select * from found order by ${keys.order} limit ${limit})
   select ${columns} from page join ${table} t using (id) order by ${keys.order}`;
};

/** What a list is ordered by, under names, so that it is worked out once. */
const keysOf = (definition: Collection, sort: Sort): { named: string; order: string } => {
  const descending = sort.descending ?? false;
  const direction = descending ? 'desc' : 'asc';
  return {
    named: sort.by
      .map((name, i) => `${orderExpression(definition, name, descending).expression} as order_${i}`)
      .join(', '),
    order: [...sort.by.map((_, i) => `order_${i}`), 'id'].map((key) => `${key} ${direction}`).join(', '),
  };
};
