import { everything, everywhere, mine } from '#shared/access.ts';
import { choicesIn } from '#shared/catalog.ts';
import { collection } from '#shared/collection.ts';
import { currencies } from '#shared/currencies.ts';
import { choice, multiChoice } from '#shared/fields/choice.ts';
import { date } from '#shared/fields/date.ts';
import type { Choice } from '#shared/fields/field.ts';
import { link } from '#shared/fields/link.ts';
import { money, number } from '#shared/fields/number.ts';
import { rows } from '#shared/fields/rows.ts';
import { longText, text } from '#shared/fields/text.ts';
import { invalid } from '#shared/refusal.ts';
import { companies } from './companies.ts';
import { contacts } from './contacts.ts';
import { items } from './items.ts';
import { users } from './users.ts';

/** A tenant may rename them and add its own; rules ask what a stage means. */
const stages = [
  { value: 'prospecting', label: 'Prospecting', tone: 'slate', means: 'open' },
  { value: 'qualification', label: 'Qualification', tone: 'blue', means: 'open' },
  { value: 'proposal', label: 'Proposal', tone: 'violet', means: 'open' },
  { value: 'negotiation', label: 'Negotiation', tone: 'amber', means: 'open' },
  { value: 'closed_won', label: 'Won', tone: 'green', means: 'won' },
  { value: 'closed_lost', label: 'Lost', tone: 'red', means: 'lost' },
] as const satisfies readonly Choice[];

/** How likely a sale is at the product's open stages, unless someone says otherwise. */
const probabilityAt: ReadonlyMap<string, number> = new Map([
  ['prospecting', 10],
  ['qualification', 25],
  ['proposal', 50],
  ['negotiation', 75],
]);

const meaningOf = (stage: string, all: readonly Choice[]): string =>
  all.find(({ value }) => value === stage)?.means ?? 'open';

/** At a stage that the tenant added, as likely as at the one before it. */
const probabilityOf = (stage: string, all: readonly Choice[]): number => {
  const meaning = meaningOf(stage, all);
  if (meaning !== 'open') return meaning === 'won' ? 100 : 0;
  const upToHere = all.slice(0, all.findIndex(({ value }) => value === stage) + 1);
  return upToHere.flatMap(({ value }) => probabilityAt.get(value) ?? []).at(-1) ?? 0;
};

const lineColumns = {
  itemId: link({ label: 'Item', to: () => items, inUse: 'selling this item' }),
  description: text({ label: 'Description', max: 200 }),
  quantity: number({ label: 'Quantity', required: true, default: 1, min: 0 }),
  price: money({ label: 'Price', required: true, min: 0, currencyField: 'currency' }),
  discount: number({ label: 'Discount %', min: 0, max: 100 }),
  total: money({ label: 'Total', readOnly: true, currencyField: 'currency' }),
};

type Amounts = { readonly quantity: number; readonly price: number; readonly discount: number | null };

/** Rounded per line, a half upwards. */
const totalOf = ({ quantity, price, discount }: Amounts): number =>
  Math.round((quantity * price * (100 - (discount ?? 0))) / 100);

/** A sale that may come about. */
export const deals = collection({
  name: 'deals',
  label: { one: 'Deal', many: 'Deals' },
  suites: ['general'],
  icon: 'handshake',
  fields: {
    name: text({ label: 'Name', required: true, max: 160, search: true }),
    companyId: link({ label: 'Company', to: () => companies }),
    contactId: link({ label: 'Contact', to: () => contacts }),
    pipeline: choice({
      label: 'Pipeline',
      tailorable: true,
      required: true,
      default: 'sales',
      choices: [
        { value: 'sales', label: 'Sales' },
        { value: 'partnership', label: 'Partnership' },
      ],
    }),
    stage: choice({ label: 'Stage', tailorable: true, required: true, default: 'prospecting', choices: stages }),
    amount: money({ label: 'Amount', min: 0, currencyField: 'currency', help: 'With lines, it is their total.' }),
    currency: choice({
      label: 'Currency',
      help: 'Left empty, it is the currency of the workspace.',
      choices: currencies,
    }),
    probability: number({ label: 'Probability %', integer: true, min: 0, max: 100 }),
    weighted: money({ label: 'Weighted', readOnly: true, currencyField: 'currency' }),
    expectedCloseDate: date({ label: 'Expected close' }),
    actualCloseDate: date({ label: 'Closed on' }),
    assignedTo: link({ label: 'Owner', to: () => users, onDeactivate: 'offer' }),
    type: choice({
      label: 'Type',
      tailorable: true,
      choices: [
        { value: 'new_business', label: 'New business' },
        { value: 'existing_business', label: 'Existing business' },
        { value: 'renewal', label: 'Renewal' },
      ],
    }),
    source: choice({
      label: 'Source',
      tailorable: true,
      choices: [
        { value: 'website', label: 'Website' },
        { value: 'referral', label: 'Referral' },
        { value: 'social', label: 'Social' },
        { value: 'event', label: 'Event' },
        { value: 'cold_call', label: 'Cold call' },
      ],
    }),
    lostReason: text({ label: 'Lost because', max: 200 }),
    lineItems: rows({ label: 'Lines', columns: lineColumns }),
    tags: multiChoice({ label: 'Tags', search: true }),
    description: longText({ label: 'Description' }),
  },
  title: ['name'],
  scopes: [{ name: 'assigned', by: { field: 'assignedTo', is: 'self' } }],
  access: {
    super_admin: everything,
    owner: everything,
    admin: everything,
    manager: everything,
    user: { view: mine, create: mine, update: mine },
    viewer: { view: everywhere },
  },
  sorts: [
    // Open ones come first, and among them what is due.
    { label: 'Stage', by: ['stage', 'expectedCloseDate'] },
    { label: 'Expected close', by: ['expectedCloseDate'] },
    { label: 'Amount', by: ['amount'], descending: true },
    { label: 'Newest', by: ['createdAt'], descending: true },
  ],
  filters: ['stage', 'pipeline', 'companyId', 'contactId', 'assignedTo', 'expectedCloseDate'],
  list: ['name', 'companyId', 'stage', 'amount', 'probability', 'expectedCloseDate', 'assignedTo'],
  form: [
    { title: 'Deal', fields: ['name', 'companyId', 'contactId', 'stage', 'pipeline', 'assignedTo'] },
    {
      title: 'Value',
      fields: ['amount', 'currency', 'probability', 'weighted', 'expectedCloseDate', 'actualCloseDate'],
    },
    { title: 'Quote', fields: ['lineItems'] },
    { title: 'More', fields: ['type', 'source', 'lostReason', 'tags', 'description'] },
  ],
  derive: (next, previous, { set, today, catalog }) => {
    const moved = previous?.stage !== next.stage;
    const all = choicesIn(catalog, 'deals', 'stage');
    const usual = probabilityOf(next.stage, all);
    const probability = moved && !set.has('probability') ? usual : (next.probability ?? usual);
    const lineItems = next.lineItems?.map((line) => ({ ...line, total: totalOf(line) })) ?? null;
    const amount = lineItems?.length ? lineItems.reduce((sum, { total }) => sum + total, 0) : next.amount;
    return {
      probability,
      lineItems,
      amount,
      weighted: amount === null ? null : Math.round((amount * probability) / 100),
      actualCloseDate:
        moved && !set.has('actualCloseDate')
          ? meaningOf(next.stage, all) === 'open'
            ? null
            : today
          : next.actualCloseDate,
    };
  },
  check: (next, _previous, { catalog }) => {
    if (meaningOf(next.stage, choicesIn(catalog, 'deals', 'stage')) === 'lost' && !next.lostReason)
      throw invalid('lostReason', 'Say why the deal was lost.');
  },
});
