import { everything, inScope } from '#shared/access.ts';
import { collection } from '#shared/collection.ts';
import { choice } from '#shared/fields/choice.ts';
import { dateTime } from '#shared/fields/date.ts';
import { link } from '#shared/fields/link.ts';
import { text } from '#shared/fields/text.ts';
import type { Effect } from '#shared/transaction.ts';
import { inMyClinics } from './access.ts';
import { clinics } from './clinics.ts';
import { leads, leadStatuses } from './leads.ts';

/**
 * Every status a lead has had: who set it, when and why. The steps travel with the lead; what was said and by whom stays
 * with the clinic of the time.
 */
export const leadStatusHistory = collection({
  name: 'leadStatusHistory',
  label: { one: 'Status change', many: 'Status history' },
  suites: ['dental'],
  icon: 'history',
  internal: true,
  fields: {
    leadId: link({ label: 'Lead', required: true, to: () => leads }),
    clinicId: link({ label: 'Clinic then', to: () => clinics }),
    fromStatus: choice({ label: 'From', choices: leadStatuses }),
    toStatus: choice({ label: 'To', required: true, choices: leadStatuses }),
    changedBy: link({ label: 'By', to: 'people' }),
    changedByName: text({ label: 'By', max: 120 }),
    changedAt: dateTime({ label: 'When', required: true }),
    reason: text({ label: 'Reason', max: 500 }),
  },
  title: ['toStatus'],
  parent: { field: 'leadId', of: () => [leads] },
  scopes: [
    { name: 'clinic', by: { field: 'clinicId', memberOf: 'clinics' } },
    { name: 'steps', fields: ['leadId', 'fromStatus', 'toStatus', 'changedAt'] },
  ],
  access: {
    super_admin: everything,
    owner: everything,
    admin: everything,
    clinic_staff: { view: [inMyClinics, inScope('steps')] },
  },
  sorts: [{ label: 'Newest', by: ['changedAt'], descending: true }],
  filters: ['leadId'],
  list: ['changedAt', 'fromStatus', 'toStatus', 'reason'],
  form: [],
});

/** Each status that a lead takes, its first one included, is a line of its history. */
export const leadHistory: Effect = {
  of: leads,
  run: (tx, { next, previous }, { actor, reason, now }) => {
    if (previous && previous['status'] === next['status']) return;
    tx.create(leadStatusHistory, {
      leadId: next.id,
      clinicId: (next['clinicId'] ?? null) as string | null,
      fromStatus: (previous?.['status'] ?? null) as never,
      toStatus: next['status'] as never,
      changedBy: actor.id,
      changedByName: actor.name,
      changedAt: previous ? now : next.createdAt,
      reason,
    });
  },
};
