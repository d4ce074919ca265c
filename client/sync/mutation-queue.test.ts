import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { Mutation, MutationAnswer } from '#shared/protocol.ts';
import type { AnyRecord } from '#shared/collection.ts';
import { createUpdateBatch } from '#client/lib/update-batch.ts';
import { createMutationQueue, type QueuedMutation } from './mutation-queue.ts';

const record = (version: number): AnyRecord => ({ id: 'r', version }) as unknown as AnyRecord;

/** `answer` is asked for each mutation sent; a null is a silence. */
const setUp = (t: TestContext, answer: (mutation: Mutation, nth: number) => MutationAnswer | null) => {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'] });
  const passed = Date.now;
  let setBackMs = 0;
  t.mock.method(Date, 'now', () => passed() - setBackMs);
  t.mock.method(performance, 'now', () => passed());
  const sent: Mutation[] = [];
  const refused: string[] = [];
  const kept = new Set<string>();
  let live = true;
  const queue = createMutationQueue<QueuedMutation>({
    updates: createUpdateBatch(),
    isLive: () => live,
    ask: async (mutation, timeoutMs) => {
      sent.push(mutation);
      const given = answer(mutation, sent.length);
      if (given === null) await new Promise((resolve) => setTimeout(resolve, timeoutMs));
      return given;
    },
    onQueued: () => undefined,
    onConfirmed: () => undefined,
    held: () => record(7),
    onRefused: ({ mid }, error) => void refused.push(`${mid}: ${error.code}`),
    keep: ({ mid }) => void kept.add(mid),
    unkeep: ({ mid }) => void kept.delete(mid),
  });
  const add = (
    mid: string,
    edits: string[] = ['status'],
    more: Partial<QueuedMutation> = {},
  ): Promise<MutationAnswer> => {
    const { promise, resolve } = Promise.withResolvers<MutationAnswer>();
    queue.enqueue({
      mid,
      name: 'leads.update',
      collection: 'leads',
      creates: [],
      writes: [],
      reads: [],
      arrived: new Set(),
      args: { id: 'r', patch: {} },
      id: 'r',
      edits,
      madeAt: performance.now(),
      resolve,
      base: 3,
      state: 'queued',
      sends: 0,
      notBefore: 0,
      ...more,
    });
    return promise;
  };
  const pass = async (ms: number): Promise<void> => {
    for (let left = ms; left > 0; left -= 500) {
      t.mock.timers.tick(Math.min(left, 500));
      for (let i = 0; i < 10; i++) await Promise.resolve();
    }
  };
  return {
    queue,
    add,
    pass,
    sent,
    refused,
    kept,
    connect: (now: boolean) => void (live = now),
    setClockBack: (ms: number) => void (setBackMs += ms),
  };
};

const ok = (mutation: Mutation, version = 4): MutationAnswer => ({
  ok: true,
  mid: mutation.mid,
  seq: 1,
  record: record(version),
});

test('no answer for ten seconds: the same again, under the same number', async (t) => {
  const { add, pass, sent } = setUp(t, (mutation, nth) => (nth === 1 ? null : ok(mutation)));
  const answer = add('a');
  await pass(9_500);
  assert.equal(sent.length, 1);
  await pass(1_000);
  assert.deepEqual(
    sent.map((one) => one.mid),
    ['a', 'a'],
  );
  assert.equal((await answer).ok, true);
});

test('what is made without a connection is kept, and sent when there is one, however late', async (t) => {
  const { queue, add, pass, sent, refused, connect, kept } = setUp(t, ok);
  connect(false);
  const early = add('early');
  await pass(600_000);
  const late = add('late', ['age']);
  assert.equal(queue.unsent(), 2);
  assert.deepEqual([...kept], ['early', 'late']);
  connect(true);
  queue.flush();
  assert.ok((await early).ok && (await late).ok);
  assert.deepEqual(
    sent.map((one) => one.mid),
    ['early', 'late'],
  );
  assert.deepEqual([queue.unsent(), kept.size, refused.length], [0, 0, 0]);
});

test('only what waits for its answer is kept, and it stays when this page ends', async (t) => {
  const { queue, add, pass, kept } = setUp(t, ({ mid }, nth) => (nth === 1 ? ok({ mid } as Mutation) : null));
  await add('at once');
  void add('slow');
  assert.equal(kept.size, 0);
  await pass(500);
  void add('just made', ['age']);
  assert.deepEqual([...kept], ['slow']);
  queue.keepAll();
  queue.refuseAll({ code: 'SESSION_ENDED', message: '' });
  assert.deepEqual([...kept], ['slow', 'just made']);
});

test('sent and never confirmed: it says that it may have been saved, rather than that it was not', async (t) => {
  const { add, pass, refused } = setUp(t, () => null);
  const answer = add('a');
  await pass(121_000);
  const said = await answer;
  assert.match(said.ok ? '' : said.error.message, /may have been saved/);
  assert.deepEqual(refused, ['a: UNAVAILABLE']);
});

test('what builds on a change waits for it, and is based on its outcome; other fields travel beside it', async (t) => {
  const { add, pass, sent } = setUp(t, (mutation, nth) => (nth <= 2 ? null : ok(mutation, 10 + nth)));
  const all = [add('status'), add('age', ['age']), add('status again'), add('elsewhere', ['status'], { id: 'other' })];
  await pass(1);
  assert.deepEqual(
    sent.map((one) => one.mid),
    ['status', 'age', 'elsewhere'],
  );
  await pass(11_000);
  await Promise.all(all);
  assert.deepEqual(sent.map((one) => [one.mid, one.base]).slice(3), [
    ['status', 3],
    ['age', 3],
    ['status again', 14],
  ]);
});

test('a refused change does not hold up the one behind it, which keeps what its author had seen', async (t) => {
  const { add, sent, refused } = setUp(t, (mutation) =>
    mutation.mid === 'first' ? { ok: false, mid: 'first', error: { code: 'CONFLICT', message: '' } } : ok(mutation),
  );
  const answers = await Promise.all([add('first'), add('second')]);
  assert.deepEqual(
    answers.map((one) => one.ok),
    [false, true],
  );
  assert.deepEqual(refused, ['first: CONFLICT']);
  assert.equal(sent[1]?.base, 3);
});

test('its change confirms it before its answer does, once', async (t) => {
  const { queue, add, pass, refused } = setUp(t, () => null);
  const answer = add('a');
  queue.confirm({
    epoch: '',
    seq: 9,
    prev: 8,
    scope: '',
    collection: 'leadStatusHistory',
    id: 'h',
    version: 1,
    op: 'upsert',
    data: {},
    by: null,
    at: '',
    mid: 'a',
  });
  assert.equal(queue.unsent(), 1, 'the history that it wrote is not yet it');
  queue.confirm({
    epoch: '',
    seq: 10,
    prev: 9,
    scope: '',
    collection: 'leads',
    id: 'r',
    version: 7,
    op: 'patch',
    data: {},
    by: null,
    at: '',
    mid: 'a',
  });
  assert.deepEqual(await answer, { ok: true, mid: 'a', seq: 10, record: record(7) });
  await pass(70_000);
  assert.deepEqual(refused, []);
  assert.deepEqual(queue.of('leads', 'r'), []);
});

test('a busy server is given time; one that fails each time is not asked for ever', async (t) => {
  const busy = setUp(t, (mutation, nth) =>
    nth < 3
      ? { ok: false, mid: mutation.mid, error: { code: 'RATE_LIMITED', message: '', details: { retryAfter: 2 } } }
      : ok(mutation),
  );
  const answer = busy.add('a');
  await busy.pass(1_900);
  assert.equal(busy.sent.length, 1);
  await busy.pass(10_000);
  assert.equal((await answer).ok, true);
  t.mock.timers.reset();
  const away = setUp(t, (mutation, nth) =>
    nth <= 30 ? { ok: false, mid: mutation.mid, error: { code: 'UNAVAILABLE', message: '' } } : ok(mutation),
  );
  const late = away.add('a');
  await away.pass(600_000);
  assert.equal((await late).ok, true);
});

test('a clock that is set back an hour while a server asks for a pause makes it no longer', async (t) => {
  const { add, pass, sent, setClockBack } = setUp(t, (mutation, nth) =>
    nth === 1
      ? { ok: false, mid: mutation.mid, error: { code: 'RATE_LIMITED', message: '', details: { retryAfter: 2 } } }
      : ok(mutation),
  );
  const answer = add('a');
  await pass(500);
  setClockBack(3_600_000);
  await pass(2_500);
  assert.equal(sent.length, 2);
  assert.equal((await answer).ok, true);
});

test('what a busy server does not look at is sent again until it does', async (t) => {
  const { add, pass, sent } = setUp(t, (mutation, nth) =>
    nth <= 12
      ? { ok: false, mid: mutation.mid, error: { code: 'RATE_LIMITED', message: '', details: { retryAfter: 1 } } }
      : ok(mutation),
  );
  const answer = add('a');
  await pass(25_000);
  assert.equal((await answer).ok, true);
  assert.equal(sent.length, 13);
});

test('the dot appears after 400 ms, and goes', async (t) => {
  const { queue, add, pass } = setUp(t, () => null);
  void add('a');
  assert.equal(queue.isSlow('leads', 'r'), false);
  await pass(450);
  assert.equal(queue.isSlow('leads', 'r'), true);
  queue.refuseAll({ code: 'SESSION_ENDED', message: '' });
  assert.equal(queue.isSlow('leads', 'r'), false);
});
