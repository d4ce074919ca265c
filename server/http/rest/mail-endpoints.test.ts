import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { MailView } from '#shared/mail.ts';
import { mailTemplates } from '#server/mail/templates/index.ts';
import { mailEnv, startMailServer } from '#server/testing/mail-server.ts';
import { world } from '#server/testing/world.ts';

test('an admin sends a message to themselves and sees what became of it; no one else sees any', async (t) => {
  const server = await startMailServer(t);
  const w = await world(t, { also: ['other'], env: mailEnv(server) });
  const setup = await w.ana.request('GET', '/mail');
  assert.deepEqual(setup.body.data, { kind: 'smtp', from: 'no-reply@crm.example' });
  server.refuse({ code: 550, message: 'No such mailbox' });
  const sent = await w.ana.request('POST', '/mail/test-messages');
  assert.equal(sent.status, 202);
  const { id } = sent.body.data as { id: string };
  const seen = async (query = ''): Promise<readonly MailView[]> =>
    (await w.ana.request('GET', `/mail/messages${query}`)).body.data as readonly MailView[];
  while ((await seen('?state=failed')).length === 0) await pause(50);
  const [failed] = await seen();
  assert.deepEqual(
    [failed?.id, failed?.to.address, failed?.template, failed?.answer, failed?.canSendAgain],
    [id, w.ana.email, 'test', '550 No such mailbox', true],
  );
  assert.ok(!JSON.stringify(failed).includes('Hello'), 'what it says may let its reader in');
  server.refuse(null);
  assert.equal((await w.ana.request('POST', `/mail/messages/${id}/send-again`)).status, 202);
  await server.arrived(1);
  while ((await seen('?state=sent')).length === 0) await pause(50);
  const again = await w.ana.request('POST', `/mail/messages/${id}/send-again`);
  assert.deepEqual([again.status, again.body.error?.code], [409, 'CONFLICT']);

  for (const [method, path] of [
    ['GET', '/mail'],
    ['GET', '/mail/messages'],
    ['POST', `/mail/messages/${id}/send-again`],
    ['POST', '/mail/test-messages'],
    ['GET', '/mail/templates'],
    ['GET', '/mail/templates/test'],
  ] as const)
    assert.equal((await w.ben.request(method, path)).status, 403, path);
  assert.equal((await w.eve.request('POST', `/mail/messages/${id}/send-again`)).status, 404);
  assert.deepEqual((await w.eve.request('GET', '/mail/messages')).body.data, []);
});

test('pages of messages follow each other, and every kind of message has a preview in the look of the tenant', async (t) => {
  const w = await world(t);
  for (let sent = 0; sent < 3; sent++) await w.ana.request('POST', '/mail/test-messages');
  const first = await w.ana.request('GET', '/mail/messages?limit=2');
  const second = await w.ana.request('GET', `/mail/messages?limit=2&cursor=${String(first.body.meta?.['cursor'])}`);
  const ids = [first, second].flatMap(({ body }) => (body.data as readonly MailView[]).map(({ id }) => id));
  assert.deepEqual([new Set(ids).size, second.body.meta?.['cursor']], [3, null]);
  assert.equal((await w.ana.request('GET', '/mail/messages?cursor=nonsense')).status, 422);
  assert.equal((await w.ana.request('GET', '/mail/messages?state=lost')).status, 422);
  const kinds = (await w.ana.request('GET', '/mail/templates')).body.data as readonly { name: string }[];
  assert.equal(kinds.length, mailTemplates.length);
  for (const { name } of kinds) {
    const preview = (await w.ana.request('GET', `/mail/templates/${name}`)).body.data as { html: string; text: string };
    assert.ok(preview.html.includes('Smiles') && preview.text.includes('Smiles'), name);
  }
  assert.equal((await w.ana.request('GET', '/mail/templates/nonsense')).status, 404);
});
