import type { Principal, Tenant } from '#server/tenants/tenant.ts';
import { principalId } from './principal-id.ts';

/** The mids of one act of this person that were accepted, in the order of their changes; of an act of others, none. */
export const readGroup = async ({ db }: Tenant, who: Principal, group: string): Promise<string[]> => {
  const rows = await db.read<{ mid: string }>(
    `select mid from mutations where group_id = $1 and actor_id = $2 and first_seq is not null order by seq`,
    [group, principalId(who)],
  );
  return rows.map(({ mid }) => mid);
};
