import { collection } from '#shared/collection.ts';
import { choice, multiChoice } from '#shared/fields/choice.ts';
import { date, dateTime } from '#shared/fields/date.ts';
import { link } from '#shared/fields/link.ts';
import { number } from '#shared/fields/number.ts';
import { reference } from '#shared/fields/reference.ts';
import { longText, text } from '#shared/fields/text.ts';
import { invalid } from '#shared/refusal.ts';
import { companies } from './companies.ts';
import { contacts } from './contacts.ts';
import { deals } from './deals.ts';
import { sharedAccess } from './access.ts';
import { teams } from './teams.ts';
import { users } from './users.ts';

/** Something to be done by someone, by some day, about some record. */
export const tasks = collection({
  name: 'tasks',
  label: { one: 'Task', many: 'Tasks' },
  suites: ['general'],
  icon: 'square-check',
  fields: {
    title: text({ label: 'Task', required: true, max: 200, search: true }),
    status: choice({
      label: 'Status',
      required: true,
      default: 'todo',
      choices: [
        { value: 'todo', label: 'To do', tone: 'slate' },
        { value: 'in_progress', label: 'In progress', tone: 'blue' },
        { value: 'waiting', label: 'Waiting', tone: 'amber' },
        { value: 'completed', label: 'Done', tone: 'green' },
        { value: 'cancelled', label: 'Cancelled', tone: 'slate' },
      ],
    }),
    priority: choice({
      label: 'Priority',
      required: true,
      default: 'medium',
      choices: [
        { value: 'urgent', label: 'Urgent', tone: 'red' },
        { value: 'high', label: 'High', tone: 'orange' },
        { value: 'medium', label: 'Medium', tone: 'blue' },
        { value: 'low', label: 'Low', tone: 'slate' },
      ],
    }),
    subject: reference({ label: 'About', of: () => [companies, contacts, deals], onDelete: 'clear' }),
    assignedTo: link({ label: 'Assigned to', to: () => users, onDeactivate: 'offer' }),
    teamId: link({ label: 'Team', to: () => teams, onDeactivate: 'offer' }),
    assignedBy: link({ label: 'Assigned by', readOnly: true, to: () => users, onDelete: 'clear' }),
    dueDate: date({ label: 'Due' }),
    startDate: date({ label: 'Starts' }),
    completedAt: dateTime({ label: 'Done at', readOnly: true }),
    estimatedHours: number({ label: 'Estimated hours', min: 0, max: 10_000 }),
    actualHours: number({ label: 'Hours spent', min: 0, max: 10_000 }),
    tags: multiChoice({ label: 'Tags', search: true }),
    description: longText({ label: 'Description' }),
  },
  title: ['title'],
  scopes: [
    { name: 'assigned', by: { field: 'assignedTo', is: 'self' } },
    { name: 'team', by: { field: 'teamId', memberOf: 'teams' } },
  ],
  access: sharedAccess,
  sorts: [
    // What is to be done comes before what is done.
    { label: 'Status', by: ['status', 'dueDate'] },
    { label: 'Due', by: ['dueDate'] },
    { label: 'Priority', by: ['priority', 'dueDate'] },
    { label: 'Newest', by: ['createdAt'], descending: true },
  ],
  filters: ['status', 'priority', 'subject', 'assignedTo', 'teamId', 'dueDate'],
  list: ['title', 'status', 'priority', 'subject', 'assignedTo', 'teamId', 'dueDate'],
  form: [
    {
      title: 'Task',
      fields: ['title', 'status', 'priority', 'subject', 'assignedTo', 'teamId', 'dueDate', 'description'],
    },
    { title: 'Time', fields: ['startDate', 'estimatedHours', 'actualHours', 'completedAt', 'assignedBy', 'tags'] },
  ],
  derive: (next, previous, { actor, now }) => ({
    // The platform's people are no users of the tenant.
    assignedBy:
      previous?.assignedTo === next.assignedTo || actor.role === 'super_admin'
        ? next.assignedBy
        : next.assignedTo === null
          ? null
          : actor.id,
    completedAt: previous?.status === next.status ? next.completedAt : next.status === 'completed' ? now : null,
  }),
  check: (next) => {
    if (next.startDate && next.dueDate && next.dueDate < next.startDate)
      throw invalid('dueDate', 'A task is due on the day that it starts, or later.');
  },
});
