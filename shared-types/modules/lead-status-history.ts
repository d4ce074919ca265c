import { everything, everywhere } from '#shared/access.ts';
import { collection } from '#shared/collection.ts';
import { choice } from '#shared/fields/choice.ts';
import { dateTime } from '#shared/fields/date.ts';
import { link } from '#shared/fields/link.ts';
import { text } from '#shared/fields/text.ts';
import { leads, leadStatuses } from './leads.ts';

/** Every status a lead has had: who set it, when and why. Written with the change itself, in its transaction. */
export const leadStatusHistory = collection({
  name: 'leadStatusHistory',
  label: { one: 'Status change', many: 'Status history' },
  suites: ['dental'],
  icon: 'history',
  internal: true,
  fields: {
    leadId: link({ label: 'Lead', required: true, to: () => leads }),
    fromStatus: choice({ label: 'From', choices: leadStatuses }),
    toStatus: choice({ label: 'To', required: true, choices: leadStatuses }),
    changedBy: link({ label: 'By', to: 'people' }),
    changedByName: text({ label: 'By', max: 120 }),
    changedAt: dateTime({ label: 'When', required: true }),
    reason: text({ label: 'Reason', max: 500 }),
  },
  title: ['toStatus'],
  parent: { field: 'leadId', collection: () => leads },
  scopes: [],
  access: { super_admin: everything, owner: everything, admin: everything, clinic_staff: { view: everywhere } },
  sorts: [{ label: 'Newest', by: ['changedAt'], descending: true }],
  filters: ['leadId'],
  list: ['changedAt', 'fromStatus', 'toStatus', 'reason'],
  form: [],
});
