import { collection } from '#shared/collection.ts';
import { choice, multiChoice } from '#shared/fields/choice.ts';
import { dateTime } from '#shared/fields/date.ts';
import { email } from '#shared/fields/email.ts';
import { link } from '#shared/fields/link.ts';
import { phone } from '#shared/fields/phone.ts';
import { longText, text } from '#shared/fields/text.ts';
import { url } from '#shared/fields/url.ts';
import { sharedAccess } from './access.ts';
import { companies } from './companies.ts';
import { teams } from './teams.ts';
import { users } from './users.ts';

/** A person one does business with. */
export const contacts = collection({
  name: 'contacts',
  label: { one: 'Contact', many: 'Contacts' },
  suites: ['general'],
  icon: 'contact',
  fields: {
    firstName: text({ label: 'First name', required: true, max: 80, search: true }),
    lastName: text({ label: 'Last name', max: 80, search: true }),
    email: email({ label: 'Email', search: true }),
    phone: phone({ label: 'Phone', search: true }),
    mobile: phone({ label: 'Mobile', search: true }),
    companyId: link({ label: 'Company', to: () => companies }),
    jobTitle: text({ label: 'Job title', max: 120, search: true }),
    department: text({ label: 'Department', max: 80 }),
    type: choice({
      label: 'Type',
      choices: [
        { value: 'lead', label: 'Lead', tone: 'blue' },
        { value: 'customer', label: 'Customer', tone: 'green' },
        { value: 'vendor', label: 'Vendor', tone: 'violet' },
        { value: 'partner', label: 'Partner', tone: 'teal' },
      ],
    }),
    status: choice({
      label: 'Status',
      required: true,
      default: 'active',
      choices: [
        { value: 'active', label: 'Active', tone: 'green' },
        { value: 'inactive', label: 'Inactive', tone: 'slate' },
        { value: 'do_not_contact', label: 'Do not contact', tone: 'red' },
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
      ],
    }),
    assignedTo: link({ label: 'Assigned to', to: () => users, onDeactivate: 'offer' }),
    teamId: link({ label: 'Team', to: () => teams, onDeactivate: 'offer' }),
    lastContactedDate: dateTime({ label: 'Last contacted' }),
    tags: multiChoice({ label: 'Tags', search: true }),
    street: text({ label: 'Street' }),
    city: text({ label: 'City', max: 80, search: true }),
    state: text({ label: 'State', max: 80 }),
    country: text({ label: 'Country', max: 80 }),
    postalCode: text({ label: 'Postal code', max: 20 }),
    linkedin: url({ label: 'LinkedIn', max: 200 }),
    twitter: text({ label: 'Twitter', max: 100 }),
    website: url({ label: 'Website', max: 200 }),
    notes: longText({ label: 'Notes' }),
  },
  title: ['firstName', 'lastName'],
  doNotContact: {
    when: { field: 'status', op: 'eq', value: 'do_not_contact' },
    by: ['phone', 'mobile', 'email'],
    message: 'This person must not be contacted.',
    warning: 'This number or address must not be contacted.',
  },
  scopes: [
    { name: 'assigned', by: { field: 'assignedTo', is: 'self' } },
    { name: 'team', by: { field: 'teamId', memberOf: 'teams' } },
  ],
  access: sharedAccess,
  sorts: [
    { label: 'Name', by: ['firstName', 'lastName'] },
    { label: 'Newest', by: ['createdAt'], descending: true },
    { label: 'Last contacted', by: ['lastContactedDate'], descending: true },
  ],
  filters: ['companyId', 'type', 'status', 'source', 'assignedTo', 'teamId', 'tags'],
  list: ['firstName', 'lastName', 'companyId', 'jobTitle', 'email', 'mobile', 'type', 'status', 'assignedTo', 'teamId'],
  form: [
    {
      title: 'Person',
      fields: [
        'firstName',
        'lastName',
        'companyId',
        'jobTitle',
        'department',
        'type',
        'status',
        'source',
        'assignedTo',
        'teamId',
        'tags',
      ],
    },
    {
      title: 'Contact details',
      fields: ['email', 'phone', 'mobile', 'website', 'linkedin', 'twitter', 'lastContactedDate'],
    },
    { title: 'Address', fields: ['street', 'city', 'state', 'country', 'postalCode'] },
    { title: 'Notes', fields: ['notes'] },
  ],
});
