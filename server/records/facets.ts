import type { Actor } from '#shared/actor.ts';
import { heldScopes } from '#shared/can.ts';
import type { Collection } from '#shared/collection.ts';
import type { Filter } from '#shared/filter.ts';
import { parseGroup, parseMeasures, type Group, type Measure } from '#shared/measures.ts';
import { invalid } from '#shared/refusal.ts';
import { momentIn, type Tenant } from '#server/tenants/tenant.ts';
import { quotedTable } from '#server/database/rows.ts';
import { fieldSql } from '#server/database/schema.ts';
import { storageOf } from '#server/fields/columns.ts';
import { filterSql, parameters, type Parameters } from './filter-sql.ts';
import { reflecting, requireAction, seqColumn, visibleSql } from './read.ts';
import { readableFilter, requireReadable } from './readable.ts';

export type FacetQuery = {
  readonly definition: Collection;
  readonly filter: Filter;
  /** Fields, or days, weeks and months of dates: `stage`, `closeDate:month`. */
  readonly by: readonly string[];
  /** `sum:amount` */
  readonly measures?: readonly string[];
};

type FacetValue = string | number | boolean | null;

/** The values in the order of `by`, then the count, then the measures in the order in which they were asked for. */
export type FacetRow = readonly FacetValue[];

/** More combinations than anyone reads; an answer of so many costs more than it says. */
export const mostFacetRows = 5_000;

/**
 * Counts the records of each combination of values, and works out measures of them: from it a screen derives every
 * count beside its filters, and every sum. Of what the actor may see, now: nothing of it is stored, for what another
 * audience sees adds up to something else.
 */
export const readFacets = async (
  tenant: Tenant,
  actor: Actor,
  { definition: given, filter, by, measures: asked = [] }: FacetQuery,
): Promise<{ rows: FacetRow[]; seq: number }> => {
  const definition = tenant.catalog.of(given);
  requireAction(actor, 'view', definition);
  const held = heldScopes(actor, 'view', definition);
  const groups = by.map((text) => parseGroup(text, definition));
  const measures = parseMeasures(asked, groups, definition);
  requireReadable(
    [...groups, ...measures].map(({ name }) => name),
    definition,
    held,
  );
  const params = parameters();
  const moment = momentIn(tenant.info, actor.id);
  const columns = [
    ...groups.map((group, i) => `${groupSql(group, moment.today, moment.timeZone, params)} as k${i}`),
    'count(*)::int as n',
    ...measures.map((measure, i) => `${measureSql(measure)} as m${i}`),
    seqColumn,
  ];
  const where = [
    visibleSql(tenant, actor, 'view', definition, params),
    filterSql(readableFilter(filter, definition, held), definition, moment, params),
  ];
  const { rows, seq } = await reflecting(
    tenant,
    `select ${columns.join(', ')} from ${quotedTable(definition)} t
     where deleted_at is null and ${where.join(' and ')}
     ${groups.length > 0 ? `group by ${groups.map((_, i) => i + 1).join(', ')}` : ''} limit ${mostFacetRows + 1}`,
    params.values,
  );
  if (rows.length > mostFacetRows)
    throw invalid('by', `That makes more than ${mostFacetRows} combinations: narrow it, or count by less.`);
  const names = [...groups.map((_, i) => `k${i}`), 'n', ...measures.map((_, i) => `m${i}`)];
  return { rows: rows.map((row) => names.map((name) => row[name] as FacetValue)), seq };
};

const groupSql = ({ name, field, bucket }: Group, today: string, timeZone: string, params: Parameters): string => {
  const column = fieldSql(name, field, 't');
  if (bucket) {
    // A moment lies in the day that the tenant's wall calendar shows then.
    const isMoment = storageOf(field).type(field).startsWith('timestamptz');
    const local = isMoment ? `(${column} at time zone ${params.add(timeZone, 'text')})` : `${column}::timestamp`;
    return `to_char(date_trunc('${bucket}', ${local}), 'YYYY-MM-DD')`;
  }
  if (field.kind.facet !== 'due') return column;
  const day = params.add(today, 'date');
  return `case when ${column} < ${day} then 'overdue' when ${column} = ${day} then 'today' when ${column} > ${day} then 'upcoming' end`;
};

/** Null where there is nothing to measure: the sum of no amounts is not an amount of 0. */
const measureSql = ({ of, name, field }: Measure): string => `${of}(${fieldSql(name, field, 't')})`;
