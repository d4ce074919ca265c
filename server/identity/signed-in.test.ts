import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testBrowser } from '#server/testing/browser.ts';
import { connected } from '#server/testing/client.ts';
import { world } from '#server/testing/world.ts';
import { setPassword } from './credentials.ts';

const password = 'correct horse battery';

test('a sign-in is a change that admins see live and colleagues do not hear of', async (t) => {
  const w = await world(t, { also: ['general'] });
  const [boss, colleague, uma] = [
    await w.staffOf('admin', w.general),
    await w.staffOf('user'),
    await w.staffOf('user'),
  ];
  await setPassword(w.general.db, uma.id, password);
  const [hq, desk] = [await boss.connect(), await colleague.connect()];
  const signIn = await testBrowser(w.url).ask('POST', '/general/api/v1/auth/login', { email: uma.email, password });
  assert.equal(signIn.status, 200);
  const own = await connected({ url: w.url, slug: 'general', token: String(signIn.body.data?.['token']) });
  t.after(own.close);

  await hq.until('the sign-in', ({ changes }) => changes.length > 0);
  const [change] = hq.changes;
  assert.deepEqual(
    [change?.collection, change?.id, change?.op, change?.by?.name],
    ['users', uma.id, 'patch', 'Sign-in'],
  );
  assert.ok(Math.abs(Date.parse(String(change?.data?.['lastLoginAt'])) - Date.now()) < 60_000);

  // What came after it is here: it was not told to them, nor did anyone have to come in again.
  assert.ok((await boss.mutate('users.update', { id: uma.id, patch: { name: 'Uma the Second' } })).ok);
  await desk.until('the name', ({ changes }) => changes.length > 0);
  assert.deepEqual(
    desk.changes.map(({ data }) => data?.['name']),
    ['Uma the Second'],
  );
  assert.ok(!desk.seen().includes('lastLoginAt'));
  await own.until('the new profile', ({ welcomes }) => welcomes.length === 2);
  assert.deepEqual([hq.welcomes.length, desk.welcomes.length], [1, 1]);

  const { body } = await boss.request('GET', `/users/${uma.id}/activity`);
  const entries = body.data as { command: string; fields: object }[];
  assert.deepEqual(
    entries.filter(({ command }) => command === 'users.signedIn').map(({ fields }) => Object.keys(fields)),
    // Whom the product gave a password has joined by the first use of it.
    [['status', 'joinedAt', 'lastLoginAt']],
  );
});

test('only the product says that someone signed in', async (t) => {
  const { ana, ben, petra } = await world(t);
  for (const person of [ana, ben, petra]) {
    const answer = await person.mutate('users.signedIn', { id: ben.id });
    assert.deepEqual(answer.ok ? null : [answer.error.code, answer.error.message], [
      'NOT_FOUND',
      'There is no such command.',
    ]);
    assert.equal((await person.request('POST', `/users/${ben.id}/signed-in`)).status, 404);
    assert.equal((await person.request('POST', `/users/${ben.id}/signedIn`)).status, 404);
  }
  const set = await ana.mutate('users.update', { id: ben.id, patch: { lastLoginAt: '2026-01-01T00:00:00Z' } });
  assert.equal(set.ok ? null : set.error.code, 'VALIDATION_ERROR');
});
