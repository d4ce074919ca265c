import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodedOnce } from './encode-once.ts';
import { createReplies } from './replies.ts';

const page = { ok: true, records: Array.from({ length: 200 }, (_, n) => n) };
const small = { ok: true, records: [1] };

test('between two large answers the process does other work, and people take turns', async () => {
  const replies = createReplies();
  const sent: string[] = [];
  const send = async (person: string, answer: object, what: string): Promise<boolean> => {
    const waited = await replies(person, answer);
    sent.push(what);
    return waited;
  };
  const all = [...[1, 2, 3].map((n) => send('ben', page, `ben ${n}`)), send('cara', page, 'cara')];
  const others = new Promise<void>((resolve) => {
    setImmediate(() => {
      sent.push('other work');
      resolve();
    });
  });
  assert.equal(await send('dora', small, 'a small one'), false);
  assert.deepEqual(await Promise.all(all), [true, true, true, true]);
  await others;
  assert.ok(sent.indexOf('a small one') < sent.indexOf('ben 2'), sent.join());
  assert.ok(sent.indexOf('other work') < sent.indexOf('ben 2'), sent.join());
  assert.ok(sent.indexOf('cara') < sent.indexOf('ben 2'), sent.join());
});

test('so many answers may wait for one person; one change of many records is large as well', async () => {
  const replies = createReplies();
  const asked = await Promise.allSettled(Array.from({ length: 40 }, () => replies('ben', page)));
  const refused = asked.filter(({ status }) => status === 'rejected');
  assert.ok(refused.length > 0 && refused.length < 40, `${refused.length}`);
  for (const one of refused) assert.equal((one as PromiseRejectedResult).reason.code, 'RATE_LIMITED');
  const frame = [1, [], [], ['p0:status'], ['mid', 0, 0, ...Array.from({ length: 90 }, (_, n) => n)]];
  assert.equal(await replies('cara', { ok: true, changes: [], frame }), true);
});

test('of answers that are text already a few go at a time, in their order, and other work comes between', async () => {
  const replies = createReplies();
  const shared = { ok: true, records: encodedOnce(Array.from({ length: 200 }, (_, n) => n)) };
  const sent: string[] = [];
  const asked = Array.from({ length: 50 }, async (_, n) => {
    const waited = await replies(`person ${n}`, shared);
    sent.push(`${n}`);
    return waited;
  });
  setImmediate(() => sent.push('other work'));
  const waited = await Promise.all(asked);
  assert.deepEqual(
    sent.filter((what) => what !== 'other work'),
    Array.from({ length: 50 }, (_, n) => `${n}`),
  );
  const before = sent.indexOf('other work');
  assert.ok(before >= 1 && before <= 16, `${before} answers before other work`);
  assert.deepEqual([waited[0], waited.at(-1)], [false, true]);
});
