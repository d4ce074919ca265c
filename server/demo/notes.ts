import { v7 } from 'uuid';
import type { Collection } from '#shared/collection.ts';
import type { Filter } from '#shared/filter.ts';
import type { Person } from '#shared/people.ts';
import { enqueue } from '#server/commands/enqueue.ts';
import { countRecords, readPage } from '#server/records/read.ts';
import { actorOf, type Tenant } from '#server/tenants/tenant.ts';
import { Refusal } from '#shared/refusal.ts';
import { parseSort } from '#shared/sort.ts';
import { productCatalog } from '#shared/modules/index.ts';

/** A note of the demonstration: on the record that the filter finds first. */
type Told = {
  readonly on: string;
  readonly where: Filter;
  readonly type?: string;
  readonly says: string;
  readonly pinned?: true;
  readonly forAdmins?: true;
};

const lead = (status: string): Pick<Told, 'on' | 'where'> => ({
  on: 'leads',
  where: { field: 'status', op: 'eq', value: status },
});

const named = (name: string): Collection => {
  const definition = productCatalog.named(name);
  if (!definition) throw new Error(`There is no collection ${name}.`);
  return definition;
};

/** What a desk writes down of its leads: two hands, in turn. */
const ofDesk: readonly (readonly Told[])[] = [
  [
    { ...lead('new'), type: 'call_note', says: 'Speaks Tamil only, konjam slow-ah pesunga. Works till six.' },
    {
      ...lead('attempting'),
      type: 'whatsapp_note',
      says: 'Sent the price list and our location.\nTwo blue ticks, no reply yet.',
    },
    {
      ...lead('connected'),
      type: 'call_note',
      says: 'Asked for EMI. Husband decides: "avar kitta kettu solren". Wants it before the wedding in January.',
      pinned: true,
    },
    { ...lead('connected'), says: 'Compares us with the clinic near Gandhipuram; they quoted 5,000 less.' },
    { ...lead('appointment_booked'), type: 'follow_up', says: 'Remind on the evening before, they forget otherwise.' },
    { ...lead('visited'), type: 'visit_note', says: 'Came with her mother. Romba bayam: go slow, explain every step.' },
  ],
  [
    { ...lead('new'), type: 'call_note', says: 'Hindi preferred. "Bhaiya, dard bahut hai", so give an early slot.' },
    { ...lead('attempting'), says: 'The number is the son’s. Ask for amma after eight in the evening.' },
    { ...lead('connected'), type: 'call_note', says: 'Accha, papa se poochke batayenge. Ring on Saturday.' },
    {
      ...lead('appointment_booked'),
      type: 'whatsapp_note',
      says: 'Sent the photo of the old OPG: 2 years old, take a new one.\nSaturday pakka, he says.',
    },
    {
      ...lead('visited'),
      type: 'visit_note',
      says: 'X-ray taken, plan explained.\n- two fillings\n- one root canal, upper left\n- cleaning first',
      pinned: true,
    },
  ],
];

/** What the admin of the clinics adds; some of it is not for the desks. */
const ofClinicsAdmin: readonly Told[] = [
  { ...lead('connected'), says: 'Offer the January package if price comes up again.' },
  {
    ...lead('connected'),
    type: 'internal',
    says: 'Up to 10% off is fine here, she brought us three families. Nothing in writing.',
    forAdmins: true,
  },
  {
    ...lead('visited'),
    type: 'internal',
    says: 'Complained about the waiting time. I called her myself.',
    forAdmins: true,
  },
  {
    ...lead('dnc'),
    type: 'internal',
    says: 'Threatened to go to the consumer forum: no calls, no messages.',
    forAdmins: true,
  },
];

const called = (on: string, field: string, value: string): Pick<Told, 'on' | 'where'> => ({
  on,
  where: { field, op: 'eq', value },
});

/** Who of the general tenant wrote what, by their address. */
const ofOffice: Readonly<Record<string, readonly Told[]>> = {
  'anita@litedesk.example': [
    {
      ...called('deals', 'name', '60 seats for merchandising'),
      type: 'visit_note',
      says: 'MD showed us the floor himself. Two shifts, so two log-ins a machine.\nPuts everything off till after Pongal.',
      pinned: true,
    },
    {
      ...called('deals', 'name', '60 seats for merchandising'),
      type: 'call_note',
      says: 'Purchase wants 8% off, MD never mentioned it. Hold.',
    },
    {
      ...called('contacts', 'lastName', 'Subramanian'),
      type: 'call_note',
      says: 'Best reached before ten, then he is in audits.',
    },
    {
      ...called('tasks', 'title', 'Send the revised quote for 60 seats'),
      type: 'follow_up',
      says: 'Send it as PDF and on WhatsApp, both.',
    },
  ],
  'meera@litedesk.example': [
    {
      ...called('companies', 'name', 'Vidhya Mandhiram Matric Hr Sec School'),
      type: 'whatsapp_note',
      says: 'Fees module goes live after Deepavali. Principal madam wants Tamil receipts.',
    },
    {
      ...called('companies', 'name', 'Kongu Valves and Fittings'),
      says: 'Closed since the flood. Ask again in April, thoda patience.',
    },
  ],
  'owner@litedesk.example': [
    {
      ...called('deals', 'name', '60 seats for merchandising'),
      type: 'internal',
      says: 'We can go down to 18% margin on this one, not below.',
      forAdmins: true,
    },
    {
      ...called('companies', 'name', 'Kongu Valves and Fittings'),
      type: 'internal',
      says: 'Owes us two quarters. No new licences before it is paid.',
      forAdmins: true,
    },
  ],
};

/** What one of the desks wrote; `turn` says whose hand. */
export const writeAtDesk = (tenant: Tenant, person: Person, turn: number): Promise<void> =>
  write(tenant, person, ofDesk[turn % ofDesk.length] ?? []);

export const writeAsClinicsAdmin = (tenant: Tenant, admin: Person): Promise<void> =>
  write(tenant, admin, ofClinicsAdmin);

export const writeInOffice = (tenant: Tenant, person: Person): Promise<void> =>
  write(tenant, person, ofOffice[person.email] ?? []);

/** One after the other. What they wrote already counts: a seeding that was cut short goes on instead of starting over. */
const write = async (tenant: Tenant, person: Person, told: readonly Told[]): Promise<void> => {
  const actor = actorOf(tenant, person);
  const own: Filter = { field: 'authorId', op: 'eq', value: person.id };
  const written = await countRecords(tenant, actor, named('notes'), own);
  for (const one of told.slice(written)) {
    const definition = named(one.on);
    const sort = parseSort('-createdAt', definition);
    const { records } = await readPage(tenant, actor, { definition, filter: one.where, sort, limit: 1 });
    const [record] = records;
    if (!record) continue;
    const answer = await enqueue(
      tenant,
      { kind: 'user', id: person.id },
      {
        mid: v7(),
        name: 'notes.create',
        args: {
          subjectType: one.on,
          subjectId: record.id,
          content: one.says,
          type: one.type ?? 'general',
          pinned: one.pinned ?? false,
          visibility: one.forAdmins ? 'admin_only' : 'shared',
        },
      },
    );
    if (!answer.ok) throw new Refusal(answer.error.code, answer.error.message, answer.error.details);
  }
};
