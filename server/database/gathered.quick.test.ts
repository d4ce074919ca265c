import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gathered } from './gathered.ts';

/** What was asked for, statement by statement; each waits until it is answered. */
const desk = () => {
  const asked: { readonly keys: readonly string[]; readonly answer: () => void; readonly fail: () => void }[] = [];
  const find = gathered<string, string>((keys) => {
    const { promise, resolve, reject } = Promise.withResolvers<ReadonlyMap<string, string>>();
    asked.push({
      keys,
      answer: () => resolve(new Map(keys.filter((key) => key !== 'absent').map((key) => [key, key.toUpperCase()]))),
      fail: () => reject(new Error('away')),
    });
    return promise;
  });
  return { find, asked };
};

const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

test('what is asked while a statement is under way goes together in the next, each key once', async () => {
  const { find, asked } = desk();
  const first = find('a');
  const later = Promise.all(['b', 'c', 'b', 'absent', 'a'].map(find));
  assert.deepEqual(
    asked.map(({ keys }) => keys),
    [['a']],
  );
  asked[0]?.answer();
  assert.equal(await first, 'A');
  await turn();
  assert.deepEqual(
    asked[1]?.keys,
    ['b', 'c', 'absent', 'a'],
    'what was under way answers no one who asked after it began',
  );
  asked[1]?.answer();
  assert.deepEqual(await later, ['B', 'C', 'B', undefined, 'A']);
  const alone = find('d');
  assert.deepEqual(asked[2]?.keys, ['d'], 'at once where nothing is under way');
  asked[2]?.answer();
  assert.equal(await alone, 'D');
});

test('a statement that fails fails for those who waited for it; the next ones are asked for', async () => {
  const { find, asked } = desk();
  const first = find('a');
  const second = find('b');
  asked[0]?.fail();
  await assert.rejects(first, /away/);
  await turn();
  asked[1]?.answer();
  assert.equal(await second, 'B');
});
