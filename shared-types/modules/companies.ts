import { everything, everywhere, mine } from '#shared/access.ts';
import { collection } from '#shared/collection.ts';
import { choice, multiChoice } from '#shared/fields/choice.ts';
import { email } from '#shared/fields/email.ts';
import { link } from '#shared/fields/link.ts';
import { money, number } from '#shared/fields/number.ts';
import { phone } from '#shared/fields/phone.ts';
import { longText, text } from '#shared/fields/text.ts';
import { url } from '#shared/fields/url.ts';
import { users } from './users.ts';

/** An organization that contacts work for. Everyone sees all of them; a user changes those they own. */
export const companies = collection({
  name: 'companies',
  label: { one: 'Company', many: 'Companies' },
  suites: ['general'],
  icon: 'building',
  fields: {
    name: text({ label: 'Name', required: true, max: 160, search: true }),
    industry: text({ label: 'Industry', max: 80, search: true }),
    type: choice({
      label: 'Type',
      choices: [
        { value: 'customer', label: 'Customer', tone: 'green' },
        { value: 'vendor', label: 'Vendor', tone: 'violet' },
        { value: 'partner', label: 'Partner', tone: 'teal' },
        { value: 'competitor', label: 'Competitor', tone: 'orange' },
      ],
    }),
    status: choice({
      label: 'Status',
      required: true,
      default: 'active',
      choices: [
        { value: 'active', label: 'Active', tone: 'green' },
        { value: 'inactive', label: 'Inactive', tone: 'slate' },
        { value: 'suspended', label: 'Suspended', tone: 'red' },
      ],
    }),
    rating: number({ label: 'Rating', integer: true, min: 1, max: 5 }),
    email: email({ label: 'Email', search: true }),
    phone: phone({ label: 'Phone', search: true }),
    website: url({ label: 'Website', max: 200 }),
    linkedin: url({ label: 'LinkedIn', max: 200 }),
    twitter: text({ label: 'Twitter', max: 100 }),
    accountOwner: link({ label: 'Account owner', to: () => users, onDeactivate: 'offer' }),
    parentCompany: link({ label: 'Parent company', to: 'self' }),
    billingStreet: text({ label: 'Street' }),
    billingCity: text({ label: 'City', max: 80, search: true }),
    billingState: text({ label: 'State', max: 80 }),
    billingCountry: text({ label: 'Country', max: 80 }),
    billingPostalCode: text({ label: 'Postal code', max: 20 }),
    shippingStreet: text({ label: 'Shipping street' }),
    shippingCity: text({ label: 'Shipping city', max: 80 }),
    shippingState: text({ label: 'Shipping state', max: 80 }),
    shippingCountry: text({ label: 'Shipping country', max: 80 }),
    shippingPostalCode: text({ label: 'Shipping postal code', max: 20 }),
    numberOfEmployees: number({ label: 'Employees', integer: true, min: 0 }),
    annualRevenue: money({ label: 'Annual revenue', min: 0 }),
    taxId: text({ label: 'Tax ID', max: 40 }),
    tags: multiChoice({ label: 'Tags', search: true }),
    notes: longText({ label: 'Notes' }),
  },
  title: ['name'],
  scopes: [{ name: 'assigned', by: { field: 'accountOwner', is: 'self' } }],
  access: {
    super_admin: everything,
    owner: everything,
    admin: everything,
    manager: everything,
    user: { view: everywhere, create: mine, update: mine, delete: mine },
    viewer: { view: everywhere },
  },
  sorts: [
    { label: 'Name', by: ['name'] },
    { label: 'Newest', by: ['createdAt'], descending: true },
    { label: 'Revenue', by: ['annualRevenue'], descending: true },
  ],
  filters: ['type', 'status', 'accountOwner', 'parentCompany', 'tags'],
  list: ['name', 'industry', 'type', 'status', 'billingCity', 'annualRevenue', 'accountOwner'],
  form: [
    {
      title: 'Company',
      fields: ['name', 'industry', 'type', 'status', 'rating', 'accountOwner', 'parentCompany', 'tags'],
    },
    { title: 'Contact details', fields: ['email', 'phone', 'website', 'linkedin', 'twitter'] },
    {
      title: 'Billing address',
      fields: ['billingStreet', 'billingCity', 'billingState', 'billingCountry', 'billingPostalCode'],
    },
    {
      title: 'Shipping address',
      fields: ['shippingStreet', 'shippingCity', 'shippingState', 'shippingCountry', 'shippingPostalCode'],
    },
    { title: 'Business', fields: ['numberOfEmployees', 'annualRevenue', 'taxId', 'notes'] },
  ],
});
