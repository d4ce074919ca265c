import assert from 'node:assert/strict';
import { test } from 'node:test';
import { companies } from '#shared/modules/companies.ts';
import { contacts } from '#shared/modules/contacts.ts';
import { subtasks } from '#shared/modules/subtasks.ts';
import { tasks } from '#shared/modules/tasks.ts';
import { beforeChunk } from '#server/testing/imports.ts';
import { importDesk, outcomes } from '#server/testing/import-desk.ts';

test('rows may point at records that come later in the same file', async (t) => {
  for (const dryRun of [true, false]) {
    const { tenant, run } = await importDesk(t, 'general');
    const job = await run(
      companies,
      'Name,Parent company\nGrandchild,child\nChild,Parent\nParent,\nLost,Nowhere\nOf the lost,Lost\nRound,About\nAbout,Round',
      { dryRun },
    );
    assert.deepEqual(outcomes(job).toSorted(), [
      '2 created',
      '3 created',
      '4 created',
      '5 warned parentCompany',
      '6 created',
      '7 warned parentCompany',
      '8 warned parentCompany',
    ]);
    if (dryRun) continue;
    const rows = await tenant.db.query(
      'select c.name, p.name as parent from companies c left join companies p on p.id = c.parent_company order by c.name',
    );
    assert.deepEqual(rows, [
      { name: 'About', parent: null },
      { name: 'Child', parent: 'Parent' },
      { name: 'Grandchild', parent: 'Child' },
      { name: 'Lost', parent: null },
      { name: 'Of the lost', parent: 'Lost' },
      { name: 'Parent', parent: null },
      { name: 'Round', parent: null },
    ]);
  }
});

test('a name that fits two records links to neither; a person who sees only names links by name', async (t) => {
  const { run, hire } = await importDesk(t, 'general');
  await hire('Anita', 'user');
  const manager = await hire('Meera', 'manager');
  await run(companies, 'Name\nAcme\nAcme\nZenith');
  const csv = 'First name,Company,Assigned to\nOne,Acme,\nTwo,ZENITH,Anita\nThree,,anita@desk.example\nFour,,ANITA';
  assert.deepEqual(outcomes(await run(contacts, csv)), ['2 warned companyId', '3 created', '4 created', '5 created']);
  assert.deepEqual(outcomes(await run(contacts, csv, {}, manager)), [
    '2 warned companyId',
    '3 created',
    '4 warned assignedTo',
    '5 created',
  ]);
});

test('an import finds no more by name than its person may see by then', async (t) => {
  const { tenant, hire, run } = await importDesk(t, 'general');
  await hire('Anita', 'user');
  const person = await hire('Bala', 'admin');
  const lines = Array.from({ length: 300 }, (_, i) => `Someone ${i},anita@desk.example`);
  beforeChunk(tenant, 2, () => tenant.db.query(`update users set role = 'manager' where id = $1`, [person.actor.id]));
  const job = await run(contacts, ['First name,Assigned to', ...lines].join('\n'), {}, person);
  assert.deepEqual([job.state, job.created, job.warned], ['finished', 100, 200]);
});

test('rows of children name their parents', async (t) => {
  const { tenant, run } = await importDesk(t, 'general');
  await run(tasks, 'Task\nMove house\nSell the car');
  const csv = 'Task,Subtask,Done\nMove house,Pack the boxes,no\nsell the car,Wash it,no\nNowhere,Lost,no';
  for (const dryRun of [true, false])
    assert.deepEqual(outcomes(await run(subtasks, csv, { dryRun })), ['2 created', '3 created', '4 refused taskId']);
  const [step] = await tenant.db.query<{ id: string }>(`select id from subtasks where title = 'Wash it'`);
  const done = `ID,Task,Subtask,Done\n${step?.id},Sell the car,Wash it,yes`;
  assert.deepEqual(outcomes(await run(subtasks, done, { existing: 'update', match: ['id'] })), ['2 updated']);
  const rows = await tenant.db.query(
    'select s.title, s.completed, t.title as task from subtasks s join tasks t on t.id = s.task_id order by s.title',
  );
  assert.deepEqual(rows, [
    { title: 'Pack the boxes', completed: false, task: 'Move house' },
    { title: 'Wash it', completed: true, task: 'Sell the car' },
  ]);
});
