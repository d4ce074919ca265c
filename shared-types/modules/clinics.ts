import { everything } from '#shared/access.ts';
import { collection } from '#shared/collection.ts';
import { boolean } from '#shared/fields/boolean.ts';
import { date } from '#shared/fields/date.ts';
import { phone } from '#shared/fields/phone.ts';
import { rows } from '#shared/fields/rows.ts';
import { text, longText } from '#shared/fields/text.ts';
import { weekHours } from '#shared/fields/week-hours.ts';
import { invalid } from '#shared/refusal.ts';
import { inMyClinics } from './access.ts';

/** What stands in an address where a clinic's short name does, now or soon. */
const places = new Set(
  `login logout api socket.io notes leads tbd users clinics companies contacts appointments calendar analytics people
   settings deals projects tasks events items documents transactions reports forms processes import export bin`.split(
    /\s+/,
  ),
);

/** A place where patients are treated. Its slug is part of addresses: `/avmsmiles/rs-puram`. */
export const clinics = collection({
  name: 'clinics',
  label: { one: 'Clinic', many: 'Clinics' },
  suites: ['dental'],
  icon: 'building-2',
  supporting: true,
  fields: {
    name: text({ label: 'Name', required: true, max: 80, search: true }),
    slug: text({ label: 'Short name in addresses', required: true, max: 40 }),
    address: longText({ label: 'Address', max: 500 }),
    phone: phone({ label: 'Phone', search: true }),
    hours: weekHours({ label: 'Opening hours' }),
    holidays: rows({
      label: 'Holidays',
      help: 'Days on which it is closed, whatever the weekday.',
      columns: {
        day: date({ label: 'Day', required: true }),
        name: text({ label: 'Holiday', max: 80 }),
      },
    }),
    isActive: boolean({ label: 'Active', required: true, default: true }),
  },
  active: 'isActive',
  title: ['name'],
  scopes: [{ name: 'member', by: { field: 'id', memberOf: 'clinics' } }],
  access: { super_admin: everything, owner: everything, admin: everything, clinic_staff: { view: inMyClinics } },
  unique: [['slug'], ['name']],
  sorts: [{ label: 'Name', by: ['name'] }],
  filters: ['isActive'],
  list: ['name', 'phone', 'address', 'isActive'],
  form: [
    { title: 'Clinic', fields: ['name', 'slug', 'address', 'phone', 'isActive'] },
    { title: 'When it is open', fields: ['hours', 'holidays'] },
  ],
  check: (next) => {
    const days = (next.holidays ?? []).map(({ day }) => day);
    const twice = days.find((day, at) => days.indexOf(day) !== at);
    if (twice !== undefined) throw invalid('holidays', `${twice} is there twice. Leave one of them out.`);
    if (places.has(next.slug)) {
      throw invalid('slug', `"${next.slug}" is the address of a page; choose another short name.`);
    }
    if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(next.slug)) {
      throw invalid('slug', 'The short name takes small letters, digits and single hyphens, like rs-puram.');
    }
  },
});
