import { collection } from '#shared/collection.ts';
import { choice } from '#shared/fields/choice.ts';
import { dateTime } from '#shared/fields/date.ts';
import { link } from '#shared/fields/link.ts';
import { text } from '#shared/fields/text.ts';
import { leads, leadStatuses } from './leads.ts';
import { full } from './permissions.ts';

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
    changedBy: link({ label: 'By', to: () => ({ name: 'users' }) }),
    changedByName: text({ label: 'By', max: 120 }),
    changedAt: dateTime({ label: 'When', required: true }),
    reason: text({ label: 'Reason', max: 500 }),
  },
  title: ['toStatus'],
  parent: { field: 'leadId', collection: () => leads },
  scopes: [],
  permissions: { super_admin: full, owner: full, admin: full, clinic_staff: { view: ['all'] } },
  sorts: [{ label: 'Newest', by: ['changedAt'], descending: true }],
  filters: ['leadId'],
  list: ['changedAt', 'fromStatus', 'toStatus', 'reason'],
  form: [],
});
