import assert from 'node:assert/strict';
import { test } from 'node:test';
import { v7 } from 'uuid';
import type { AnyRecord } from '#shared/collection.ts';
import type { Mutation, MutationAnswer } from '#shared/protocol.ts';
import type { LogRow } from '#server/database/log-row.ts';
import { readLog } from '#server/changelog/read.ts';
import { openFollower } from '#server/changelog/follower.ts';
import { world } from '#server/testing/world.ts';
import { enqueue, enqueueMany } from './enqueue.ts';

/** Numbers without a gap, each scope's chain unbroken, each record's versions one after the other. */
const checkLog = (rows: readonly LogRow[]): void => {
  const [heads, versions] = [new Map<string, number>(), new Map<string, number>()];
  let last: LogRow | undefined;
  for (const row of rows) {
    if (last) assert.equal(row.seq, last.seq + 1, 'a number is missing');
    for (const [scope, prev] of Object.entries(row.prevs)) {
      assert.equal(prev, heads.get(scope) ?? prev, `${scope} at ${row.seq}`);
      heads.set(scope, row.seq);
    }
    assert.equal(row.version, (versions.get(row.id) ?? row.version - 1) + 1, `${row.collection} at ${row.seq}`);
    versions.set(row.id, row.version);
    last = row;
  }
};

/** The mids in the order of their changes. Fails where one's changes are apart. */
const midsIn = (rows: readonly LogRow[]): string[] => {
  const mids = rows.map(({ mid }) => mid).filter((mid, i, all) => mid !== all[i - 1]);
  assert.equal(new Set(mids).size, mids.length, 'the changes of a mutation are apart');
  return mids;
};

test('many people, children that move with their parents, a long list and changes of access: nothing is lost or out of order', async (t) => {
  const w = await world(t, { env: { ROLES: 'web' }, also: ['general'] });
  const { general, create } = w;
  const people = await Promise.all(Array.from({ length: 8 }, () => w.staffOf('admin')));
  const idOf = ({ id }: AnyRecord): string => id;
  const tasks = (
    await Promise.all(Array.from({ length: 6 }, (_, n) => create(general, 'tasks.create', { title: `Task ${n}` })))
  ).map(idOf);
  const subtasks = (
    await Promise.all(
      tasks.flatMap((taskId) =>
        [1, 2].map((n) => create(general, 'subtasks.create', { taskId, title: `Subtask ${n}` })),
      ),
    )
  ).map(idOf);
  const heard: LogRow[] = [];
  const follower = await openFollower(general, { onRow: (row) => heard.push(row), onEpoch: () => assert.fail() });
  const stop = general.committed.subscribe(follower.push);
  t.after(() => {
    stop();
    follower.close();
  });
  const from = follower.seq();

  const pick = (ids: readonly string[], n: number): string => ids[n % ids.length] ?? '';
  const mutation = (name: string, args: Mutation['args']): Mutation => ({ mid: v7(), name, args });
  const act = (person: number, n: number): Mutation => {
    const at = person * 7 + n * 3;
    switch ((person + n) % 6) {
      case 0:
        // Its subtasks change their audience with it.
        return mutation('tasks.update', { id: pick(tasks, at), patch: { assignedTo: people[at % people.length]?.id } });
      case 1:
        return mutation('subtasks.update', { id: pick(subtasks, at), patch: { title: `Said by ${person}, ${n}` } });
      case 2:
        return mutation('subtasks.create', { taskId: pick(tasks, at), title: `Added by ${person}, ${n}` });
      case 3:
        return n % 12 === 3
          ? mutation('users.update', { id: people[person]?.id, patch: { name: `Admin ${person}, ${n}` } })
          : mutation('tasks.create', { title: `Made by ${person}, ${n}` });
      default:
        return mutation('tasks.update', { id: pick(tasks, at), patch: { title: `Task by ${person}, ${n}` } });
    }
  };
  const sent = people.map((_, person) => Array.from({ length: 40 }, (__, n) => act(person, n)));
  const answers = new Map<string, MutationAnswer>();
  const busy = people.map(async ({ who }, person) => {
    const own = sent[person] ?? [];
    // Two at a time, and each tenth one twice.
    for (let n = 0; n < own.length; n += 2)
      await Promise.all(
        own.slice(n, n + 2).flatMap((one) => {
          const times = n % 10 === 0 ? [1, 2] : [1];
          return times.map(async () => {
            const answer = await enqueue(general, who, one);
            const known = answers.get(one.mid);
            if (known) assert.equal(answer.ok && answer.seq, known.ok && known.seq);
            answers.set(one.mid, answer);
          });
        }),
      );
  });
  const list = Array.from({ length: 120 }, (_, n) =>
    mutation('subtasks.update', { id: pick(subtasks, n), patch: { title: `Of a list, ${n}` } }),
  );
  const [ofList] = await Promise.all([enqueueMany(general, { kind: 'system', name: 'list' }, list), ...busy]);
  for (const answer of [...answers.values(), ...(ofList ?? [])]) assert.ok(answer.ok, JSON.stringify(answer));

  await follower.catchUp();
  const rows = await readLog(general.db.query, from, Number.MAX_SAFE_INTEGER, 100_000);
  checkLog(rows);
  assert.deepEqual(
    heard.map(({ seq }) => seq),
    rows.map(({ seq }) => seq),
    'they are heard in order, once each',
  );
  const mids = midsIn(rows);
  const done = new Set(mids);
  const inLog = (all: readonly Mutation[]): string[] => all.map(({ mid }) => mid).filter((mid) => done.has(mid));
  for (const all of [...sent, list]) {
    const own = new Set(inLog(all));
    assert.deepEqual(
      mids.filter((mid) => own.has(mid)),
      [...own],
      'in the order in which they were sent',
    );
  }
  for (const all of [...sent, list])
    for (const { mid, args } of all)
      assert.ok(done.has(mid) || 'assignedTo' in (args['patch'] as object), 'one is lost');
  for (const [table, ids] of [
    ['tasks', tasks],
    ['subtasks', subtasks],
  ] as const)
    for (const { id, version } of await general.db.query<{ id: string; version: number }>(
      `select id, version from ${table} where id = any($1::uuid[])`,
      [ids],
    ))
      assert.equal(version, rows.findLast((row) => row.id === id)?.version ?? version);
});
