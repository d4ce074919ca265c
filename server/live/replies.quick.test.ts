import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createReplies } from './replies.ts';

const page = { ok: true, records: Array.from({ length: 200 }, (_, n) => n) };
const small = { ok: true, records: [1] };

test('between two large answers the process does other work, and people take turns', async () => {
  const reply = createReplies();
  const sent: string[] = [];
  const all = [
    ...[1, 2, 3].map((n) => reply('ben', page, () => void sent.push(`ben ${n}`))),
    reply('cara', page, () => void sent.push('cara')),
  ];
  const others = new Promise<void>((resolve) => {
    setImmediate(() => {
      sent.push('other work');
      resolve();
    });
  });
  await reply('dora', small, () => void sent.push('a small one'));
  await Promise.all([...all, others]);
  assert.equal(sent[0], 'a small one');
  assert.equal(sent.filter((what) => what.startsWith('ben')).length, 3);
  assert.ok(sent.indexOf('other work') < sent.indexOf('ben 2'), sent.join());
  assert.ok(sent.indexOf('cara') < sent.indexOf('ben 2'), sent.join());
});

test('so many answers may wait for one person, and what cannot be sent is said', async () => {
  const reply = createReplies();
  const asked = await Promise.allSettled(Array.from({ length: 40 }, () => reply('ben', page, () => undefined)));
  const refused = asked.filter(({ status }) => status === 'rejected');
  assert.ok(refused.length > 0 && refused.length < 40, `${refused.length}`);
  for (const one of refused) assert.equal((one as PromiseRejectedResult).reason.code, 'RATE_LIMITED');
  const failing = (): void => {
    throw new Error('full');
  };
  await assert.rejects(reply('cara', page, failing), /full/);
  await reply('cara', page, () => undefined);
});
