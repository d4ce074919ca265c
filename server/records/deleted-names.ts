import type { Actor } from '#shared/actor.ts';
import { can, ownScopesHeld, presentByOwnRules } from '#shared/can.ts';
import { fieldOf, titleOf, type Collection } from '#shared/collection.ts';
import { refsIn } from '#shared/link-checks.ts';
import type { ActivityEntry } from '#shared/protocol.ts';
import { columnsOf, quotedTable, recordOf } from '#server/database/rows.ts';
import type { Tenant } from '#server/tenants/tenant.ts';
import { parameters } from './filter-sql.ts';
import { visibleSql } from './read.ts';

/**
 * What the deleted records were called that a history names, by their ids: of those that the actor would see if they were
 * not deleted. A history stays readable when a clinic closes or a person leaves.
 */
export const deletedNames = async (
  tenant: Tenant,
  actor: Actor,
  definition: Collection,
  entries: readonly ActivityEntry[],
): Promise<ReadonlyMap<string, string>> => {
  const wanted = new Map<Collection, Set<string>>();
  for (const [name, { from, to }] of entries.flatMap(({ fields }) => Object.entries(fields)))
    for (const pointed of [from, to].flatMap((value) => refsIn(fieldOf(definition, name), value))) {
      const target = tenant.catalog.named(tenant.catalog.targetOfRef(definition, pointed)?.name);
      if (target && can(actor, 'view', target))
        wanted.set(target, (wanted.get(target) ?? new Set<string>()).add(pointed.id));
    }
  const names = new Map<string, string>();
  for (const [target, ids] of wanted)
    for (const [id, name] of await namesOf(tenant, actor, target, [...ids])) names.set(id, name);
  return names;
};

const namesOf = async (
  tenant: Tenant,
  actor: Actor,
  target: Collection,
  ids: readonly string[],
): Promise<[string, string][]> => {
  const params = parameters();
  const where = `t.id = any(${params.add(ids, 'uuid[]')}) and ${visibleSql(tenant, actor, 'view', target, params)}`;
  const rows = await tenant.db.read<Record<string, unknown>>(
    `select ${columnsOf(target).join(', ')} from ${quotedTable(target)} t where deleted_at is not null and ${where}`,
    params.values,
  );
  const held = ownScopesHeld(actor, 'view', target);
  return rows.flatMap((row): [string, string][] => {
    const shown = presentByOwnRules(target, { ...recordOf(target, row), deletedAt: null }, held);
    return shown ? [[shown.id, titleOf(target, shown)]] : [];
  });
};
