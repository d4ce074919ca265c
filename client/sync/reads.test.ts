import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Change, GetAnswer } from '#shared/protocol.ts';
import { createReads } from './reads.ts';
import { createInFlightChanges } from './in-flight-changes.ts';

const answerAt = (seq: number): GetAnswer => ({ ok: true, records: [], seq });
const change = (seq: number): Change => ({ seq }) as Change;

const setUp = (answers: (GetAnswer | null)[]) => {
  const inFlight = createInFlightChanges();
  let open = true;
  let asked = 0;
  const reads = createReads({
    inFlight,
    newest: () => 10,
    open: () => open,
    ask: () => {
      asked += 1;
      return Promise.resolve((answers.shift() ?? null) as never);
    },
  });
  return { inFlight, reads, asked: () => asked, connect: (now: boolean) => void (open = now) };
};

const question = { collection: 'leads', ids: [] };

test('an answer older than what is known here is asked for again', async () => {
  const { reads, asked } = setUp([answerAt(8), answerAt(9), answerAt(10)]);
  const got = await reads.read('get', question, () => true);
  assert.equal(got?.answer.ok && got.answer.seq, 10);
  assert.equal(asked(), 3);
});

test('without a connection it waits for one; when it is no longer wanted, it is not asked', async () => {
  const { reads, asked, connect } = setUp([answerAt(10), answerAt(10)]);
  connect(false);
  let wanted = true;
  const first = reads.read('get', question, () => true);
  const second = reads.read('get', question, () => wanted);
  await Promise.resolve();
  assert.equal(asked(), 0);
  wanted = false;
  connect(true);
  reads.opened();
  assert.equal((await first)?.answer.ok, true);
  assert.equal(await second, null);
  assert.equal(asked(), 1);
});

test('a busy server is asked again, a refusing one is not', async () => {
  const busy: GetAnswer = { ok: false, error: { code: 'RATE_LIMITED', message: '', details: { retryAfter: 0.01 } } };
  const refusing: GetAnswer = { ok: false, error: { code: 'FORBIDDEN', message: '' } };
  const { reads, asked } = setUp([busy, refusing]);
  const got = await reads.read('get', question, () => true);
  assert.equal(got?.answer.ok, false);
  assert.equal(asked(), 2);
});

test('a record that could not be read for a defect is asked for again, and is not taken for gone', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const defect: GetAnswer = { ok: false, error: { code: 'DEFECT', message: 'Something went wrong.' } };
  const { reads, asked } = setUp([defect, answerAt(10)]);
  const got = reads.read('get', question, () => true);
  while (asked() < 2) {
    t.mock.timers.runAll();
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.equal((await got)?.answer.ok, true);
});

test('changes in flight are kept during each question, and nothing when there is none', () => {
  const inFlight = createInFlightChanges();
  inFlight.push([change(1)]);
  const first = inFlight.begin();
  inFlight.push([change(2)]);
  const second = inFlight.begin();
  inFlight.push([change(3)]);
  assert.deepEqual(
    second().map((one) => one.seq),
    [3],
  );
  inFlight.push([change(4)]);
  assert.deepEqual(
    first().map((one) => one.seq),
    [2, 3, 4],
  );
  assert.deepEqual([...inFlight.begin()()], []);
});
