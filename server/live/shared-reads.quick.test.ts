import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSharedReads } from './shared-reads.ts';

/** A read whose ends the test decides. */
const slowRead = () => {
  const open: ((value: number) => void)[] = [];
  return { read: () => new Promise<number>((resolve) => open.push(resolve)), open };
};

test('those who ask while nothing changes share one read', async () => {
  const shared = createSharedReads(() => 1);
  const { read, open } = slowRead();
  const answers = [1, 2, 3].map(() => shared('page', 'often', read));
  assert.equal(open.length, 1);
  open[0]?.(7);
  assert.deepEqual(await Promise.all(answers), [7, 7, 7]);
  assert.equal(await shared('page', 'often', read), 7);
  assert.equal(open.length, 1);
});

test('a request made after a change is never answered with what was read before it', async () => {
  let seq = 1;
  const shared = createSharedReads(() => seq);
  const { read, open } = slowRead();
  const early = shared('page', 'often', read);
  seq = 2;
  const [late, later] = [shared('page', 'often', read), shared('page', 'often', read)];
  open[0]?.(1);
  assert.equal(await early, 1);
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(open.length, 2, 'one read for both of them');
  open[1]?.(2);
  assert.deepEqual([await late, await later], [2, 2]);
});

test('a failed read fails for those who waited, and the next one reads again', async () => {
  const shared = createSharedReads(() => 1);
  await assert.rejects(
    shared('page', 'often', () => Promise.reject(new Error('away'))),
    /away/,
  );
  assert.equal(await shared('page', 'often', () => Promise.resolve(3)), 3);
});
