import assert from 'node:assert/strict';
import type { AnyRecord } from '#shared/collection.ts';
import type { TenantPool } from '#server/tenants/tenant-pool.ts';
import type { Tenant } from '#server/tenants/tenant.ts';
import type { World } from '#server/testing/world.ts';

/** For consumers that nothing stops. */
export const neverAborted = new AbortController().signal;

/** Who acts where a test does. */
export const system = { kind: 'system', name: 'test' } as const;

/** The tenant called smiles, opened by another pod. */
export const tenantOf = async (tenants: TenantPool): Promise<Tenant> => {
  const tenant = await tenants.open('smiles');
  assert.ok(tenant);
  return tenant;
};

/** Has a reaction begin at the end of the log. */
export const followFromNow = async (tenant: Tenant, name: string): Promise<void> => {
  await tenant.db.query('insert into reaction_cursors (consumer, seq) select $1, seq from log_head', [name]);
};

/** A lead at the clinic in Ganapathy. */
export const leadAt = ({ create, smiles, clinics }: World, name = 'Ravi'): Promise<AnyRecord> =>
  create(smiles, 'leads.create', { name, phone: '98430 12345', clinicId: clinics.ganapathy.id });

/** What reactions wrote into next actions, in order. */
export const actionsOf = async ({ smiles }: World): Promise<string[]> =>
  (
    await smiles.db.query<{ action: string }>(
      `select patch ->> 'nextAction' as action from change_log where patch ? 'nextAction' and op = 'update' order by seq`,
    )
  ).map(({ action }) => action);
