import type { Actor } from '#shared/actor.ts';
import { can } from '#shared/can.ts';
import { fieldEntries, fieldOf, type AnyRecord, type Collection } from '#shared/collection.ts';
import { InvalidValue, type Field } from '#shared/fields/field.ts';
import type { Filter } from '#shared/filter.ts';
import { Refusal, invalid } from '#shared/refusal.ts';
import { defaultSort } from '#shared/sort.ts';
import { actorOf, type Tenant } from '#server/tenants/tenant.ts';
import { ofPlatform } from '#server/tenants/who-is.ts';
import { readAll, readPage } from './read.ts';

/** One number on thousands of records needs no more than its first ones. */
const mostRead = 5_000;

/**
 * How many questions one counts as: each answer tells one bit about people whom the one who asks may not see, and no one is
 * to go through all numbers.
 */
export const doNotContactCost = 5;

/** Numbers and addresses, each with the kind of field that it stands in. */
type Contact = { readonly kind: string; readonly value: unknown };

export const contactKey = ({ kind, value }: Contact): string => `${kind}:${String(value)}`;

/** The fields whose numbers and addresses are looked for. */
const contactFields = (definition: Collection): readonly [string, Field][] =>
  fieldEntries(definition).filter(([name]) => definition.doNotContact?.by.includes(name));

/** The numbers and addresses of a record that others may have asked not to be contacted by. */
export const contactsOf = (
  definition: Collection,
  record: AnyRecord,
): readonly (Contact & { readonly field: string })[] =>
  contactFields(definition).flatMap(([field, { kind }]) =>
    typeof record[field] === 'string' ? [{ field, kind: kind.name, value: record[field] }] : [],
  );

/** It looks at all records, also those that the one who asks does not see: nothing but yes or no may come of it. */
const everyRecord = (tenant: Tenant): Actor =>
  actorOf(tenant, ofPlatform({ id: '00000000-0000-7000-8000-000000000000', name: 'The product', email: '' }));

/** The records of this collection with one of these numbers or addresses that must not be contacted. */
const listedWith = (definition: Collection, contacts: readonly Contact[]): Filter | null => {
  const { doNotContact } = definition;
  const conditions = contactFields(definition)
    .map(([name, { kind }]) => ({
      field: name,
      op: 'in' as const,
      value: contacts.filter((one) => one.kind === kind.name).map(({ value }) => value),
    }))
    .filter(({ value }) => value.length > 0);
  return doNotContact && conditions.length > 0 ? { all: [doNotContact.when, { any: conditions }] } : null;
};

/** Of these numbers and addresses, the keys of those that must not be contacted, wherever the record is that says so. */
export const listedContacts = async (
  tenant: Tenant,
  definition: Collection,
  contacts: readonly Contact[],
  isLeftOut: (id: string) => boolean,
): Promise<ReadonlySet<string>> => {
  const listed = new Set<string>();
  const filter = listedWith(definition, contacts);
  if (!filter) return listed;
  let read = 0;
  const asked = { definition, filter, sort: defaultSort(definition) };
  for await (const records of readAll(tenant, everyRecord(tenant), asked, 'view')) {
    for (const record of records.filter(({ id }) => !isLeftOut(id)))
      for (const one of contactsOf(definition, record)) listed.add(contactKey(one));
    read += records.length;
    if (read >= mostRead) break;
  }
  return listed;
};

/**
 * Whether a number or address that someone enters must not be contacted. For those who may enter it; they learn whether,
 * and nothing of whose it is. Throws FORBIDDEN for others, VALIDATION_ERROR for what is no such value.
 */
export const isListed = async (
  tenant: Tenant,
  actor: Actor,
  definition: Collection,
  name: unknown,
  given: unknown,
): Promise<boolean> => {
  if (!can(actor, 'create', definition) && !can(actor, 'update', definition))
    throw new Refusal('FORBIDDEN', `You may not add or change ${definition.label.many.toLowerCase()}.`);
  const names = definition.doNotContact?.by ?? [];
  const field = typeof name === 'string' && names.includes(name) ? fieldOf(definition, name) : undefined;
  if (!field) throw invalid('field', `Name one of these fields: ${names.join(', ') || 'there are none'}.`);
  const filter = listedWith(definition, [{ kind: field.kind.name, value: parsed(given, field) }]);
  if (!filter) return false;
  const asked = { definition, filter, sort: defaultSort(definition), limit: 1 };
  const { records } = await readPage(tenant, everyRecord(tenant), asked);
  return records.length > 0;
};

const parsed = (given: unknown, field: Field): unknown => {
  try {
    return field.kind.parse(given, field);
  } catch (error) {
    if (!(error instanceof InvalidValue)) throw error;
    throw invalid('value', `${field.label} ${error.message}.`);
  }
};
