import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AnyRecord } from '#shared/collection.ts';
import type { MutationAnswer } from '#shared/protocol.ts';
import type { TestClient } from '#server/testing/client.ts';
import { world, type Person, type World } from '#server/testing/world.ts';

const recordIn = (answer: MutationAnswer): AnyRecord => {
  assert.ok(answer.ok && answer.record, JSON.stringify(answer));
  return answer.record;
};
const code = (answer: MutationAnswer): string => (answer.ok ? 'allowed' : answer.error.code);

const stepsOf = async (client: TestClient, taskId: string): Promise<unknown[]> => {
  const page = await client.query({ collection: 'subtasks', filter: { field: 'taskId', op: 'eq', value: taskId } });
  assert.ok(page.ok, JSON.stringify(page));
  return page.records.map((record) => [record['title'], record['completed']]);
};

const lastOp = ({ changes }: TestClient, id: string): string | undefined =>
  changes.filter((change) => change.id === id).at(-1)?.op;

type Story = World & { readonly boss: Person; readonly uma: Person; readonly udo: Person; readonly task: AnyRecord };

/** Uma and Udo share a team, and the task that is the team's. */
const story = async (t: Parameters<typeof world>[0], options?: Parameters<typeof world>[1]): Promise<Story> => {
  const w = await world(t, { ...options, also: ['general'] });
  const [boss, uma, udo] = [await w.staffOf('admin', w.general), await w.staffOf('user'), await w.staffOf('user')];
  const team = await w.create(w.general, 'teams.create', { name: 'North' });
  for (const { id } of [uma, udo])
    assert.ok((await boss.mutate('users.update', { id, patch: { teamIds: [team.id] } })).ok);
  const task = await w.create(w.general, 'tasks.create', { title: 'Prepare the fair', teamId: team.id });
  return { ...w, boss, uma, udo, task };
};

test('who sees a task writes its steps; the others see that live, and it can be undone', async (t) => {
  const { uma, udo, task } = await story(t);
  const [desk, other] = [await uma.connect(), await udo.connect()];
  const step = recordIn(await desk.mutate('subtasks.create', { taskId: task.id, title: 'Book the stall' }));
  await other.until('the step', (client) => lastOp(client, step.id) === 'upsert');
  recordIn(await other.mutate('subtasks.update', { id: step.id, patch: { completed: true } }));
  await desk.until('the tick', ({ changes }) => changes.some(({ data }) => data?.['completed'] === true));
  const renamed = await desk.mutate('subtasks.update', { id: step.id, patch: { title: 'Book two stalls' } });
  recordIn(await desk.mutate('undo', { of: renamed.mid }));
  assert.deepEqual(await stepsOf(other, task.id), [['Book the stall', true]]);

  const gone = await other.mutate('subtasks.delete', { id: step.id });
  await desk.until('that it is gone', (client) => lastOp(client, step.id) === 'remove');
  assert.equal(code(await desk.mutate('undo', { of: gone.mid })), 'NOT_FOUND', 'another person’s is not there');
  recordIn(await other.mutate('undo', { of: gone.mid }));
  await desk.until('that it is back', (client) => lastOp(client, step.id) === 'upsert');
  assert.deepEqual(await stepsOf(desk, task.id), [['Book the stall', true]]);
});

test('who does not see a task has none of its steps, who only reads it changes none', async (t) => {
  const { staffOf, uma, task } = await story(t);
  const [stranger, reader] = [await staffOf('user'), await staffOf('viewer')];
  const step = recordIn(await uma.mutate('subtasks.create', { taskId: task.id, title: 'CANARY' }));
  const [outside, beside] = [await stranger.connect(), await reader.connect()];
  assert.deepEqual(await stepsOf(outside, task.id), []);
  assert.equal(code(await outside.mutate('subtasks.update', { id: step.id, patch: { title: 'Mine' } })), 'NOT_FOUND');
  const refused = await outside.mutate('subtasks.create', { taskId: task.id, title: 'Mine' });
  const unknown = await outside.mutate('subtasks.create', { taskId: step.id, title: 'Mine' });
  assert.deepEqual([code(refused), refused.ok || refused.error], [code(unknown), unknown.ok || unknown.error]);
  assert.notEqual(code(refused), 'allowed');
  assert.ok(!outside.seen().includes('CANARY'));
  assert.deepEqual(await stepsOf(beside, task.id), [['CANARY', false]]);
  assert.equal(code(await beside.mutate('subtasks.update', { id: step.id, patch: { completed: true } })), 'FORBIDDEN');
  assert.equal(code(await beside.mutate('subtasks.create', { taskId: task.id, title: 'Mine' })), 'FORBIDDEN');
});

test('the steps leave with their task, and what they become is not sent to those who had it', async (t) => {
  const { boss, uma, udo, task } = await story(t);
  const [desk, other] = [await uma.connect(), await udo.connect()];
  const step = recordIn(await desk.mutate('subtasks.create', { taskId: task.id, title: 'Book the stall' }));
  await other.until('the step', (client) => lastOp(client, step.id) === 'upsert');
  assert.ok((await boss.mutate('tasks.update', { id: task.id, patch: { teamId: null, assignedTo: uma.id } })).ok);
  await other.until('that it is gone', (client) => lastOp(client, step.id) === 'remove');
  recordIn(await desk.mutate('subtasks.update', { id: step.id, patch: { title: 'CANARY' } }));
  assert.deepEqual(await stepsOf(other, task.id), []);
  assert.equal(code(await other.mutate('subtasks.delete', { id: step.id })), 'NOT_FOUND');
  assert.ok(!other.seen().includes('CANARY'));
  assert.deepEqual(await stepsOf(desk, task.id), [['CANARY', false]]);
});

test('a deleted task takes its steps along, and undo brings all of them back as they were', async (t) => {
  const { boss, uma, task } = await story(t);
  const [desk, hq] = [await uma.connect(), await boss.connect()];
  const steps = ['Book the stall', 'Print the banner', 'Pack the tablets'];
  const made: AnyRecord[] = [];
  for (const title of steps) made.push(recordIn(await desk.mutate('subtasks.create', { taskId: task.id, title })));
  recordIn(await desk.mutate('subtasks.update', { id: made[1]?.id, patch: { completed: true } }));
  assert.equal(code(await desk.mutate('subtasks.delete', { id: made[2]?.id })), 'allowed');

  const deletion = await hq.mutate('tasks.delete', { id: task.id });
  assert.ok(deletion.ok && deletion.also?.length === 2, JSON.stringify(deletion));
  await desk.until('that they are gone', (client) => made.every(({ id }) => lastOp(client, id) === 'remove'));
  assert.deepEqual(await stepsOf(hq, task.id), []);
  const late = await desk.mutate('subtasks.create', { taskId: task.id, title: 'Too late' });
  assert.equal(late.ok, false);

  recordIn(await hq.mutate('undo', { of: deletion.mid }));
  await desk.until('that they are back', (client) =>
    made.slice(0, 2).every(({ id }) => lastOp(client, id) === 'upsert'),
  );
  assert.deepEqual(await stepsOf(desk, task.id), [
    ['Book the stall', false],
    ['Print the banner', true],
  ]);
});

test('a step that is written while its task is deleted on another pod is deleted with it, or refused', async (t) => {
  const { create, general, boss, uma } = await story(t, { pods: 2 });
  const [here, there] = [await boss.connect(0), await uma.connect(1)];
  for (let i = 0; i < 8; i++) {
    const task = await create(general, 'tasks.create', { title: `Task ${i}`, assignedTo: uma.id });
    const [deletion] = await Promise.all([
      here.mutate('tasks.delete', { id: task.id }),
      there.mutate('subtasks.create', { taskId: task.id, title: 'Just now' }),
    ]);
    assert.ok(deletion.ok);
    const [left] = await general.db.query<{ n: number }>(
      'select count(*)::int as n from subtasks where task_id = $1 and deleted_at is null',
      [task.id],
    );
    assert.equal(left?.n, 0);
  }
});
