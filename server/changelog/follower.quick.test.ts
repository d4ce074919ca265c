import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LogRow } from '#server/database/log-row.ts';
import { createLog } from '#server/log.ts';
import type { Tenant } from '#server/tenants/tenant.ts';
import { openFollower } from './follower.ts';

const scope = 'leads:all';

const row = (seq: number): LogRow => ({
  seq,
  at: '2026-11-20T00:00:00.000Z',
  mid: `mid ${seq}`,
  command: 'leads.update',
  by: null,
  reason: null,
  collection: 'leads',
  id: `lead ${seq}`,
  version: seq,
  op: 'update',
  before: [scope],
  after: [scope],
  prevs: { [scope]: seq - 1 },
  patch: {},
  old: {},
  record: null,
  cause: null,
  group: null,
});

/** A log whose answers are held back until the test lets them go, so that what crosses them can be arranged. */
const heldLog = (start: number) => {
  const state = { seq: start, epoch: 'first' };
  const held: (() => void)[] = [];
  let hold = false;
  const answer = (sql: string, values: readonly unknown[]): unknown[] => {
    if (sql.includes('log_head')) return [{ seq: state.seq, epoch: state.epoch, heads: { [scope]: state.seq } }];
    const [since, upTo] = values as [number, number];
    return Array.from({ length: upTo - since }, (_, i) => ({
      ...row(since + 1 + i),
      at: new Date(0),
      actor_id: null,
      actor_name: null,
      record_id: 'x',
      scopes_before: [],
      scopes_after: [],
    }));
  };
  const query = async (sql: string, values: readonly unknown[] = []): Promise<unknown[]> => {
    // What the database says is settled when it is asked; only the answer is late.
    const rows = answer(sql, values);
    if (hold) await new Promise<void>((resolve) => held.push(resolve));
    return rows;
  };
  const tenant = { db: { query }, log: createLog('silent') } as unknown as Tenant;
  return {
    tenant,
    state,
    holdBack: () => {
      hold = true;
    },
    letGo: () => {
      hold = false;
      for (const go of held.splice(0)) go();
    },
  };
};

const heard = () => {
  const seqs: number[] = [];
  const restarts: number[] = [];
  return {
    seqs,
    restarts,
    listener: { onRow: ({ seq }: LogRow) => void seqs.push(seq), onEpoch: () => void restarts.push(1) },
  };
};

test('a look into the log that a commit overtakes is no restored backup', async () => {
  const log = heldLog(10);
  const { seqs, restarts, listener } = heard();
  const tail = await openFollower(log.tenant, listener);
  log.holdBack();
  const poll = tail.poll();
  log.state.seq = 12;
  tail.push([row(11), row(12)]);
  log.letGo();
  await poll;
  assert.deepEqual([seqs, restarts], [[11, 12], []]);
});

test('a restored backup is noticed by its epoch, and by numbers that are gone', async () => {
  for (const restored of [
    { seq: 11, epoch: 'second' },
    { seq: 7, epoch: 'first' },
  ]) {
    const log = heldLog(10);
    const { restarts, listener } = heard();
    const tail = await openFollower(log.tenant, listener);
    Object.assign(log.state, restored);
    await tail.poll();
    assert.deepEqual([restarts.length, tail.seq(), tail.epoch()], [1, restored.seq, restored.epoch]);
  }
});

test('at each row the tail stands at that very row, so that a welcome sent from there tells no more than was sent', async () => {
  const log = heldLog(0);
  const stood: unknown[] = [];
  const tail = await openFollower(log.tenant, {
    onRow: ({ seq }) => void stood.push([seq, tail.seq(), tail.heads([scope])[scope]]),
    onEpoch: () => undefined,
  });
  tail.push([row(2), row(3)]);
  tail.push([row(1)]);
  assert.deepEqual(
    stood,
    [1, 2, 3].map((seq) => [seq, seq, seq]),
  );
});

test('a row that its listener cannot take does not stop the rows behind it', async () => {
  const log = heldLog(0);
  const seqs: number[] = [];
  const onRow = ({ seq }: LogRow): void => {
    if (seq === 2) throw new Error('cannot be sent');
    seqs.push(seq);
  };
  const tail = await openFollower(log.tenant, { onRow, onEpoch: () => undefined });
  tail.push([row(1), row(2), row(3)]);
  assert.deepEqual([seqs, tail.seq()], [[1, 3], 3]);
});

test('a caller that needs the log as it is now does not get a read that began before', async () => {
  const log = heldLog(5);
  const { seqs, listener } = heard();
  const tail = await openFollower(log.tenant, listener);
  log.holdBack();
  const early = tail.poll();
  log.state.seq = 6;
  const now = tail.catchUp();
  log.letGo();
  await Promise.all([early, now]);
  assert.deepEqual([seqs, tail.seq()], [[6], 6]);
});
