import type { Actor } from '#shared/actor.ts';
import { binDays, type BinEntry } from '#shared/bin.ts';
import { heldScopes, ownScopesHeld, presentByOwnRules } from '#shared/can.ts';
import type { Collection } from '#shared/collection.ts';
import { isId } from '#shared/fields/id.ts';
import { everything } from '#shared/filter.ts';
import { invalid } from '#shared/refusal.ts';
import { columnsOf, quotedTable, recordOf } from '#server/database/rows.ts';
import { momentIn, type Tenant } from '#server/tenants/tenant.ts';
import { filterSql, parameters } from './filter-sql.ts';
import { readableFilter } from './readable.ts';
import { requireAction, visibleSql } from './read.ts';

export type BinQuery = {
  readonly search: string | null;
  /** 1 to 200. */
  readonly limit: number;
  readonly cursor: string | null;
};

type Row = Record<string, unknown> & { readonly deleted_by: string | null; readonly deleted_by_name: string | null };

/**
 * What was deleted of a collection and the actor may restore, the latest first. A child whose parent is deleted comes back
 * after it, and is not listed until then.
 */
export const readBin = async (
  tenant: Tenant,
  actor: Actor,
  asked: Collection,
  { search, limit, cursor }: BinQuery,
): Promise<{ entries: readonly BinEntry[]; cursor: string | null }> => {
  const definition = tenant.catalog.of(asked);
  requireAction(actor, 'delete', definition);
  requireAction(actor, 'view', definition);
  const params = parameters();
  const moment = momentIn(tenant.info, actor.id);
  const held = heldScopes(actor, 'view', definition);
  const filter = readableFilter(search === null ? everything : { search }, definition, held);
  const where = [
    `t.deleted_at > now() - ${params.add(binDays)} * interval '1 day'`,
    visibleSql(tenant, actor, 'delete', definition, params),
    visibleSql(tenant, actor, 'view', definition, params),
    filterSql(filter, definition, moment, params),
  ];
  if (cursor !== null) {
    const [at = '', id = ''] = cursor.split('_');
    if (!/^(?!0000)\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(at) || Number.isNaN(Date.parse(at)) || !isId(id))
      throw invalid('cursor', 'This cursor is not one that a page returned. Start again without it.');
    where.push(`(t.deleted_at, t.id) < (${params.add(at, 'timestamptz')}, ${params.add(id, 'uuid')})`);
  }
  const columns = columnsOf(definition).map((column) => `t.${column}`);
  const rows = await tenant.db.read<Row>(
    `select ${columns.join(', ')}, d.actor_id as deleted_by, d.actor_name as deleted_by_name
     from ${quotedTable(definition)} t left join lateral (
       select actor_id, actor_name from change_log
       where record_id = t.id and collection = ${params.add(definition.name)} and op = 'delete' order by seq desc limit 1
     ) as d on true
     where t.deleted_at is not null and ${where.join(' and ')} order by t.deleted_at desc, t.id desc limit ${limit + 1}`,
    params.values,
  );
  const own = ownScopesHeld(actor, 'view', definition);
  const page = rows.slice(0, limit).map((row) => ({ row, record: recordOf(definition, row) }));
  const last = page.at(-1)?.record;
  return {
    entries: page.flatMap(({ row, record }) => {
      const shown = presentByOwnRules(definition, { ...record, deletedAt: null }, own);
      if (!shown || record.deletedAt === null) return [];
      const { deleted_by: id, deleted_by_name: name } = row;
      return [
        { record: shown, deletedAt: record.deletedAt, deletedBy: id === null || name === null ? null : { id, name } },
      ];
    }),
    cursor: rows.length > limit && last ? `${last.deletedAt}_${last.id}` : null,
  };
};
