import { createHash } from 'node:crypto';
import type { Collection } from '#shared/collection.ts';
import type { Database } from '#server/database/connection.ts';
import type { Query } from '#server/database/pool.ts';
import { quotedTable } from '#server/database/rows.ts';

/** What PostgreSQL expects of a filter, by its statistics. */
export type Estimate = {
  /** How many records match. */
  readonly matches: number;
  /** What it costs to find them all, by PostgreSQL's own measure. */
  readonly cost: number;
  /** How many records the collection has. */
  readonly size: number;
};

/** How a page is found: by gathering all that matches, or by walking the order's index past at most so many records. */
export type PagePlan = { readonly by: 'gathering' } | { readonly by: 'walk'; readonly longest: number };

/** What gathering may cost, and how many it may find, to take about as long as the longest walk. */
const cheap = 3_000;
const few = 4_000;
const longestWalk = 5_000;

/** Matches are not spread evenly: a walk that met too few after so many times the expected length is given up. */
const patience = 4;
const shortestWalk = 500;

/**
 * A walk meets a match every `size / matches` records, so a page is full after `limit` times that; gathering looks at
 * every match. Where gathering is not sure to be quick, a walk is tried first: one that does not fill the page has cost
 * about what the gathering that follows costs at least.
 */
export const planOf = ({ matches, cost, size }: Estimate, limit: number): PagePlan => {
  if (cost >= cheap || matches >= few) return { by: 'walk', longest: longestWalk };
  const expected = (limit * size) / Math.max(1, matches);
  if (matches <= expected) return { by: 'gathering' };
  return { by: 'walk', longest: Math.min(longestWalk, Math.max(shortestWalk, Math.ceil(expected * patience))) };
};

/** Statistics change slowly: what was asked is kept for so long, in milliseconds, and so much of a database. */
const estimateMs = 10_000;
const sizeMs = 60_000;
const mostKept = 500;

/** Answers alone are kept, never questions under way: who waits for another's would wait for their turn as well. */
type Kept<T> = Map<string, { readonly value: T; readonly until: number }>;

const keptOf = new WeakMap<Database['orm'], { readonly sizes: Kept<number>; readonly plans: Kept<Plan> }>();

const remembered = async <T>(kept: Kept<T>, key: string, forMs: number, ask: () => Promise<T>): Promise<T> => {
  const held = kept.get(key);
  if (held && performance.now() < held.until) return held.value;
  const value = await ask();
  const now = performance.now();
  // Put last, so that the first is the oldest.
  kept.delete(key);
  kept.set(key, { value, until: now + forMs });
  for (const [old, { until }] of kept) {
    if (kept.size <= mostKept && now < until) break;
    kept.delete(old);
  }
  return value;
};

/** What PostgreSQL expects of this filter. Throws what the database throws. */
export const estimateOf = async (
  { orm, read }: Pick<Database, 'orm' | 'read'>,
  definition: Collection,
  where: string,
  values: readonly unknown[],
): Promise<Estimate> => {
  let kept = keptOf.get(orm);
  if (!kept) keptOf.set(orm, (kept = { sizes: new Map(), plans: new Map() }));
  const { name } = definition;
  const size = await remembered(kept.sizes, name, sizeMs, () => sizeOf(read, definition));
  // A filter may name a thousand records, and holds what people search for.
  const key = createHash('sha256')
    .update(JSON.stringify([name, where, values]))
    .digest('base64url');
  const plan = await remembered(kept.plans, key, estimateMs, () => explain(read, definition, where, values));
  return { matches: plan['Plan Rows'], cost: plan['Total Cost'], size };
};

type Plan = { readonly 'Total Cost': number; readonly 'Plan Rows': number };

const explain = async (
  read: Query,
  definition: Collection,
  where: string,
  values: readonly unknown[],
): Promise<Plan> => {
  const [row] = await read<{ 'QUERY PLAN': readonly { readonly Plan: Plan }[] }>(
    `explain (format json) select * from ${quotedTable(definition)} t where ${where}`,
    values,
  );
  const plan = row?.['QUERY PLAN'][0]?.Plan;
  if (!plan) throw new Error(`PostgreSQL did not explain a list of ${definition.name}`);
  return plan;
};

/** Of a table that was never looked at by PostgreSQL, nothing is known: it is taken for as large as can be. */
const sizeOf = async (read: Query, definition: Collection): Promise<number> => {
  const [row] = await read<{ rows: number }>(
    `select reltuples::float8 as rows from pg_class where oid = '${quotedTable(definition)}'::regclass`,
  );
  return row && row.rows > 0 ? row.rows : Infinity;
};
