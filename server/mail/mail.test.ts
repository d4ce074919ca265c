import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { v7 } from 'uuid';
import { startReactions } from '#server/reactions/reactions.ts';
import { retryJob } from '#server/reactions/retry.ts';
import { startMailServer, mailEnv } from '#server/testing/mail-server.ts';
import { startWorker } from '#server/testing/worker.ts';
import { world, type World } from '#server/testing/world.ts';
import { createMail } from './mail.ts';
import { sendingJob } from './sending.ts';
import { noMailServer } from './smtp.ts';
import { testMail } from './templates/test-mail.ts';

const ben = { name: 'Ben, of Ganapathy', address: 'ben@smiles.example' };

type Row = { id: string; state: string; attempts: number; answer: string | null; text: string | null };
const rows = ({ smiles }: World): Promise<Row[]> =>
  smiles.db.query<Row>('select id, state, attempts, answer, text from mails order by queued_at');

const until = async (w: World, holds: (row: Row) => boolean): Promise<Row> => {
  for (;;) {
    const [row] = await rows(w);
    if (row && holds(row)) return row;
    await pause(10);
  }
};

const send = ({ pods: [pod], smiles }: World, to = ben, id?: string): Promise<string> | undefined =>
  pod?.mail.transaction(smiles, (_tx, queue) =>
    queue({ to, template: testMail, about: { name: to.name }, ...(id === undefined ? {} : { id }) }),
  );

test('a message is part of its transaction: it is sent once that is committed, and never otherwise', async (t) => {
  const server = await startMailServer(t);
  const w = await world(t, { env: mailEnv(server) });
  const failing = w.pods[0]?.mail.transaction(w.smiles, async (_tx, queue) => {
    await queue({ to: ben, template: testMail, about: { name: 'Ben' } });
    throw new Error('something else went wrong');
  });
  await assert.rejects(failing ?? Promise.resolve(), /something else/);
  const id = await send(w);
  const row = await until(w, ({ state }) => state === 'sent');
  assert.equal((await rows(w)).length, 1);
  assert.deepEqual([row.id, row.attempts, row.text], [id, 1, null], 'what may let someone in is not kept');
  assert.match(row.answer ?? '', /^250/);
  const [message, ...others] = server.messages;
  assert.deepEqual(
    [message?.id, message?.from, message?.fromName, message?.to, message?.subject, others.length],
    [`<${id}@crm.example>`, 'no-reply@crm.example', 'Smiles', ['ben@smiles.example'], 'Mail from Smiles arrives', 0],
  );
  assert.match(message?.text ?? '', /Hello Ben, of Ganapathy/);
  assert.match(message?.html ?? '', /#0f766e/, 'it wears the colour of the tenant');
});

test('the same id is one message, and no address brings further recipients', async (t) => {
  const server = await startMailServer(t);
  const w = await world(t, { env: mailEnv(server) });
  const id = v7();
  await send(w, ben, id);
  await send(w, ben, id);
  await until(w, ({ state }) => state === 'sent');
  const planted = { name: 'x\r\nBcc: eve@evil.example', address: 'ben@smiles.example, eve@evil.example' };
  await send(w, planted);
  while ((await rows(w)).some(({ state }) => state === 'queued')) await pause(10);
  const told = server.messages.map(({ to }) => to);
  assert.equal((await rows(w)).length, 2);
  assert.ok(!told.flat().some((address) => address.includes('evil')), JSON.stringify(told));
  assert.equal(told.filter((to) => to.includes('ben@smiles.example')).length, 1);
});

test('what a server refuses for now is tried again, with its words for admins; what it refuses is not', async (t) => {
  const server = await startMailServer(t);
  const w = await world(t, { env: mailEnv(server) });
  server.refuse({ code: 454, message: 'Throttling failure: Maximum sending rate exceeded' });
  await send(w);
  const waiting = await until(w, ({ attempts }) => attempts > 0);
  assert.equal(waiting.state, 'queued');
  assert.match(waiting.answer ?? '', /Throttling failure/);
  server.refuse(null);
  assert.equal((await until(w, ({ state }) => state !== 'queued')).state, 'sent');
  server.refuse({ code: 550, message: 'No such mailbox' });
  const id = await send(w);
  let failed: Row | undefined;
  while (failed?.state !== 'failed') {
    failed = (await rows(w)).find((row) => row.id === id);
    await pause(10);
  }
  assert.deepEqual([failed.attempts, failed.answer], [1, '550 No such mailbox']);
  server.refuse(null);
  await w.pods[0]?.mail.sendAgain(w.smiles, failed.id);
  await server.arrived(2);
  while ((await rows(w)).some(({ state }) => state !== 'sent')) await pause(10);
});

test('a message whose pod dies after the commit is sent by another one', async (t) => {
  const server = await startMailServer(t);
  const w = await world(t, { env: mailEnv(server) });
  const [pod] = w.pods;
  assert.ok(pod);
  // As a pod leaves it that is killed before it has asked for the job.
  const dead = createMail({
    config: w.config.mail,
    jobs: { ...pod.jobs, enqueue: () => Promise.reject(Object.assign(new Error('killed'), { code: 'ECONNRESET' })) },
    sending: sendingJob(noMailServer),
    baseUrl: () => 'https://crm.example',
  });
  await dead.transaction(w.smiles, (_tx, queue) => queue({ to: ben, template: testMail, about: { name: 'Ben' } }));
  assert.equal((await rows(w))[0]?.state, 'queued');
  const looking = startReactions({ ...pod, reactions: [], retry: retryJob([], () => pod.mail) });
  t.after(() => looking.close());
  await looking.sweep();
  await until(w, ({ state }) => state === 'sent');
  assert.equal(server.messages.length, 1);
});

test('a worker killed between the server taking a message and the note of it doubles nothing for its reader', async (t) => {
  const server = await startMailServer(t);
  const w = await world(t, { env: { ...mailEnv(server), ROLES: 'web' } });
  const silent = server.keepSilent();
  const id = await send(w);
  const worker = await startWorker(t, w);
  await server.arrived(1);
  worker.kill('SIGKILL');
  await once(worker, 'exit');
  silent.letGo();
  assert.equal((await rows(w))[0]?.state, 'queued', 'nothing has noted that it was taken');
  await startWorker(t, w);
  await until(w, ({ state }) => state === 'sent');
  const ids = new Set(server.messages.map((message) => message.id));
  assert.deepEqual([[...ids], server.messages.length], [[`<${id}@crm.example>`], 2]);
});

test('without a mail server a message fails at once and says what is missing, and is kept to be sent again', async (t) => {
  const w = await world(t);
  await send(w);
  const row = await until(w, ({ state }) => state === 'failed');
  assert.match(row.answer ?? '', /SMTP_URL/);
  assert.match(row.text ?? '', /Hello Ben/);
});
