import { v7 } from 'uuid';
import { canary } from './canaries.ts';
import type { Maker, Stage } from './operations.ts';
import type { Client } from './client.ts';
import type { Rng } from './rng.ts';

const heldOf = (doer: Client, collection: string): string[] =>
  [...doer.replica.records().keys()]
    .filter((key) => key.startsWith(`${collection}/`))
    .map((key) => key.slice(collection.length + 1));

/** Whose a task is: a team's, a person's, both, or of no one but the managers. */
const place = (doer: Client, rng: Rng, { teams }: Stage): { readonly [field: string]: string | null } => ({
  teamId: rng.chance(0.3) ? null : rng.pick(teams[doer.person.slug] ?? []),
  assignedTo: rng.chance(0.5) ? null : rng.pick(heldOf(doer, 'users')),
});

const create: Maker = (doer, _task, rng, stage) => ({
  name: 'tasks.create',
  args: { title: `Task ${canary(stage.canaries)}`, ...place(doer, rng, stage) },
  changes: true,
});

const update: Maker = (_doer, task, rng, stage) => ({
  name: 'tasks.update',
  args: { id: task.id, patch: { description: canary(stage.canaries), priority: rng.pick(['low', 'high']) } },
  changes: true,
});

/** The new place and the new text in one: those who lose the task must not get to read it. */
const move: Maker = (doer, task, rng, stage) => ({
  name: 'tasks.update',
  args: { id: task.id, patch: { ...place(doer, rng, stage), description: canary(stage.canaries) } },
  changes: true,
});

const remove: Maker = (_doer, task) => ({ name: 'tasks.delete', args: { id: task.id }, changes: true });

const addStep: Maker = (_doer, task, rng, stage) => ({
  name: 'subtasks.create',
  args: { taskId: task.id, title: `Step ${canary(stage.canaries)}`, ...(rng.chance(0.5) ? { id: v7() } : {}) },
  changes: true,
});

const stepOf = (doer: Client, rng: Rng): string | null => {
  const steps = heldOf(doer, 'subtasks');
  return steps.length > 0 ? rng.pick(steps) : null;
};

const tick: Maker = (doer, _task, rng) => {
  const id = stepOf(doer, rng);
  return id === null ? null : { name: 'subtasks.update', args: { id, patch: { completed: rng.chance(0.6) } } };
};

const rename: Maker = (doer, _task, rng, stage) => {
  const id = stepOf(doer, rng);
  const patch = { title: `Step ${canary(stage.canaries)}` };
  return id === null ? null : { name: 'subtasks.update', args: { id, patch }, changes: true };
};

/** To another task, whose audience may be another one. */
const moveStep: Maker = (doer, task, rng, stage) => {
  const id = stepOf(doer, rng);
  const patch = { taskId: task.id, title: `Step ${canary(stage.canaries)}` };
  return id === null ? null : { name: 'subtasks.update', args: { id, patch }, changes: true };
};

const removeStep: Maker = (doer, _task, rng) => {
  const id = stepOf(doer, rng);
  return id === null ? null : { name: 'subtasks.delete', args: { id }, changes: true };
};

/** What people do with tasks and their steps; a viewer asks for it, too. */
export const withTasks: readonly Maker[] = [
  create,
  update,
  move,
  move,
  remove,
  addStep,
  addStep,
  addStep,
  tick,
  tick,
  rename,
  moveStep,
  removeStep,
];
