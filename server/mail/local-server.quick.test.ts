import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { createLog } from '#server/log.ts';
import { startLocalMailServer } from './local-server.ts';
import { createMailServer } from './smtp.ts';

test('what comes twice under one Message-ID is one message, and is still there after a restart', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'dentracrm-outbox-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const log = createLog('silent');
  const first = await startLocalMailServer(folder, log);
  const { send } = createMailServer({ kind: 'local', from: 'no-reply@localhost' }, first.url);
  const { signal } = new AbortController();
  const mail = (id: string, subject: string) => ({
    ...{ id, subject, fromName: 'Smiles', to: { name: 'Ben', address: 'ben@smiles.example' } },
    ...{ text: 'Hello', html: '<p>Hello</p>', queuedAt: new Date() },
  });
  await send(mail('1', 'வணக்கம்'), signal);
  await send(mail('2', 'Two'), signal);
  await send(mail('1', 'வணக்கம்'), signal);
  assert.deepEqual(
    first.list().map(({ subject }) => subject),
    ['Two', 'வணக்கம்'],
  );
  await first.close();
  const again = await startLocalMailServer(folder, log);
  t.after(() => again.close());
  assert.deepEqual(new Set(again.list().map(({ subject }) => subject)), new Set(['Two', 'வணக்கம்']));
  assert.equal((await again.open(again.list()[0]?.id ?? ''))?.to.address, 'ben@smiles.example');
  assert.equal(await again.open('../jwt-secret'), null);
});
