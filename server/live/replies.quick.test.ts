import assert from 'node:assert/strict';
import { test } from 'node:test';
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
