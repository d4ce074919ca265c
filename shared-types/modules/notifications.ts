import { everything, mine, type Grants } from '#shared/access.ts';
import { collection } from '#shared/collection.ts';
import { boolean } from '#shared/fields/boolean.ts';
import { choice } from '#shared/fields/choice.ts';
import { id } from '#shared/fields/id.ts';
import { link } from '#shared/fields/link.ts';
import { number } from '#shared/fields/number.ts';
import { text } from '#shared/fields/text.ts';
import { users } from './users.ts';

const own: Grants = { view: mine, update: mine };

/**
 * What someone should know of. It names its subject and says nothing about it: who may no longer see the subject learns
 * nothing from it either. The product makes it; its owner marks it as read.
 */
export const notifications = collection({
  name: 'notifications',
  label: { one: 'Notification', many: 'Notifications' },
  suites: ['dental', 'general'],
  icon: 'bell',
  fields: {
    userId: link({ label: 'For', required: true, requires: 'notify', to: () => users, onDelete: 'cascade' }),
    kind: choice({
      label: 'Kind',
      required: true,
      requires: 'notify',
      choices: [
        { value: 'lead_assigned', label: 'A lead came to your clinic' },
        { value: 'leads_assigned', label: 'Leads came to your clinic' },
      ],
    }),
    subjectType: text({ label: 'Collection of its subject', required: true, requires: 'notify', max: 40 }),
    subjectId: id({ label: 'Subject', required: true, requires: 'notify' }),
    // Of several records at once one notification says how many, and its subject is what they came to.
    count: number({ label: 'How many', integer: true, min: 1, requires: 'notify' }),
    isRead: boolean({ label: 'Read', required: true, default: false }),
  },
  title: ['kind'],
  scopes: [{ name: 'own', by: { field: 'userId', is: 'self' } }],
  actions: ['notify'],
  access: {
    super_admin: everything,
    owner: own,
    admin: own,
    manager: own,
    user: own,
    clinic_staff: own,
    viewer: own,
  },
  sorts: [{ label: 'Newest', by: ['createdAt'], descending: true }],
  filters: ['userId', 'isRead'],
  list: ['kind', 'isRead'],
  form: [],
  ownScreen: true,
  keepDays: 90,
});
