import { everything, everywhere } from '#shared/access.ts';
import { collection } from '#shared/collection.ts';
import { boolean } from '#shared/fields/boolean.ts';
import { longText, text } from '#shared/fields/text.ts';

/** People who work on the same records. Who is in one stands in the users' records; everyone sees that it is there. */
export const teams = collection({
  name: 'teams',
  label: { one: 'Team', many: 'Teams' },
  suites: ['general'],
  icon: 'users-round',
  supporting: true,
  fields: {
    name: text({ label: 'Name', required: true, max: 80, search: true }),
    description: longText({ label: 'Description', max: 500 }),
    isActive: boolean({ label: 'Active', required: true, default: true }),
  },
  active: 'isActive',
  title: ['name'],
  scopes: [],
  access: {
    super_admin: everything,
    owner: everything,
    admin: everything,
    manager: { view: everywhere },
    user: { view: everywhere },
    viewer: { view: everywhere },
  },
  unique: [['name']],
  sorts: [{ label: 'Name', by: ['name'] }],
  filters: ['isActive'],
  list: ['name', 'description', 'isActive'],
  form: [{ title: 'Team', fields: ['name', 'description', 'isActive'] }],
});
