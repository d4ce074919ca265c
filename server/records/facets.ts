import type { Actor } from '#shared/actor.ts';
import { heldScopes } from '#shared/can.ts';
import { fieldOf, type Collection } from '#shared/collection.ts';
import type { Filter } from '#shared/filter.ts';
import { invalid } from '#shared/refusal.ts';
import { momentIn, type Tenant } from '#server/tenants/tenant.ts';
import { quotedTable } from '#server/database/rows.ts';
import { quotedColumn } from '#server/database/schema.ts';
import { filterSql, parameters, type Parameters } from './filter-sql.ts';
import { reflecting, requireAction, seqColumn, visibleSql } from './read.ts';
import { readableFilter, requireReadable } from './readable.ts';

export type FacetQuery = { readonly definition: Collection; readonly filter: Filter; readonly by: readonly string[] };
export type FacetRow = readonly [...(string | boolean | null)[], number];

/** Counts the records of each combination of values: from it a screen derives every count beside its filters. */
export const readFacets = async (
  tenant: Tenant,
  actor: Actor,
  { definition, filter, by }: FacetQuery,
): Promise<{ rows: FacetRow[]; seq: number }> => {
  requireAction(actor, 'view', definition);
  const params = parameters();
  requireReadable(by, definition, heldScopes(actor, 'view', definition));
  const moment = momentIn(tenant.info, actor.id);
  const keys = by.map((name) => facetKey(definition, name, moment.today, params));
  const where = [
    visibleSql(tenant, actor, 'view', definition, params),
    filterSql(readableFilter(filter, definition, heldScopes(actor, 'view', definition)), definition, moment, params),
  ];
  const names = keys.map((_, i) => `k${i}`);
  const { rows, seq } = await reflecting(
    tenant,
    `select ${[...keys.map((key, i) => `${key} as k${i}`), 'count(*)::int as n', seqColumn].join(', ')} from ${quotedTable(definition)} t
     where deleted_at is null and ${where.join(' and ')} ${keys.length ? `group by ${keys.map((_, i) => i + 1).join(', ')}` : ''}`,
    params.values,
  );
  return {
    rows: rows.map(
      (row) => [...names.map((name) => row[name] as string | boolean | null), Number(row['n'])] as unknown as FacetRow,
    ),
    seq,
  };
};

const facetKey = (definition: Collection, name: string, today: string, params: Parameters): string => {
  const field = fieldOf(definition, name);
  if (!field?.kind.facet) throw invalid('by', `Records cannot be counted by "${name.slice(0, 60)}".`);
  const column = `t.${quotedColumn(name)}`;
  if (field.kind.facet === 'value') return column;
  const day = params.add(today, 'date');
  return `case when ${column} < ${day} then 'overdue' when ${column} = ${day} then 'today' when ${column} > ${day} then 'upcoming' end`;
};
