import assert from 'node:assert/strict';
import fc from 'fast-check';
import { roles, type Actor, type Role } from '#shared/actor.ts';
import { fieldEntries, type Collection, type Suite } from '#shared/collection.ts';
import type { Field } from '#shared/fields/field.ts';
import { clinics } from '#shared/modules/clinics.ts';
import { productCatalog } from '#shared/modules/index.ts';
import { valueOf } from '#server/testing/arbitraries.ts';
import type { Person, World } from '#server/testing/world.ts';
import { actorOf, type Tenant } from '#server/tenants/tenant.ts';

let serial = 0;

/** A value that no other record has, where the field has so many. */
const fresh = (field: Field): unknown => {
  const n = ++serial;
  const { min = -Infinity, max = Infinity } = field;
  switch (field.kind.name) {
    case 'phone':
      return `98430 ${10_000 + n}`;
    case 'email':
      return `person${n}@x.example`;
    case 'text':
    case 'longText':
      // The end of it is what tells it from others.
      return `${field.label} ${n}`.slice(-max).trim();
    case 'number':
    case 'money':
      return Math.min(Math.max(min, n), max);
    default:
      return fc.sample(valueOf({ ...field, required: true }), 1)[0];
  }
};

/** The suite whose tenant a collection is tried in: a role of the clinics in the dental one, the others in the general. */
export const suiteFor = ({ suites }: Collection, role: Role): Suite | null => {
  const [only] = suites;
  if (suites.length === 1 && only) return isAtHome(role, only) ? only : null;
  return role === 'clinic_staff' ? 'dental' : 'general';
};

const isAtHome = (role: Role, suite: Suite): boolean =>
  suite === 'dental' ? !['manager', 'user', 'viewer'].includes(role) : role !== 'clinic_staff';

export const tenantOf = (w: World, suite: Suite): Tenant => (suite === 'dental' ? w.smiles : w.general);

/** Where a collection's rules ask for more than a field's kind does. */
const particular: Record<string, () => Record<string, unknown>> = {
  clinics: () => ({ slug: `clinic-${++serial}` }),
  users: () => ({ role: 'admin', clinicIds: [] }),
  customFields: () => ({ kind: 'text' }),
  customRoles: () => ({ base: 'admin' }),
};

/** Someone whose records are none of the others': one for each tenant. */
const strangers = new WeakMap<Tenant, Promise<Person>>();

const strangerIn = (w: World, tenant: Tenant): Promise<Person> => {
  const known = strangers.get(tenant) ?? w.staffOf('admin', tenant);
  strangers.set(tenant, known);
  return known;
};

/** A record to point at, made where there is none to be found; whose it is decides for a child whose the child is. */
const targetFor = async (
  w: World,
  tenant: Tenant,
  definition: Collection,
  field: Field,
  owner: Person | null,
): Promise<string> => {
  const target = productCatalog.targetOf(definition, field);
  assert.ok(target, `${definition.name} points at a collection that is not there`);
  if (target.people) return (owner ?? (await strangerIn(w, tenant))).id;
  if (target.name === clinics.name)
    return owner?.role === 'clinic_staff' ? w.clinics.ganapathy.id : w.clinics.rsPuram.id;
  return (await w.create(tenant, `${target.name}.create`, await sample(target, w, tenant, owner))).id;
};

/** Whose child it is to be, where its parents are of several collections: the first of those that the tenant has. */
const parentOf = async (
  { parent }: Collection,
  w: World,
  tenant: Tenant,
  owner: Person | null,
): Promise<Record<string, unknown>> => {
  const above = parent?.of().find(({ name }) => tenant.catalog.named(name));
  if (parent?.kind === undefined || !above) return {};
  const { id } = await w.create(tenant, `${above.name}.create`, await sample(above, w, tenant, owner));
  return { [parent.kind]: above.name, [parent.field]: id };
};

/** Whether whose a record is follows from who wrote it. */
export const isAuthored = ({ scopes, fields }: Collection): boolean =>
  scopes.some(({ by }) => by !== undefined && fields[by.field]?.readOnly === true);

/** The least that a record of this collection needs, in the scope of its owner, or of someone else. */
export const sample = async (
  definition: Collection,
  w: World,
  tenant: Tenant,
  owner: Person | null,
): Promise<Record<string, unknown>> => {
  const values = await parentOf(definition, w, tenant, owner);
  for (const [name, field] of fieldEntries(tenant.catalog.of(definition))) {
    if (name in values || field.readOnly || !field.required || field.default !== undefined) continue;
    const target = field.kind.isReference ? await targetFor(w, tenant, definition, field, owner) : null;
    values[name] = target === null ? fresh(field) : field.kind.isList ? [target] : target;
  }
  for (const { by } of definition.scopes) {
    const field = by && definition.fields[by.field];
    // Whose it is, its rules may say: who wrote it.
    if (!by || !field || field.readOnly) continue;
    // The platform's owner is no user of the tenant, so nothing can be given to them.
    const given = owner?.role === 'super_admin' ? null : owner;
    if ('heldBy' in by) {
      const offered = (tenant.catalog.of(definition).fields[by.field]?.choices ?? []).map(({ value }) => value);
      const [held] = given ? by.heldBy(given.actor) : [];
      values[by.field] = held ?? heldByFewest(tenant, offered, by.heldBy);
      continue;
    }
    const id =
      'is' in by
        ? (given ?? (field.required ? await strangerIn(w, tenant) : null))?.id
        : (given?.actor.memberships[by.memberOf]?.[0] ?? (by.memberOf === 'clinics' ? w.clinics.rsPuram.id : null));
    values[by.field] = field.kind.isList ? (id ? [id] : []) : (id ?? null);
  }
  return { ...values, ...particular[definition.name]?.() };
};

const heldByFewest = (
  tenant: Tenant,
  values: readonly string[],
  heldBy: (actor: Actor) => readonly string[],
): string | undefined => {
  const memberships = { clinics: ['some'], teams: ['some'] };
  const held = roles.flatMap((role) => heldBy(actorOf(tenant, { id: 'one', name: 'One', role, memberships })));
  const count = (value: string): number => held.filter((one) => one === value).length;
  return values.toSorted((a, b) => count(a) - count(b))[0];
};

/** A change that the collection can take: of its first line of text, or of whatever else a person may set. */
export const changeOf = (definition: Collection): Record<string, unknown> => {
  const settable = fieldEntries(definition).filter(
    ([, field]) => !field.readOnly && !field.requires && !field.kind.isReference,
  );
  const [name, field] = settable.find(([, { kind }]) => kind.isText) ?? settable[0] ?? [];
  return name && field ? { [name]: fresh(field) } : {};
};
