import { everything, everywhere, mine } from '#shared/access.ts';
import { collection } from '#shared/collection.ts';
import { command, transaction } from '#shared/command.ts';
import { multiChoice } from '#shared/fields/choice.ts';
import { dateTime } from '#shared/fields/date.ts';
import { id } from '#shared/fields/id.ts';
import { link, links } from '#shared/fields/link.ts';
import { text } from '#shared/fields/text.ts';
import { companies } from '#shared/modules/companies.ts';
import { contacts } from '#shared/modules/contacts.ts';
import { subtasks } from '#shared/modules/subtasks.ts';
import { tasks } from '#shared/modules/tasks.ts';
import { users } from '#shared/modules/users.ts';

/** A module that the product does not have: links of each kind, and a right of its own. */
export const visits = collection({
  name: 'visits',
  label: { one: 'Visit', many: 'Visits' },
  suites: ['general'],
  icon: 'map-pin',
  fields: {
    purpose: text({ label: 'Purpose', required: true, max: 80 }),
    hostId: link({ label: 'Host', required: true, to: () => companies, onDelete: 'cascade' }),
    payerId: link({ label: 'Payer', to: () => companies, onDelete: 'clear' }),
    guestIds: links({ label: 'Guests', to: () => contacts, onDelete: 'clear' }),
    topics: multiChoice({ label: 'Topics', required: true }),
    receivedAt: dateTime({ label: 'Received', readOnly: true }),
    assignedTo: link({ label: 'Assigned to', to: () => users }),
  },
  actions: ['receive'],
  title: ['purpose'],
  scopes: [{ name: 'assigned', by: { field: 'assignedTo', is: 'self' } }],
  access: {
    super_admin: everything,
    owner: everything,
    admin: everything,
    manager: { view: everywhere, create: everywhere, update: everywhere, delete: everywhere },
    // Receives guests, and changes nothing else.
    user: { view: mine, receive: mine },
  },
  sorts: [{ label: 'Purpose', by: ['purpose'] }],
  filters: ['hostId', 'payerId'],
  list: ['purpose', 'hostId'],
  form: [{ title: 'Visit', fields: ['purpose', 'hostId', 'payerId', 'guestIds', 'topics', 'assignedTo'] }],
});

export const visitsTable = [
  `create table visits (id uuid primary key, version int not null, created_at timestamptz(3) not null,
    created_by uuid, updated_at timestamptz(3) not null, updated_by uuid, deleted_at timestamptz(3),
    purpose text not null, host_id uuid not null, payer_id uuid, guest_ids uuid[], topics text[] not null,
    received_at timestamptz(3), assigned_to uuid, custom jsonb not null default '{}', search_text text not null default '',
    field_versions jsonb not null default '{}')`,
];

export const receiveVisit = command({
  verb: 'receive',
  collection: visits,
  action: 'receive',
  input: {},
  describe: 'Receive the guests of a visit.',
  change: (_visit, _args, { now }) => ({ receivedAt: now }),
});

export const bringBackVisit = transaction({
  name: 'visits.bringBack',
  on: visits,
  action: 'receive',
  input: { visit: id({ label: 'Visit', required: true }) },
  describe: 'Bring back a visit that was called off.',
  run: (tx, { visit }) => tx.restore(visits, visit),
});

export const callOffVisit = transaction({
  name: 'visits.callOff',
  on: visits,
  action: 'delete',
  input: { visit: id({ label: 'Visit', required: true }), purpose: text({ label: 'Purpose', required: true }) },
  describe: 'Call off a visit.',
  run: (tx, { visit, purpose }) => {
    tx.update(visits, visit, { purpose });
    tx.delete(visits, visit);
  },
});

/** Deletes a child before its parent. */
export const dropTask = transaction({
  name: 'tasks.drop',
  on: tasks,
  action: 'delete',
  input: { step: id({ label: 'Step', required: true }) },
  describe: 'Delete a step and the task that it is of.',
  run: (tx, { step }) => {
    const { taskId } = tx.get(subtasks, step);
    tx.delete(subtasks, step);
    tx.delete(tasks, taskId);
  },
});
