import { v7 } from 'uuid';
import type { Collection } from '#shared/collection.ts';
import type { Principal, Tenant } from '#server/tenants/tenant.ts';
import { enqueueMany } from '#server/commands/enqueue.ts';
import { quotedTable } from '#server/database/rows.ts';

const maintenance: Principal = { kind: 'system', name: 'maintenance' };
const atOnce = 200;

/** Deletes the records that a collection keeps for a limited time, a few at a time; open screens hear of it. */
export const deleteOld = async (tenant: Tenant, definition: Collection, signal: AbortSignal): Promise<void> => {
  const { keepDays, name } = definition;
  if (keepDays === undefined || !tenant.info.modules.includes(name)) return;
  for (let found = atOnce; found === atOnce;) {
    signal.throwIfAborted();
    const old = await tenant.db.query<{ id: string }>(
      `select id from ${quotedTable(definition)} where deleted_at is null and created_at < now() - $1 * interval '1 day' order by created_at limit ${atOnce}`,
      [keepDays],
    );
    found = old.length;
    const answers = await enqueueMany(
      tenant,
      maintenance,
      old.map(({ id }) => ({ mid: v7(), name: `${name}.delete`, args: { id } })),
    );
    const refused = answers.find((answer) => !answer.ok);
    if (refused && !refused.ok) throw new Error(`old ${name} are not deleted: ${refused.error.code}`);
  }
};
