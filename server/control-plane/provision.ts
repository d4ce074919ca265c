import { v7 } from 'uuid';
import type { AnyRecord, Collection, Patch, Suite } from '#shared/collection.ts';
import { email as emailField } from '#shared/fields/email.ts';
import { isTimeZone } from '#shared/calendar-day.ts';
import { InvalidValue } from '#shared/fields/field.ts';
import type { Filter } from '#shared/filter.ts';
import { currencies, homeCurrency, isCurrency } from '#shared/currencies.ts';
import { fold } from '#shared/fold.ts';
import { productCatalog, modulesOf, people } from '#shared/modules/index.ts';
import { defaultSort } from '#shared/sort.ts';
import { Refusal, invalid } from '#shared/refusal.ts';
import { isColor } from '#shared/tailoring.ts';
import { enqueue } from '#server/commands/enqueue.ts';
import type { Config } from '#server/config.ts';
import { readPage } from '#server/records/read.ts';
import { ensureDatabase } from '#server/database/cluster.ts';
import { checkPassword, generatePassword } from '#server/identity/passwords.ts';
import { ensureTailoring } from './ensure-tailoring.ts';
import { setPassword } from '#server/identity/credentials.ts';
import { noteJoined } from '#server/identity/people.ts';
import { changeStatus, databaseNameOf, findRegistered, saveRegistered, slugProblem } from '#server/tenants/registry.ts';
import { actorOf, type Tenant, type TenantInfo, type Principal } from '#server/tenants/tenant.ts';
import { ofPlatform } from '#server/tenants/who-is.ts';
import type { TenantPool } from '#server/tenants/tenant-pool.ts';

export type Order = {
  readonly slug: string;
  readonly name: string;
  /** Names; their places in addresses follow from them. */
  readonly clinics: readonly string[];
  readonly suite: Suite;
  readonly plan: string;
  readonly timeZone: string;
  /** A CSS colour. */
  readonly accent: string;
  /** What money is in; rupees unless said. */
  readonly currency?: string;
  /** Without a password one is made, and told once. */
  readonly admin: {
    readonly email: string;
    readonly name: string;
    readonly role: 'owner' | 'admin';
    readonly password?: string;
  };
  readonly onStep?: (step: string) => void;
  /** What else must be there before anyone is served. Restartable, like every other step. */
  readonly populate?: (tenant: Tenant, adminId: string) => Promise<void>;
};

export type Provisioned = {
  readonly info: TenantInfo;
  readonly admin: { readonly email: string; readonly generatedPassword: string | null };
};

type Services = { readonly tenants: TenantPool; readonly config: Pick<Config, 'databaseUrl' | 'databaseName'> };

const system: Principal = { kind: 'system', name: 'DentraCRM' };

/**
 * Makes a tenant: its database, its clinics, its first admin. It is `provisioning`, and not served, until all of
 * it is there; whatever stopped it on the way, the same call takes it up where it was.
 */
export const provision = async (place: Services, order: Order): Promise<Provisioned> => {
  const clinics = checked(order);
  const { tenants } = place;
  return tenants.platform.transaction(async (query) => {
    // The lock lasts as long as this transaction, which writes nothing itself: another's half-made tenant is let be.
    const [lock] = await query<{ free: boolean }>('select pg_try_advisory_xact_lock(hashtextextended($1, 0)) as free', [
      `dentracrm provision ${order.slug}`,
    ]);
    if (!lock?.free)
      throw new Refusal('CONFLICT', `"${order.slug}" is being set up by someone else at this moment.`, {
        field: 'slug',
      });
    return setUp(place, order, clinics);
  });
};

type Clinic = { readonly name: string; readonly slug: string };

const setUp = async (place: Services, order: Order, clinics: readonly Clinic[]): Promise<Provisioned> => {
  const { tenants } = place;
  const { slug, onStep = () => undefined } = order;
  await enter(place, order, onStep);
  const tenant = await tenants.open(slug, { provisioning: true });
  if (!tenant) throw new Error('The tenant just entered cannot be opened.');
  const release = tenants.hold(tenant);
  try {
    onStep('Database ready');
    await ensureTailoring(tenant);
    if (clinics.length > 0) {
      for (const clinic of clinics)
        await ensureRecord(tenant, 'clinics', { field: 'slug', op: 'eq', value: clinic.slug }, clinic);
      onStep(`Clinics: ${clinics.map((clinic) => clinic.name).join(', ')}`);
    }
    const { email, name, role } = order.admin;
    const admin = await ensureRecord(
      tenant,
      people.name,
      { field: 'email', op: 'eq', value: email.trim().toLowerCase() },
      { email, name, role },
    );
    const generatedPassword = order.admin.password === undefined ? generatePassword() : null;
    await setPassword(tenant.db, admin.id, order.admin.password ?? generatedPassword ?? '');
    await noteJoined(tenant, admin.id);
    onStep(`First sign-in: ${email}`);
    await order.populate?.(tenant, admin.id);
    await changeStatus(tenants.platform, slug, 'provisioning', 'active');
    tenants.forget(slug);
    onStep('Open');
    return { info: { ...tenant.info, status: 'active' }, admin: { email, generatedPassword } };
  } finally {
    release();
  }
};

/** The registry's row and the empty database; both may be there from an earlier try. */
const enter = async ({ tenants, config }: Services, order: Order, onStep: (step: string) => void): Promise<void> => {
  const { slug, name, suite, plan, timeZone, accent, currency = homeCurrency } = order;
  const begun = await findRegistered(tenants.platform, slug);
  if (begun && begun.info.status !== 'provisioning')
    throw new Refusal('DUPLICATE', `"${slug}" is taken: a tenant of that name is there.`, { field: 'slug' });
  const info: TenantInfo = {
    id: begun?.info.id ?? v7(),
    slug,
    name,
    timeZone,
    accent,
    currency,
    modules: modulesOf(suite),
    status: 'provisioning',
    createdAt: begun?.info.createdAt ?? new Date().toISOString(),
  };
  const databaseName = begun?.databaseName ?? databaseNameOf(config.databaseName, slug);
  await saveRegistered(tenants.platform, { info, plan, suite, databaseName });
  tenants.forget(slug);
  onStep(begun ? 'Taking up what was begun' : `Entered as ${slug}`);
  await ensureDatabase(config.databaseUrl, databaseName);
};

/** Creates a record as the product itself, unless the one that the filter names is there. */
export const ensureRecord = async (
  tenant: Tenant,
  collectionName: string,
  which: Filter,
  values: Patch,
): Promise<AnyRecord> => {
  const definition = named(collectionName);
  // Reading needs someone who sees everything; nothing that is read so leaves this file.
  const reader = actorOf(tenant, ofPlatform({ id: v7(), name: 'DentraCRM', email: '' }));
  const { records } = await readPage(tenant, reader, {
    definition,
    filter: which,
    sort: defaultSort(definition),
    limit: 1,
  });
  if (records[0]) return records[0];
  const answer = await enqueue(tenant, system, { mid: v7(), name: `${collectionName}.create`, args: values });
  if (!answer.ok) throw new Refusal(answer.error.code, answer.error.message, answer.error.details);
  if (!answer.record) throw new Error('The product cannot see what it created.');
  return answer.record;
};

const named = (name: string): Collection => {
  const definition = productCatalog.named(name);
  if (!definition) throw new Error(`There is no collection ${name}.`);
  return definition;
};

/** Everything that can be wrong with an order is said before anything is made. */
const checked = (order: Order): Clinic[] => {
  const problem = slugProblem(order.slug);
  if (problem) throw invalid('slug', problem);
  if (order.name.trim() === '' || order.name.length > 80)
    throw invalid('name', 'A tenant needs a name of at most 80 characters.');
  if (!isTimeZone(order.timeZone))
    throw invalid(
      'timeZone',
      `There is no time zone "${order.timeZone.slice(0, 60)}"; one is called like Asia/Kolkata.`,
    );
  if (order.currency !== undefined && !isCurrency(order.currency))
    throw invalid('currency', `The currency is one of: ${currencies.map(({ value }) => value).join(', ')}.`);
  if (!isColor(order.accent)) throw invalid('accent', 'The accent is a colour such as #0f766e or teal.');
  checkEmail(order.admin.email);
  if (order.admin.name.trim() === '') throw invalid('admin', 'The first admin needs a name.');
  if (order.admin.password !== undefined) checkPassword(order.admin.password);
  return clinicsOf(order);
};

const clinicsOf = ({ clinics, suite }: Order): Clinic[] => {
  if (clinics.length > 0 && !modulesOf(suite).includes('clinics'))
    throw invalid('clinics', 'A tenant of this suite has no clinics.');
  const places = clinics.map((name) => ({ name: name.trim(), slug: slugOf(name) }));
  for (const [index, { name, slug }] of places.entries()) {
    if (slug === '' || slug.length > 40)
      throw invalid(
        'clinics',
        `The clinic "${name.slice(0, 60)}" has no name that can stand in an address: write it in Latin letters, 40 at most.`,
      );
    if (places.findIndex((other) => other.slug === slug) !== index)
      throw invalid('clinics', `Two clinics would be called "${slug}" in addresses.`);
  }
  return places;
};

/** "RS Puram" → `rs-puram` */
export const slugOf = (name: string): string =>
  fold(name)
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');

const checkEmail = (address: string): void => {
  const field = emailField({ label: 'Email' });
  try {
    field.kind.parse(address, field);
  } catch (error) {
    if (error instanceof InvalidValue) throw invalid('admin', `The first admin's email ${error.message}.`);
    throw error;
  }
};
