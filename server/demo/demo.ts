import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { v7 } from 'uuid';
import type { Role } from '#shared/actor.ts';
import type { AnyRecord, Collection } from '#shared/collection.ts';
import { productCatalog, people } from '#shared/modules/index.ts';
import { personOf, type Person } from '#shared/people.ts';
import type { Filter } from '#shared/filter.ts';
import { Refusal } from '#shared/refusal.ts';
import { enqueue } from '#server/commands/enqueue.ts';
import { importHere } from '#server/imports/start.ts';
import { ensurePlatformUser, setPassword } from '#server/identity/credentials.ts';
import { noteJoined } from '#server/identity/people.ts';
import { ensureRecord, provision, type Order } from '#server/control-plane/provision.ts';
import { actorOf, type Tenant } from '#server/tenants/tenant.ts';
import type { TenantPool } from '#server/tenants/tenant-pool.ts';
import type { Config } from '#server/config.ts';
import { liveADay } from './life.ts';
import { writeAsClinicsAdmin, writeAtDesk, writeInOffice } from './notes.ts';
import { quotes, type Quote } from './quotes.ts';
import { steps, type Steps } from './steps.ts';
import * as crew from './people.ts';
import type { Log } from '#server/log.ts';

type Services = { readonly config: Config; readonly log: Log; readonly tenants: TenantPool };

/**
 * Makes the two demonstration tenants as a customer's would be made: provisioned, then filled by the import that a
 * person has. Each is served once it is whole; a start that finds them does nothing, one that finds half goes on.
 */
export const seedDemo = async (place: Services): Promise<void> => {
  await ensurePlatformUser(place.tenants.platform, { ...crew.platformOwner, password: crew.demoPassword });
  for (const order of [smiles, litedesk]) await seed(place, order);
};

const seed = async ({ config, log, tenants }: Services, order: Order): Promise<void> => {
  const there = await tenants.find(order.slug);
  if (there && there.status !== 'provisioning') return;
  try {
    await provision(
      { tenants, config },
      { ...order, onStep: (step) => log.debug({ tenant: order.slug, step }, 'seeding') },
    );
  } catch (error) {
    // Pods that start together: one seeds, and the others need not.
    const byAnother = error instanceof Refusal && error.details?.field === 'slug';
    if (!byAnother) throw error;
    log.info({ tenant: order.slug }, 'seeded by another pod');
  }
};

const smiles: Order = {
  slug: 'avmsmiles',
  name: 'AVM Smiles',
  clinics: crew.smilesClinics.map(({ name }) => name),
  suite: 'dental',
  plan: 'clinic',
  timeZone: 'Asia/Kolkata',
  accent: '#0f766e',
  admin: { ...crew.smilesAdmin, password: crew.demoPassword },
  populate: async (tenant, adminId) => {
    const clinics = new Map<string, AnyRecord>();
    for (const { name, address } of crew.smilesClinics) {
      const clinic = await ensureRecord(tenant, 'clinics', { field: 'name', op: 'eq', value: name }, { name });
      if (!clinic['address']) await update(tenant, 'clinics', clinic.id, { address });
      clinics.set(name, clinic);
    }
    const staff: Person[] = [];
    for (const person of crew.smilesStaff)
      staff.push(await hire(tenant, person, { clinicIds: [clinics.get(person.clinic ?? '')?.id] }));
    await importFile(tenant, { ...crew.smilesAdmin, id: adminId }, 'leads', 'avmsmiles-leads.csv');
    for (const [turn, person] of staff.entries()) await liveADay(tenant, named('leads'), person, turn);
    for (const [turn, person] of staff.entries()) await writeAtDesk(tenant, person, turn);
    await writeAsClinicsAdmin(tenant, withAllRights({ ...crew.smilesAdmin, id: adminId }));
  },
};

const litedesk: Order = {
  slug: 'litedesk-demo',
  name: 'LiteDesk Demo',
  clinics: [],
  suite: 'general',
  plan: 'general',
  timeZone: 'Asia/Kolkata',
  accent: '#4f46e5',
  admin: { ...crew.litedeskOwner, password: crew.demoPassword },
  populate: async (tenant, ownerId) => {
    const teams = new Map<string, AnyRecord>();
    for (const team of crew.litedeskTeams)
      teams.set(team.name, await ensureRecord(tenant, 'teams', { field: 'name', op: 'eq', value: team.name }, team));
    const staff: Person[] = [];
    for (const person of crew.litedeskStaff)
      staff.push(await hire(tenant, person, { teamIds: (person.teams ?? []).map((name) => teams.get(name)?.id) }));
    const owner = { ...crew.litedeskOwner, id: ownerId };
    await importFile(tenant, owner, 'companies', 'litedesk-companies.csv');
    await importFile(tenant, owner, 'contacts', 'litedesk-contacts.csv');
    await importFile(tenant, owner, 'items', 'litedesk-items.csv');
    await importFile(tenant, owner, 'deals', 'litedesk-deals.csv');
    for (const quote of quotes) await addLines(tenant, quote);
    await importFile(tenant, owner, 'tasks', 'litedesk-tasks.csv');
    for (const ofTask of steps) await addSteps(tenant, ofTask);
    for (const person of [...staff, withAllRights(owner)]) await writeInOffice(tenant, person);
  },
};

/** The first person of a tenant, as they were made with it. */
const withAllRights = (person: Pick<Person, 'id' | 'name' | 'email' | 'role'>): Person => ({
  ...person,
  active: true,
  memberships: {},
  customRole: null,
  differences: [],
});

/** One after the other, so that they read in their order. */
const addSteps = async (tenant: Tenant, { task: title, done, steps: titles }: Steps): Promise<void> => {
  const task = await ensureRecord(tenant, 'tasks', { field: 'title', op: 'eq', value: title }, { title });
  for (const [at, step] of titles.entries()) {
    const which: Filter = {
      all: [
        { field: 'taskId', op: 'eq', value: task.id },
        { field: 'title', op: 'eq', value: step },
      ],
    };
    await ensureRecord(tenant, 'subtasks', which, { taskId: task.id, title: step, completed: at < done });
  }
};

/** A quote stands in the deal that it is for. */
const addLines = async (tenant: Tenant, { deal: name, lines }: Quote): Promise<void> => {
  const deal = await ensureRecord(tenant, 'deals', { field: 'name', op: 'eq', value: name }, { name });
  if (deal['lineItems']) return;
  const lineItems = await Promise.all(
    lines.map(async ({ sku, ...line }) => {
      const item = await ensureRecord(tenant, 'items', { field: 'sku', op: 'eq', value: sku }, { name: sku, sku });
      return { ...line, itemId: item.id, price: item['unitPrice'] };
    }),
  );
  await update(tenant, 'deals', deal.id, { lineItems });
};

const hire = async (
  tenant: Tenant,
  { name, email, role }: crew.DemoPerson,
  memberships: { readonly [field: string]: readonly unknown[] },
): Promise<Person> => {
  const user = await ensureRecord(
    tenant,
    people.name,
    { field: 'email', op: 'eq', value: email },
    { name, email, role, ...memberships },
  );
  await setPassword(tenant.db, user.id, crew.demoPassword);
  await noteJoined(tenant, user.id);
  return personOf(people, user);
};

// Always the same, so that an import that was cut short is taken up.
const importIds: Record<string, string> = {
  leads: '019f0a00-0000-7000-8000-00000000de01',
  companies: '019f0a00-0000-7000-8000-00000000de02',
  contacts: '019f0a00-0000-7000-8000-00000000de03',
  items: '019f0a00-0000-7000-8000-00000000de04',
  deals: '019f0a00-0000-7000-8000-00000000de05',
  tasks: '019f0a00-0000-7000-8000-00000000de06',
};

type Importer = { readonly id: string; readonly name: string; readonly role: Role };

const importFile = async (
  tenant: Tenant,
  { id, name, role }: Importer,
  collectionName: string,
  file: string,
): Promise<void> => {
  const csv = await readFile(join(import.meta.dirname, '../..', 'infra', 'seed', file), 'utf8');
  const actor = actorOf(tenant, { id, name, role, memberships: {} });
  const importId = importIds[collectionName];
  const { state, message, created, warned, refused } = await importHere(
    tenant,
    { kind: 'user', id },
    actor,
    named(collectionName),
    csv,
    importId ? { id: importId } : {},
  );
  if (state !== 'finished') throw new Error(`${file} could not be imported: ${message ?? state}`);
  tenant.log.debug({ file, created, warned, refused }, 'imported');
};

const update = async (
  tenant: Tenant,
  collectionName: string,
  id: string,
  patch: Record<string, unknown>,
): Promise<void> => {
  const answer = await enqueue(
    tenant,
    { kind: 'system', name: 'demo' },
    { mid: v7(), name: `${collectionName}.update`, args: { id, patch } },
  );
  if (!answer.ok) throw new Refusal(answer.error.code, answer.error.message, answer.error.details);
};

const named = (name: string): Collection => {
  const definition = productCatalog.named(name);
  if (!definition) throw new Error(`There is no collection ${name}.`);
  return definition;
};
