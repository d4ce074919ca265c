import { everything, everywhere, type Grants } from '#shared/access.ts';
import { collection } from '#shared/collection.ts';
import { boolean } from '#shared/fields/boolean.ts';
import { link } from '#shared/fields/link.ts';
import { text } from '#shared/fields/text.ts';
import { tasks } from './tasks.ts';

/** Who sees a task works through its steps, together with everyone else who sees it. */
const ofSeenTasks: Grants = { view: everywhere, create: everywhere, update: everywhere, delete: everywhere };

/** A step of a task, ticked when it is done. */
export const subtasks = collection({
  name: 'subtasks',
  label: { one: 'Subtask', many: 'Subtasks' },
  suites: ['general'],
  icon: 'list-checks',
  fields: {
    taskId: link({ label: 'Task', required: true, to: () => tasks, onDelete: 'cascade' }),
    title: text({ label: 'Subtask', required: true, max: 200, search: true }),
    completed: boolean({ label: 'Done', required: true, default: false }),
  },
  title: ['title'],
  parent: { field: 'taskId', of: () => [tasks] },
  scopes: [],
  access: {
    super_admin: everything,
    owner: everything,
    admin: everything,
    manager: everything,
    user: ofSeenTasks,
    viewer: { view: everywhere },
  },
  // A list of steps reads in the order in which it was written.
  sorts: [{ label: 'Oldest', by: ['createdAt'] }],
  filters: ['taskId'],
  list: ['title', 'completed', 'taskId'],
  form: [{ title: 'Subtask', fields: ['taskId', 'title', 'completed'] }],
});
