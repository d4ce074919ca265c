import assert from 'node:assert/strict';
import { test } from 'node:test';
import { v7 } from 'uuid';
import type { AnyRecord } from '#shared/collection.ts';
import type { MutationAnswer } from '#shared/protocol.ts';
import type { TestClient } from '#server/testing/client.ts';
import { addModule } from '#server/testing/with-module.ts';
import { bringBackVisit, callOffVisit, dropTask, receiveVisit, visitsTable } from '#server/testing/visits.ts';

addModule({
  file: '#server/testing/visits.ts',
  collections: ['visits'],
  commands: ['receiveVisit', 'bringBackVisit', 'callOffVisit', 'dropTask'],
});
const { world } = await import('#server/testing/world.ts');
type World = Awaited<ReturnType<typeof world>>;
type Person = World['ana'];

type Story = World & {
  readonly anita: Person;
  readonly uma: Person;
  /** Sees and changes everything here. */
  readonly desk: TestClient;
  /** A user: sees and changes what is theirs. */
  readonly own: TestClient;
  readonly company: (name: string, values?: Record<string, unknown>) => Promise<AnyRecord>;
  readonly visit: (hostId: string, values?: Record<string, unknown>) => Promise<AnyRecord>;
};

const story = async (t: Parameters<typeof world>[0]): Promise<Story> => {
  const w = await world(t, { also: ['general'] });
  for (const sql of visitsTable) await w.general.db.query(sql);
  const [anita, uma] = [await w.staffOf('manager'), await w.staffOf('user')];
  return {
    ...w,
    anita,
    uma,
    desk: await anita.connect(),
    own: await uma.connect(),
    company: (name, values = {}) => w.create(w.general, 'companies.create', { name, ...values }),
    visit: (hostId, values = {}) =>
      w.create(w.general, 'visits.create', { purpose: 'Fair', hostId, topics: ['price'], ...values }),
  };
};

const recordIn = (answer: MutationAnswer): AnyRecord => {
  assert.ok(answer.ok && answer.record, JSON.stringify(answer));
  return answer.record;
};
const done = (answer: MutationAnswer): string => {
  assert.ok(answer.ok, JSON.stringify(answer));
  return answer.mid;
};
const refusal = (answer: MutationAnswer): unknown[] =>
  answer.ok ? ['allowed'] : [answer.error.code, answer.error.details?.field, answer.error.message];
const code = (answer: MutationAnswer): unknown => refusal(answer)[0];
const held = async (client: TestClient, collection: string, { id }: { id: string }): Promise<AnyRecord | undefined> => {
  const answer = await client.get(collection, [id]);
  assert.ok(answer.ok);
  return answer.records[0];
};
const lastOf = ({ changes }: TestClient, id: string) => changes.findLast((change) => change.id === id);

test('a record that comes back points at nothing that was deleted meanwhile, and its history says so', async (t) => {
  const { desk, own, company, create, general, uma } = await story(t);
  const firm = await company('Anaimalai Tea');
  const contact = await create(general, 'contacts.create', {
    firstName: 'Ravi',
    companyId: firm.id,
    assignedTo: uma.id,
  });
  done(await desk.mutate('contacts.delete', { id: contact.id }));
  done(await desk.mutate('companies.delete', { id: firm.id }));

  const back = await desk.mutate('contacts.restore', { id: contact.id });
  assert.deepEqual([recordIn(back)['companyId'], recordIn(back).version], [null, 3]);
  await own.until('that it is back', (client) => lastOf(client, contact.id)?.op === 'upsert');
  assert.equal(lastOf(own, contact.id)?.data?.['companyId'], null);
  const rows = await general.db.query<{ op: string; before: string; after: string | null }>(
    `select op, old ->> 'companyId' as before, patch ->> 'companyId' as after from change_log where mid = $1`,
    [back.mid],
  );
  assert.deepEqual(rows, [{ op: 'restore', before: firm.id, after: null }], 'one change, with before and after');

  // Undone as a whole: it goes as it was, so that it finds its company again.
  done(await desk.mutate('undo', { of: back.mid }));
  done(await desk.mutate('companies.restore', { id: firm.id }));
  assert.equal(recordIn(await desk.mutate('contacts.restore', { id: contact.id }))['companyId'], firm.id);
});

test('an undo of a deletion clears what is dead too: references, lines, and one of several', async (t) => {
  const { desk, company, create, general, visit, staffOf } = await story(t);
  const admin = await staffOf('admin', general);
  const [firm, host] = [await company('Anaimalai Tea'), await company('Host')];
  const item = await create(general, 'items.create', { name: 'Pump', unitPrice: 1_000 });
  const [ravi, mala] = [
    await create(general, 'contacts.create', { firstName: 'Ravi' }),
    await create(general, 'contacts.create', { firstName: 'Mala' }),
  ];
  const made = {
    tasks: await create(general, 'tasks.create', { title: 'Call', subject: `companies/${firm.id}` }),
    deals: await create(general, 'deals.create', { name: 'Pumps', lineItems: [{ itemId: item.id, price: 1_000 }] }),
    visits: await visit(host.id, { payerId: firm.id, guestIds: [ravi.id, mala.id] }),
  };
  const mids = new Map<string, string>();
  for (const [collection, { id }] of Object.entries(made))
    mids.set(collection, done(await desk.mutate(`${collection}.delete`, { id })));
  done(await desk.mutate('companies.delete', { id: firm.id }));
  done(await admin.mutate('items.delete', { id: item.id }));
  done(await desk.mutate('contacts.delete', { id: ravi.id }));

  for (const of of mids.values()) done(await desk.mutate('undo', { of }));
  const [task, deal, back] = [
    await held(desk, 'tasks', made.tasks),
    await held(desk, 'deals', made.deals),
    await held(desk, 'visits', made.visits),
  ];
  assert.equal(task?.['subject'], null);
  assert.ok(deal);
  const [line] = deal['lineItems'] as { itemId: string | null; price: number }[];
  assert.deepEqual([line?.itemId, line?.price, deal['amount']], [null, 1_000, 1_000]);
  assert.deepEqual([back?.['payerId'], back?.['guestIds'], back?.['hostId']], [null, [mala.id], host.id]);
});

test('a record whose required link is dead comes back after what it points at', async (t) => {
  const { desk, company, visit } = await story(t);
  const host = await company('Anaimalai Tea');
  const { id } = await visit(host.id);
  const of = done(await desk.mutate('visits.delete', { id }));
  done(await desk.mutate('companies.delete', { id: host.id }));
  const first = ['VALIDATION_ERROR', 'hostId', 'Host: this company is deleted. Restore the company first.'];
  assert.deepEqual(refusal(await desk.mutate('visits.restore', { id })), first);
  assert.deepEqual(refusal(await desk.mutate('undo', { of })), first);
  done(await desk.mutate('companies.restore', { id: host.id }));
  assert.equal(recordIn(await desk.mutate('visits.restore', { id }))['hostId'], host.id);
});

test('a child comes back after its parent; who does not see that one is told nothing', async (t) => {
  const { desk, own, create, general, uma } = await story(t);
  const task = await create(general, 'tasks.create', { title: 'Fair', assignedTo: uma.id });
  const hidden = await create(general, 'tasks.create', { title: 'CANARY' });
  const [step, other] = [
    await create(general, 'subtasks.create', { taskId: task.id, title: 'Book the stall' }),
    await create(general, 'subtasks.create', { taskId: hidden.id, title: 'CANARY' }),
  ];
  const of = done(await own.mutate('subtasks.delete', { id: step.id }));
  done(await desk.mutate('subtasks.delete', { id: other.id }));
  for (const { id } of [task, hidden]) done(await desk.mutate('tasks.delete', { id }));

  const first = ['VALIDATION_ERROR', 'taskId', 'Task: this task is deleted. Restore the task first.'];
  assert.deepEqual(refusal(await own.mutate('subtasks.restore', { id: step.id })), first);
  assert.deepEqual(refusal(await own.mutate('undo', { of })), first);
  const unknown = refusal(await own.mutate('subtasks.restore', { id: v7() }));
  assert.equal(unknown[0], 'NOT_FOUND');
  assert.deepEqual(refusal(await own.mutate('subtasks.restore', { id: other.id })), unknown);
  done(await desk.mutate('tasks.restore', { id: task.id }));
  assert.equal(recordIn(await own.mutate('subtasks.restore', { id: step.id }))['taskId'], task.id);
});

test('what was deleted child first comes back parent first, and goes again', async (t) => {
  const { desk, create, general } = await story(t);
  const task = await create(general, 'tasks.create', { title: 'Fair' });
  const [first, second] = [
    await create(general, 'subtasks.create', { taskId: task.id, title: 'Book the stall' }),
    await create(general, 'subtasks.create', { taskId: task.id, title: 'Print the banner' }),
  ];
  const of = done(await desk.mutate(dropTask.name, { step: first.id }));
  const back = done(await desk.mutate('undo', { of }));
  for (const step of [first, second]) assert.equal((await held(desk, 'subtasks', step))?.['taskId'], task.id);
  const again = done(await desk.mutate('undo', { of: back }));
  assert.equal(await held(desk, 'tasks', task), undefined);
  const last = await desk.mutate('undo', { of: again });
  // The answer speaks of the task, in whatever order the rows were written.
  const [row] = await general.db.query<{ seq: number }>(
    `select seq from change_log where mid = $1 and collection = 'tasks'`,
    [done(last)],
  );
  assert.deepEqual([last.ok && last.record?.id, last.ok && last.seq], [task.id, row?.seq]);
  for (const step of [first, second]) assert.equal((await held(desk, 'subtasks', step))?.['taskId'], task.id);
});

test('what was changed and deleted at once comes back as it was, in one change', async (t) => {
  const { desk, company, visit, general } = await story(t);
  const { id } = await visit((await company('Anaimalai Tea')).id);
  const of = done(await desk.mutate(callOffVisit.name, { visit: id, purpose: 'Called off' }));
  const mid = done(await desk.mutate('undo', { of }));
  assert.equal((await held(desk, 'visits', { id }))?.['purpose'], 'Fair');
  const rows = await general.db.query<{ op: string; purpose: string }>(
    `select op, patch ->> 'purpose' as purpose from change_log where mid = $1`,
    [mid],
  );
  assert.deepEqual(rows, [{ op: 'restore', purpose: 'Fair' }]);
});

test('what followed one’s deletion by rule is undone by rule for a while, also what one does not see', async (t) => {
  const { desk, own, uma, general, company, visit } = await story(t);
  const firm = await company('Anaimalai Tea', { accountOwner: uma.id });
  const [hosted, paid] = [await visit(firm.id), await visit((await company('Host')).id, { payerId: firm.id })];
  const remove = async (): Promise<string> => done(await own.mutate('companies.delete', { id: firm.id }));
  const links = async (): Promise<unknown[]> => [
    (await held(desk, 'visits', hosted))?.['hostId'],
    (await held(desk, 'visits', paid))?.['payerId'],
  ];
  const first = await remove();
  assert.deepEqual(await links(), [undefined, null]);
  const undo = await own.mutate('undo', { of: first });
  done(undo);
  assert.deepEqual(await links(), [firm.id, firm.id], 'links among what comes back stay');
  done(await own.mutate('undo', { of: undo.mid }));
  assert.deepEqual(await links(), [undefined, null], 'and it can be done again');
  done(await desk.mutate('companies.restore', { id: firm.id }));

  // Nothing is said of a hidden record that others have changed since.
  done(await desk.mutate('visits.update', { id: paid.id, patch: { payerId: firm.id } }));
  const second = await remove();
  done(await desk.mutate('visits.update', { id: paid.id, patch: { payerId: (await company('CANARY')).id } }));
  const changed = await own.mutate('undo', { of: second });
  assert.ok(!changed.ok && changed.error.code === 'CONFLICT' && changed.error.details === undefined);
  assert.equal(await held(own, 'companies', firm), undefined, 'and nothing of it was done');

  // Later it takes the right to change each.
  done(await desk.mutate('companies.restore', { id: firm.id }));
  done(await desk.mutate('visits.update', { id: paid.id, patch: { payerId: firm.id } }));
  const third = await remove();
  await general.db.query(`update change_log set at = at - interval '20 minutes' where mid = $1`, [third]);
  assert.equal(code(await own.mutate('undo', { of: third })), 'NOT_FOUND');
});

test('to do something again takes the right that it took first, and no other', async (t) => {
  const { staffOf, general, own, uma, company, visit } = await story(t);
  const host = await company('Anaimalai Tea');
  const { id } = await visit(host.id, { assignedTo: uma.id });
  const received = async (): Promise<boolean> => (await held(own, 'visits', { id }))?.['receivedAt'] !== null;
  const first = done(await own.mutate(receiveVisit.name, { id }));
  const undone = done(await own.mutate('undo', { of: first }));
  assert.equal(await received(), false);
  const again = done(await own.mutate('undo', { of: undone }));
  assert.equal(await received(), true);
  const over = done(await own.mutate('undo', { of: again }));
  assert.equal(await received(), false);

  // A manager changes visits, and receives none.
  const owner = await staffOf('owner', general);
  done(await owner.mutate('users.update', { id: uma.id, patch: { role: 'manager' } }));
  assert.equal(code(await uma.mutate('undo', { of: over })), 'FORBIDDEN');
});

test('a command brings back nothing that its author may not have: it looks as if it were not there', async (t) => {
  const { desk, own, uma, company, visit } = await story(t);
  const host = await company('Anaimalai Tea');
  const [mine, hidden] = [await visit(host.id, { assignedTo: uma.id }), await visit(host.id, { purpose: 'CANARY' })];
  for (const { id } of [mine, hidden]) done(await desk.mutate('visits.delete', { id }));
  const unknown = refusal(await own.mutate(bringBackVisit.name, { visit: v7() }));
  assert.equal(unknown[0], 'NOT_FOUND');
  assert.deepEqual(refusal(await own.mutate(bringBackVisit.name, { visit: hidden.id })), unknown);
  done(await own.mutate(bringBackVisit.name, { visit: mine.id }));
  assert.equal((await held(own, 'visits', mine))?.['purpose'], 'Fair');
  assert.ok(!own.seen().includes('CANARY'));
});

test('a required list holds something, whichever way it is written', async (t) => {
  const { desk, company, visit } = await story(t);
  const host = await company('Anaimalai Tea');
  const required = ['VALIDATION_ERROR', 'topics', 'Topics is required.'];
  const args = { purpose: 'Fair', hostId: host.id };
  for (const topics of [[], null, undefined])
    assert.deepEqual(refusal(await desk.mutate('visits.create', { ...args, topics })), required);
  const { id } = await visit(host.id);
  for (const topics of [[], null])
    assert.deepEqual(refusal(await desk.mutate('visits.update', { id, patch: { topics } })), required);
  done(await desk.mutate('visits.update', { id, patch: { topics: ['size'] } }));
});
