import assert from 'node:assert/strict';
import { test } from 'node:test';
import { world } from '#server/testing/world.ts';

test('who is shown more of a record than before is given it again, though it has not changed', async (t) => {
  const w = await world(t, { env: { ROLES: 'web' }, also: ['general'] });
  const [boss, reader, other] = [
    await w.staffOf('admin', w.general),
    await w.staffOf('viewer'),
    await w.staffOf('user'),
  ];
  const path = `/users/${other.id}`;
  const first = await reader.request('GET', path);
  const tag = first.headers.get('etag') ?? '';
  const known = { 'if-none-match': tag, 'cache-control': 'max-age=0' };
  assert.equal((await reader.request('GET', path, undefined, known)).status, 304);
  assert.ok((await boss.mutate('users.update', { id: reader.id, patch: { role: 'admin' } })).ok);
  const again = await reader.request('GET', path, undefined, known);
  const { email, version } = again.body.data as { email: string; version: number };
  assert.deepEqual([again.status, typeof email], [200, 'string']);
  assert.equal(again.headers.get('etag'), `"${version}"`);
  // What was read of a part of its fields names the version that was seen, all the same.
  const changed = await reader.request('PATCH', path, { name: 'Uma' }, { 'if-match': tag });
  assert.equal(changed.status, 200);
  const late = await boss.request('PATCH', path, { name: 'Udo' }, { 'if-match': tag });
  assert.equal(late.status, 409);
});
