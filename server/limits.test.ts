import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Redis } from 'ioredis';
import { Refusal } from '#shared/refusal.ts';
import { addressKey, createLimits } from './limits.ts';

const addresses: readonly [ip: string | undefined, key: string][] = [
  ['203.0.113.7', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:db8:1:2:ffff::1', '2001:db8:1:2'],
  ['2001:0DB8:0001:0002::', '2001:db8:1:2'],
  ['2001:db8::1', '2001:db8:0:0'],
  ['::1', '0:0:0:0'],
  ['fe80::1%eth0', 'fe80:0:0:0'],
  [undefined, 'unknown'],
];

for (const [ip, key] of addresses) {
  test(`${ip} counts as ${key}`, () => assert.equal(addressKey(ip), key));
}

const limited = (error: unknown): boolean =>
  error instanceof Refusal && error.code === 'RATE_LIMITED' && Number(error.details?.retryAfter) > 0;

test('what is too much is refused with the time to wait; another key is free', async () => {
  const { person } = createLimits({ apiRequestsPerMinute: 3 }, null);
  for (const left of [2, 1, 0]) assert.equal((await person.take('ana')).remaining, left);
  await assert.rejects(person.take('ana'), limited);
  await person.take('ben');
  await person.forget('ana');
  await person.take('ana');
});

test('a clock that is set back an hour makes no one wait longer', async (t) => {
  const { person } = createLimits({ apiRequestsPerMinute: 1 }, null);
  await person.take('ana');
  const now = Date.now.bind(Date);
  t.mock.method(Date, 'now', () => now() - 3_600_000);
  await assert.rejects(
    person.take('ana'),
    (error) => limited(error) && error instanceof Refusal && Number(error.details?.retryAfter) <= 60,
  );
});

test('a refund makes room again', async () => {
  const { person } = createLimits({ apiRequestsPerMinute: 1 }, null);
  await person.take('ana');
  await person.refund('ana');
  await person.take('ana');
  await assert.rejects(person.take('ana'), limited);
});

test('without its Redis a pod counts alone, and requests do not wait for it', async () => {
  const redis = new Redis('redis://127.0.0.1:1', { maxRetriesPerRequest: null, retryStrategy: () => 50 });
  redis.on('error', () => undefined);
  try {
    const { person } = createLimits({ apiRequestsPerMinute: 2 }, redis);
    await person.take('ana');
    await person.take('ana');
    await assert.rejects(person.take('ana'), limited);
  } finally {
    redis.disconnect();
  }
});
