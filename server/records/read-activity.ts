import type { Actor } from '#shared/actor.ts';
import { heldScopes } from '#shared/can.ts';
import type { Collection } from '#shared/collection.ts';
import type { ActivityEntry } from '#shared/protocol.ts';
import { notFound } from '#shared/refusal.ts';
import type { Tenant } from '#server/tenants/tenant.ts';
import { presentActivity, type ActivityRow } from './activity.ts';
import { deletedNames } from './deleted-names.ts';
import { readRecords } from './read.ts';

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
     order by seq desc limit 51`,
    [id, definition.name, before ?? Number.MAX_SAFE_INTEGER, heldScopes(actor, 'view', definition)],
  );
  const entries = rows.slice(0, 50).flatMap((row) => presentActivity(row, definition, record));
  const names = await deletedNames(tenant, actor, definition, entries);
  return {
    entries: names.size === 0 ? entries : entries.map((entry) => withNames(entry, names)),
    more: rows.length > 50,
  };
};

/** Of these names, those that an entry's values speak of. */
const withNames = (entry: ActivityEntry, names: ReadonlyMap<string, string>): ActivityEntry => {
  const text = JSON.stringify(entry.fields);
  const own = Object.fromEntries([...names].filter(([id]) => text.includes(id)));
  return Object.keys(own).length === 0 ? entry : { ...entry, names: own };
};
