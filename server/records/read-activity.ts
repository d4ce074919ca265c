import type { Actor } from '#shared/actor.ts';
import { can, heldScopes } from '#shared/can.ts';
import type { Collection } from '#shared/collection.ts';
import type { ActivityEntry } from '#shared/protocol.ts';
import { notFound } from '#shared/refusal.ts';
import type { Tenant } from '#server/tenants/tenant.ts';
import { presentActivity, type ActivityRow } from './activity.ts';
import { deletedNames } from './deleted-names.ts';
import { quotedColumn } from '#server/database/schema.ts';
import { quotedTable } from '#server/database/rows.ts';
import { parameters } from './filter-sql.ts';
import { readRecords, visibleSql } from './read.ts';

/** So many entries are read at once. */
const pageSize = 50;

/** What happened to one record, newest first: as much of it as happened where the actor sees. */
export const readActivity = async (
  tenant: Tenant,
  actor: Actor,
  asked: Collection,
  id: string,
  before?: number,
): Promise<{ entries: ActivityEntry[]; more: boolean }> => {
  const definition = tenant.catalog.of(asked);
  const { records } = await readRecords(tenant, actor, definition, [id]);
  const [record] = records;
  if (!record) throw notFound(definition.label.one);
  const rows = await tenant.db.read<ActivityRow>(
    `select seq, mid, group_id, at, actor_id, actor_name, command, reason, op, patch, old, scopes_before && $4 as was_seen, scopes_after && $4 as is_seen
     from change_log where record_id = $1 and collection = $2 and seq < $3 and (scopes_before && $4 or scopes_after && $4)
       and (op <> 'update' or patch <> '{}')
     order by seq desc limit ${pageSize + 1}`,
    [id, definition.name, before ?? Number.MAX_SAFE_INTEGER, heldScopes(actor, 'view', definition)],
  );
  const told = await childrenTold(tenant, actor, definition, id, before);
  // Of both lists only so far as both were read.
  const page = [...rows, ...told].toSorted((a, b) => Number(b.seq) - Number(a.seq)).slice(0, pageSize);
  const entries = page.flatMap((row) =>
    'child' in row ? [createdChild(row)] : presentActivity(row, definition, record),
  );
  const names = await deletedNames(tenant, actor, definition, entries);
  return {
    entries: names.size === 0 ? entries : entries.map((entry) => withNames(entry, names)),
    more: rows.length + told.length > pageSize,
  };
};

type ChildRow = Pick<ActivityRow, 'seq' | 'mid' | 'group_id' | 'at' | 'actor_id' | 'actor_name' | 'command'> & {
  readonly child: string;
  readonly child_id: string;
};

/** Who wrote something that belongs to it (a note): of what the actor sees now, and nothing of what it says. */
const childrenTold = async (
  tenant: Tenant,
  actor: Actor,
  definition: Collection,
  id: string,
  before: number | undefined,
): Promise<ChildRow[]> => {
  const told = tenant.catalog
    .childrenOf(definition)
    .filter((child) => child.parent?.tells !== undefined && can(actor, 'view', child));
  const lists = await Promise.all(
    told.map((child) => {
      const params = parameters();
      const { field = '', kind } = child.parent ?? {};
      const where = [
        `t.${quotedColumn(field)} = ${params.add(id, 'uuid')}`,
        't.deleted_at is null',
        visibleSql(tenant, actor, 'view', child, params),
        `l.collection = ${params.add(child.name)}`,
        "l.op = 'create'",
        `l.seq < ${params.add(before ?? Number.MAX_SAFE_INTEGER, 'bigint')}`,
        ...(kind === undefined ? [] : [`t.${quotedColumn(kind)} = ${params.add(definition.name)}`]),
      ];
      return tenant.db.read<ChildRow>(
        `select l.seq, l.mid, l.group_id, l.at, l.actor_id, l.actor_name, l.command, l.collection as child, l.record_id as child_id
         from ${quotedTable(child)} t join change_log l on l.record_id = t.id
         where ${where.join(' and ')} order by l.seq desc limit ${pageSize + 1}`,
        params.values,
      );
    }),
  );
  return lists.flat();
};

const createdChild = ({ child, child_id: id, ...row }: ChildRow): ActivityEntry => ({
  seq: Number(row.seq),
  mid: row.mid,
  group: row.group_id,
  at: row.at,
  by: row.actor_id && row.actor_name ? { id: row.actor_id, name: row.actor_name } : null,
  command: row.command,
  reason: null,
  op: 'create',
  fields: {},
  child: { collection: child, id },
});

/** Of these names, those that an entry's values speak of. */
const withNames = (entry: ActivityEntry, names: ReadonlyMap<string, string>): ActivityEntry => {
  const text = JSON.stringify(entry.fields);
  const own = Object.fromEntries([...names].filter(([id]) => text.includes(id)));
  return Object.keys(own).length === 0 ? entry : { ...entry, names: own };
};
