import assert from 'node:assert/strict';
import type { Readable } from 'node:stream';
import type { TestContext } from 'node:test';
import type { Actor, Role } from '#shared/actor.ts';
import type { Collection, Suite } from '#shared/collection.ts';
import { testCluster } from '#server/testing/cluster.ts';
import { createFromTemplate, platformTemplate, provisionFromTemplate } from '#server/testing/templates.ts';
import { platformName } from '#server/database/cluster.ts';
import { ensureRecord } from '#server/control-plane/provision.ts';
import { openTenantPool } from '#server/tenants/tenant-pool.ts';
import { actorOf, type Tenant, type Principal } from '#server/tenants/tenant.ts';
import type { ImportJobView } from '#shared/csv/imports.ts';
import { importHere, type ImportOptions } from '#server/imports/start.ts';

export type Person = { readonly who: Principal; readonly actor: Actor };

export type ImportDesk = {
  readonly tenant: Tenant;
  readonly admin: Person;
  readonly hire: (name: string, role: Role, clinics?: readonly string[]) => Promise<Person>;
  readonly run: (
    definition: object,
    csv: string | Readable,
    options?: ImportOptions,
    person?: Person,
  ) => Promise<ImportJobView>;
  readonly count: (table: string) => Promise<number>;
};

/** A tenant of its own, called Desk, with three clinics where it is a dental one, and people who import into it. */
export const importDesk = async (t: TestContext, suite: Suite): Promise<ImportDesk> => {
  const { config, log } = testCluster(t);
  await createFromTemplate(config.databaseUrl, platformName(config), platformTemplate);
  const tenants = await openTenantPool({ config, log });
  t.after(() => tenants.close());
  await provisionFromTemplate(
    { tenants, config },
    {
      slug: 'desk',
      name: 'Desk',
      clinics: suite === 'dental' ? ['Ganapathy', 'RS Puram', 'Vadavalli'] : [],
      suite,
      plan: suite,
      timeZone: 'Asia/Kolkata',
      accent: 'teal',
      admin: { email: 'admin@desk.example', name: 'Asha Rao', role: suite === 'dental' ? 'admin' : 'owner' },
    },
  );
  const tenant = await tenants.open('desk');
  assert.ok(tenant);
  const hire: ImportDesk['hire'] = async (name, role, clinicIds = []) => {
    const email = `${name.toLowerCase()}@desk.example`;
    const user = await ensureRecord(
      tenant,
      'users',
      { field: 'email', op: 'eq', value: email },
      { name, email, role, clinicIds },
    );
    return {
      who: { kind: 'user', id: user.id },
      actor: actorOf(tenant, { id: user.id, name, role, memberships: { clinics: clinicIds } }),
    };
  };
  const admin = await hire('admin', suite === 'dental' ? 'admin' : 'owner');
  return {
    tenant,
    admin,
    hire,
    run: async (definition, csv, options, { who, actor } = admin) =>
      importHere(tenant, who, actor, definition as Collection, csv, options),
    count: async (table) =>
      (await tenant.db.query<{ n: number }>(`select count(*)::int as n from ${table}`))[0]?.n ?? -1,
  };
};

/** "2 created", "3 refused phone": the rows of a report, what became of each, and the field that is named. */
export const outcomes = ({ report }: ImportJobView): string[] =>
  report.map(({ row, outcome, field }) => `${row} ${outcome}${field ? ` ${field}` : ''}`);

/** Whether a promise was refused so. */
export const refused =
  (code: string, field?: string) =>
  (error: unknown): boolean => {
    const { code: said, details } = error as { code?: string; details?: { field?: string } };
    assert.deepEqual([said, details?.field], [code, field]);
    return true;
  };

/** A file of this many leads, each with a number of its own. */
export const manyLeads = (count: number): string =>
  ['Name,Phone', ...Array.from({ length: count }, (_, i) => `Lead ${i},98430 ${String(10_000 + i)}`)].join('\n');
