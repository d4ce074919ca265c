import assert from 'node:assert/strict';
import { test } from 'node:test';
import { world } from '#server/testing/world.ts';

test('a connection without a request is kept for longer than a proxy keeps its own', async (t) => {
  const { url } = await world(t);
  const { headers } = await fetch(`${url}/health`);
  const seconds = Number(/timeout=(\d+)/.exec(headers.get('keep-alive') ?? '')?.[1]);
  assert.ok(seconds > 60, `${seconds} s`);
});
