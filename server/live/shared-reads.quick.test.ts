import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFairSlots } from '#server/fair-slots.ts';
import { createSharedReads } from './shared-reads.ts';

/** Over real slots, `places` of them. */
const sharedReads = (seq: () => number, places = 3) => {
  const slots = createFairSlots({ places: () => places, waitTimeoutMs: 60_000 });
  const shared = createSharedReads(seq, (people) => {
    const { granted, join } = slots.reserve(people);
    return {
      join,
      run: async (work) => {
        const end = await granted;
        try {
          return await work(null);
        } finally {
          end();
        }
      },
    };
  });
  return { shared, slots };
};

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A read whose ends the test decides. */
const slowRead = () => {
  const open: ((value: number) => void)[] = [];
  return { read: () => new Promise<number>((resolve) => open.push(resolve)), open };
};

test('those who ask while nothing changes share one read', async () => {
  const { shared } = sharedReads(() => 1);
  const { read, open } = slowRead();
  const answers = [1, 2, 3].map(() => shared('page', 'often', 'Ana', read));
  await settle();
  assert.equal(open.length, 1);
  open[0]?.(7);
  assert.deepEqual(await Promise.all(answers), [7, 7, 7]);
  assert.equal(await shared('page', 'often', 'Ana', read), 7);
  assert.equal(open.length, 1);
});

test('a request made after a change is never answered with what was read before it', async () => {
  let seq = 1;
  const { shared } = sharedReads(() => seq);
  const { read, open } = slowRead();
  const early = shared('page', 'often', 'Ana', read);
  await settle();
  seq = 2;
  const [late, later] = [shared('page', 'often', 'Ana', read), shared('page', 'often', 'Ana', read)];
  open[0]?.(1);
  assert.equal(await early, 1);
  await settle();
  assert.equal(open.length, 2, 'one read for both of them');
  open[1]?.(2);
  assert.deepEqual([await late, await later], [2, 2]);
});

test('a failed read fails for those who waited, and the next one reads again', async () => {
  const { shared } = sharedReads(() => 1);
  await assert.rejects(
    shared('page', 'often', 'Ana', () => Promise.reject(new Error('away'))),
    /away/,
  );
  assert.equal(await shared('page', 'often', 'Ana', () => Promise.resolve(3)), 3);
});

test('someone who joins a read of a person with much waiting has it in their own turn', async () => {
  const { shared } = sharedReads(() => 1);
  const slow = slowRead();
  for (let n = 0; n < 20; n++) void shared(`costly ${n}`, 'often', 'Mal', slow.read);
  const { read, open } = slowRead();
  const hers = shared('page', 'often', 'Mal', read);
  await settle();
  assert.deepEqual([slow.open.length, open.length], [2, 0]);
  const mine = shared('page', 'often', 'Ana', read);
  await settle();
  assert.equal(open.length, 1);
  open[0]?.(5);
  assert.deepEqual(await Promise.all([hers, mine]), [5, 5]);
});

test('one who has too much waiting is refused alone: the next reads for themselves', async () => {
  const { shared } = sharedReads(() => 1);
  const slow = slowRead();
  for (let n = 0; n < 24; n++) void shared(`costly ${n}`, 'often', 'Mal', slow.read);
  await assert.rejects(
    shared('page', 'often', 'Mal', () => Promise.resolve(1)),
    { code: 'RATE_LIMITED' },
  );
  assert.equal(await shared('page', 'often', 'Ana', () => Promise.resolve(2)), 2);
});

test('what is not asked for any more is forgotten, however much is waited for', async () => {
  const { shared } = sharedReads(() => 1);
  const slow = slowRead();
  void shared('slow', 'often', 'Mal', slow.read);
  let reads = 0;
  const ask = (n: number): Promise<number> => shared(`page ${n}`, 'often', 'Ana', () => Promise.resolve((reads += 1)));
  for (let n = 0; n < 150; n++) await ask(n);
  await ask(140);
  assert.equal(reads, 150);
  await ask(0);
  assert.equal(reads, 151);
});
