import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { Change, Heads, SyncAnswer, SyncRequest, Welcome } from '#shared/protocol.ts';
import { createChangeStream } from './change-stream.ts';

const change = (scope: string, seq: number, prev: number, epoch = 'e'): Change => ({
  epoch,
  seq,
  prev,
  scope,
  collection: 'leads',
  id: `r${seq}`,
  version: 1,
  op: 'upsert',
  data: {},
  by: null,
  at: '',
  mid: '',
});

const welcome = (seq: number, heads: Heads, epoch = 'e', scopes = Object.keys(heads)): Welcome => ({
  epoch,
  seq,
  heads,
  scopes,
  tailoring: { version: 0 },
  protocol: 1,
  changed: false,
  profile: {} as Welcome['profile'],
  expiresAt: '',
});

const pages = (changes: Change[], upTo: number, heads: Heads, more = false): SyncAnswer => ({
  ok: true,
  changes,
  upTo,
  more,
  heads,
});

/** A client whose server answers from a list; it records what was applied, asked and given up. */
const setUp = (t: TestContext, answers: (SyncAnswer | null)[] = []) => {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'] });
  const applied: string[] = [];
  const asked: SyncRequest[] = [];
  const resyncs: string[] = [];
  let doubts = 0;
  const stream = createChangeStream({
    ask: (request) => {
      asked.push(request);
      return Promise.resolve(answers.shift() ?? null);
    },
    apply: (changes) => void applied.push(...changes.map((one) => `${one.scope}${one.seq}`)),
    resync: (reason) => {
      resyncs.push(reason);
      return Promise.resolve();
    },
    onSilence: () => void (doubts += 1),
    onGapFilled: () => undefined,
  });
  const settle = async (): Promise<void> => {
    for (let i = 0; i < 20; i++) await Promise.resolve();
  };
  const pass = async (ms: number): Promise<void> => {
    t.mock.timers.tick(ms);
    await settle();
  };
  return { stream, applied, asked, resyncs, settle, pass, doubts: () => doubts };
};

test('what connects goes through at once, in order, and nothing twice', async (t) => {
  const { stream, applied, asked, pass } = setUp(t);
  await stream.welcome(welcome(10, { 'leads:a': 10, 'users:b': 3 }), false);
  stream.receive([change('leads:a', 11, 10), change('users:b', 12, 3)]);
  stream.receive([change('leads:a', 11, 10), change('leads:a', 13, 11)]);
  stream.receive([change('leads:a', 9, 8), change('other:z', 14, 0)]);
  await pass(500);
  assert.deepEqual(applied, ['leads:a11', 'users:b12', 'leads:a13'], 'a scope that is not mine is not applied either');
  assert.deepEqual(asked, []);
});

test('what overtakes waits a moment for what it overtook; other audiences go on', async (t) => {
  const { stream, applied, asked, pass } = setUp(t);
  await stream.welcome(welcome(10, { 'leads:a': 10, 'users:b': 3 }), false);
  stream.receive([change('leads:a', 13, 12)]);
  stream.receive([change('users:b', 14, 3)]);
  await pass(100);
  stream.receive([change('leads:a', 12, 10)]);
  await pass(500);
  assert.deepEqual(applied, ['users:b14', 'leads:a12', 'leads:a13']);
  assert.deepEqual(asked, [], 'nothing was missing after all');
});

test('a gap is filled from where it began, page by page', async (t) => {
  const { stream, applied, asked, pass } = setUp(t, [
    pages([change('leads:a', 11, 10), change('leads:a', 12, 11)], 12, { 'leads:a': 14, 'users:b': 3 }, true),
    pages([change('leads:a', 13, 12), change('leads:a', 14, 13)], 14, { 'leads:a': 14, 'users:b': 3 }),
  ]);
  await stream.welcome(welcome(10, { 'leads:a': 10, 'users:b': 3 }), false);
  stream.receive([change('leads:a', 14, 13)]);
  await pass(149);
  assert.equal(asked.length, 0);
  await pass(2);
  assert.deepEqual(
    asked.map((one) => one.since),
    [10, 12],
  );
  assert.deepEqual(applied, ['leads:a11', 'leads:a12', 'leads:a13', 'leads:a14']);
  stream.receive([change('leads:a', 15, 14), change('users:b', 16, 3)]);
  assert.deepEqual(applied.slice(4), ['leads:a15', 'users:b16']);
});

test('a gap in one audience does not hide one in another', async (t) => {
  const { stream, applied, asked, pass } = setUp(t, [
    // Asked for what came after 20, the server cannot know that 15 of the other was lost too.
    pages([change('leads:a', 22, 20), change('users:b', 25, 15)], 25, { 'leads:a': 22, 'users:b': 25 }),
    pages([change('users:b', 15, 3), change('users:b', 25, 15)], 25, { 'leads:a': 22, 'users:b': 25 }),
  ]);
  await stream.welcome(welcome(10, { 'leads:a': 10, 'users:b': 3 }), false);
  stream.receive([change('leads:a', 20, 10)]);
  stream.receive([change('leads:a', 26, 22)]);
  await pass(160);
  assert.deepEqual(
    asked.map((one) => one.since),
    [20, 10],
  );
  assert.deepEqual(applied, ['leads:a20', 'leads:a22', 'users:b15', 'users:b25', 'leads:a26']);
});

test('after a reconnect only what was missed is asked for, and nothing when nothing was', async (t) => {
  const { stream, applied, asked } = setUp(t, [
    pages([change('leads:a', 20, 11)], 22, { 'leads:a': 20, 'users:b': 3 }),
  ]);
  await stream.welcome(welcome(10, { 'leads:a': 10, 'users:b': 3 }), false);
  stream.receive([change('leads:a', 11, 10)]);
  stream.disconnected();
  assert.equal(await stream.welcome(welcome(15, { 'leads:a': 11, 'users:b': 3 }), false), true);
  assert.equal(asked.length, 0);
  stream.disconnected();
  // Comes before the welcome has been dealt with, as it may.
  const back = stream.welcome(welcome(21, { 'leads:a': 20, 'users:b': 3 }), false);
  stream.receive([change('leads:a', 24, 20)]);
  await back;
  assert.deepEqual(
    asked,
    [{ epoch: 'e', since: 15 }],
    'the audience was known to be complete up to 15, not only to its last change',
  );
  assert.deepEqual(applied, ['leads:a11', 'leads:a20', 'leads:a24']);
});

test('a restored database, other audiences and too much to catch up load everything again', async (t) => {
  const { stream, resyncs, applied, asked, pass } = setUp(t, [
    { ok: true, resync: true, reason: 'too-far', epoch: 'f', upTo: 900, heads: {}, tailoring: { version: 0 } },
  ]);
  await stream.welcome(welcome(10, { 'leads:a': 10 }), false);
  await stream.welcome(welcome(5, { 'leads:a': 5 }, 'f'), false);
  await stream.welcome(welcome(6, { 'leads:a': 5, 'leads:b': 6 }, 'f'), false);
  await stream.welcome(welcome(6, { 'leads:a': 5, 'leads:b': 6 }, 'f'), true);
  stream.receive([change('leads:a', 800, 700, 'f')]);
  await pass(160);
  assert.deepEqual(resyncs, ['epoch', 'access', 'access', 'too-far']);
  assert.deepEqual(asked, [{ epoch: 'f', since: 6 }]);
  stream.receive([change('leads:a', 901, 880, 'f')]);
  await pass(10);
  assert.deepEqual(applied, ['leads:a901'], 'and then goes on from there');
});

test('a server that does not answer is doubted, and asked again', async (t) => {
  const { stream, asked, applied, pass, doubts } = setUp(t, [
    null,
    { ok: false, error: { code: 'UNAVAILABLE', message: '' } },
    pages([change('leads:a', 12, 10)], 13, { 'leads:a': 12 }),
  ]);
  await stream.welcome(welcome(10, { 'leads:a': 10 }), false);
  stream.receive([change('leads:a', 14, 12)]);
  await pass(160);
  assert.equal(doubts(), 1);
  await pass(6_000);
  await pass(6_000);
  assert.equal(asked.length, 3);
  assert.deepEqual(applied, ['leads:a12', 'leads:a14']);
});

test('a server that has many to serve says when to ask again, and is not doubted', async (t) => {
  const busy: SyncAnswer = { ok: false, error: { code: 'RATE_LIMITED', message: '', details: { retryAfter: 3 } } };
  const { stream, asked, applied, settle, pass, doubts } = setUp(t, [
    busy,
    pages([change('leads:a', 12, 10)], 13, { 'leads:a': 12 }),
    busy,
    pages([], 14, { 'leads:a': 14 }),
  ]);
  await stream.welcome(welcome(10, { 'leads:a': 10 }), false);
  stream.receive([change('leads:a', 14, 12)]);
  await pass(160);
  await pass(2_900);
  assert.equal(asked.length, 1);
  await pass(700);
  assert.equal(asked.length, 2);
  assert.deepEqual(applied, ['leads:a12', 'leads:a14']);
  const verified = stream.verify();
  await settle();
  await pass(3_600);
  assert.equal(await verified, true, 'such an answer is a sign of life');
  assert.equal(doubts(), 0);
});

test('verifying distinguishes a quiet audience from one whose changes got lost', async (t) => {
  const quiet = setUp(t, [pages([], 700, { 'leads:a': 700, 'users:b': 3 })]);
  await quiet.stream.welcome(welcome(10, { 'leads:a': 10, 'users:b': 3 }), false);
  quiet.stream.receive([change('leads:a', 700, 10)]);
  assert.equal(quiet.stream.lag(), 690);
  assert.equal(await quiet.stream.verify(), true);
  assert.equal(quiet.stream.lag(), 0, 'nothing happened in the other one up to 700');
  t.mock.timers.reset();
  const lost = setUp(t, [
    pages([], 700, { 'leads:a': 700, 'users:b': 650 }),
    pages([change('users:b', 650, 3)], 700, { 'leads:a': 700, 'users:b': 650 }),
  ]);
  await lost.stream.welcome(welcome(10, { 'leads:a': 10, 'users:b': 3 }), false);
  lost.stream.receive([change('leads:a', 700, 10)]);
  assert.equal(await lost.stream.verify(), true);
  assert.deepEqual(
    lost.asked.map((one) => one.since),
    [700, 10],
  );
  assert.deepEqual(lost.applied, ['leads:a700', 'users:b650']);
});

test('what moves between two of my audiences comes before it goes', async (t) => {
  const { stream, applied } = setUp(t);
  await stream.welcome(welcome(10, { 'leads:clinic:a': 10, 'leads:clinic:b': 3 }), false);
  stream.receive([{ ...change('leads:clinic:a', 11, 10), op: 'remove' }, change('leads:clinic:b', 11, 3)]);
  assert.deepEqual(applied, ['leads:clinic:b11', 'leads:clinic:a11']);
});
