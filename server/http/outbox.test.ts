import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { OpenedMail, ReceivedMail } from '#shared/mail.ts';
import { world } from '#server/testing/world.ts';

test('on a laptop mail is read at the outbox, from that laptop and from nowhere else', async (t) => {
  const w = await world(t, { env: { LOCAL_MAIL: 'true' } });
  const at = `${w.url}/outbox/api/v1/messages`;
  const read = async <T>(url: string): Promise<T> => ((await (await fetch(url)).json()) as { data: T }).data;
  assert.deepEqual(await read(at), []);
  await w.ana.request('POST', '/mail/test-messages');
  let mails: readonly ReceivedMail[] = [];
  for (; mails.length === 0; await pause(50)) mails = await read(at);
  const [mail] = mails;
  assert.deepEqual(
    [mail?.to.address, mail?.from.name, mail?.subject],
    [w.ana.email, 'Smiles', 'Mail from Smiles arrives'],
  );
  const opened = await read<OpenedMail>(`${at}/${mail?.id}`);
  assert.match(opened.text, /Hello Ana Admin/);
  assert.match(opened.html, /^<!doctype html>/);
  assert.equal((await fetch(`${at}/..%2F..%2Fjwt-secret`)).status, 404);
  assert.equal((await fetch(`${at}/nonsense`)).status, 404);
  // As a proxy on this machine passes on what someone elsewhere asks.
  assert.equal((await fetch(at, { headers: { 'X-Forwarded-For': '203.0.113.7' } })).status, 404);
});

test('where mail is really sent, or none is, there is no outbox', async (t) => {
  const w = await world(t);
  assert.equal((await fetch(`${w.url}/outbox/api/v1/messages`)).status, 404);
});
