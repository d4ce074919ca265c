import { v7 } from 'uuid';
import type { Mutation } from '#shared/protocol.ts';
import type { Role } from '#shared/actor.ts';
import { people } from '#shared/modules/index.ts';
import type { AnyRecord } from '#shared/collection.ts';
import { personOf, type Person } from '#shared/people.ts';
import { enqueueMany } from '#server/commands/enqueue.ts';
import type { Config } from '#server/config.ts';
import { signAccessToken } from '#server/identity/access-token.ts';
import { locationsOf } from '#server/identity/people.ts';
import { startSession } from '#server/identity/sessions.ts';
import { createLog } from '#server/log.ts';
import { provision } from '#server/control-plane/provision.ts';
import { columnsOf, quotedTable, recordOf } from '#server/database/rows.ts';
import { openTenantPool } from '#server/tenants/tenant-pool.ts';
import type { Tenant } from '#server/tenants/tenant.ts';
import { loadLeads } from './load-leads.ts';

export type Order = { readonly slug: string; readonly leads: number; readonly admins: number; readonly staff: number };

/** A tenant to measure on: its people are signed in, and its leads are there. */
export type Prepared = {
  readonly databaseName: string;
  readonly admins: readonly string[];
  /** Tokens of clinic staff, in turn of each clinic. */
  readonly staff: readonly string[];
  readonly clinicIds: readonly string[];
  /** Leads that are being called: their status can go to and fro. */
  readonly leadIds: readonly string[];
};

const clinics = ['Ganapathy', 'Saravanampatti', 'RS Puram', 'Thudiyalur', 'Vadavalli', 'Singanallur'];

/** Provisions a tenant as the product does. Only its leads come by a shorter way: there are too many for commands. */
export const prepare = async (config: Config, { slug, leads, admins, staff }: Order): Promise<Prepared> => {
  const tenants = await openTenantPool({ config, log: createLog(config.logLevel) });
  try {
    await provision(
      { tenants, config },
      {
        slug,
        name: `Bench ${slug}`,
        clinics,
        suite: 'dental',
        plan: 'bench',
        timeZone: 'Asia/Kolkata',
        accent: '#0f766e',
        admin: { email: `first@${slug}.example.com`, name: 'First Admin', role: 'admin' },
      },
    );
    const tenant = await tenants.open(slug);
    if (!tenant) throw new Error(`${slug} cannot be opened`);
    const found = await tenant.db.query<{ id: string }>('select id from clinics order by slug');
    const clinicIds = found.map(({ id }) => id);
    await addFields(tenant);
    await loadLeads(tenant, leads, clinicIds);
    const working = await tenant.db.query<{ id: string }>(
      `select id from leads where status = 'attempting' order by id limit 4000`,
    );
    const [{ name: databaseName } = { name: '' }] = await tenant.db.query<{ name: string }>(
      'select current_database() as name',
    );
    return {
      databaseName,
      clinicIds,
      leadIds: working.map(({ id }) => id),
      admins: await signedIn(
        tenant,
        config,
        'admin',
        Array.from({ length: admins }, () => []),
      ),
      staff: await signedIn(
        tenant,
        config,
        'clinic_staff',
        Array.from({ length: staff }, (_, i) => [clinicIds[i % clinicIds.length] ?? '']),
      ),
    };
  } finally {
    await tenants.close();
  }
};

/** The same tenant on a later day: its leads and its people are there, and sign in once more. */
export const prepareAgain = async (config: Config, slug: string): Promise<Prepared> => {
  const tenants = await openTenantPool({ config, log: createLog(config.logLevel) });
  try {
    const tenant = await tenants.open(slug);
    if (!tenant) throw new Error(`${slug} cannot be opened`);
    const clinicIds = await tenant.db.query<{ id: string }>('select id from clinics order by slug');
    const tokensOf = async (role: Role): Promise<string[]> => {
      const rows = await tenant.db.query<Record<string, unknown>>(
        `select ${columnsOf(people).join(', ')} from ${quotedTable(people)} where role = $1 and email like $2 order by id`,
        [role, `${role}-%`],
      );
      const found: string[] = [];
      for (const row of rows)
        found.push(await tokenFor(tenant, config, personOf(people, recordOf(people, row) as AnyRecord)));
      return found;
    };
    const [{ name: databaseName } = { name: '' }] = await tenant.db.query<{ name: string }>(
      'select current_database() as name',
    );
    return {
      databaseName,
      clinicIds: clinicIds.map(({ id }) => id),
      leadIds: [],
      admins: await tokensOf('admin'),
      staff: await tokensOf('clinic_staff'),
    };
  } finally {
    await tenants.close();
  }
};

/** What a franchise adds to its leads; `madeUpLeads` has the values. */
const addFields = async (tenant: Tenant): Promise<void> => {
  const options = (labels: readonly string[]): unknown => labels.map((label) => ({ label }));
  const fields = [
    { label: 'Insurance', kind: 'choice', options: options(['Star Health', 'Niva Bupa', 'HDFC Ergo']) },
    { label: 'Language', kind: 'choice', options: options(['Tamil', 'English', 'Malayalam']) },
    { label: 'Budget', kind: 'number' },
    { label: 'Referred by', kind: 'text' },
    { label: 'Last visit', kind: 'date' },
  ];
  const mutations = fields.map((field): Mutation => {
    return { mid: v7(), name: 'customFields.create', args: { collection: 'leads', ...field } };
  });
  for (const answer of await enqueueMany(tenant, { kind: 'system', name: 'bench' }, mutations))
    if (!answer.ok) throw new Error(`no custom field: ${JSON.stringify(answer)}`);
};

/** Creates people by the command that creates people, and begins a session for each: sign-in without its password. */
const signedIn = async (
  tenant: Tenant,
  config: Config,
  role: Role,
  clinicIds: readonly (readonly string[])[],
): Promise<string[]> => {
  const wanted = clinicIds.map((ids, i): Mutation => {
    const args = { name: `${role} ${i}`, email: `${role}-${i}@${tenant.info.slug}.example.com`, role, clinicIds: ids };
    return { mid: v7(), name: 'users.create', args };
  });
  const tokens: string[] = [];
  for (let from = 0; from < wanted.length; from += 100) {
    for (const answer of await enqueueMany(tenant, { kind: 'system', name: 'bench' }, wanted.slice(from, from + 100))) {
      if (!answer.ok || !answer.record) throw new Error(`no user: ${JSON.stringify(answer)}`);
      tokens.push(await tokenFor(tenant, config, personOf(people, answer.record)));
    }
  }
  return tokens;
};

const tokenFor = async (tenant: Tenant, config: Config, person: Person): Promise<string> => {
  const { id, role, email } = person;
  const { sessionId } = await startSession(tenant.db, id, config);
  const locations = await locationsOf(tenant.db, person);
  const claims = {
    sub: id,
    tenant_id: tenant.info.slug,
    role,
    location: locations[0] ?? null,
    locations,
    email,
    sid: sessionId,
  };
  return signAccessToken(claims, config).token;
};
