import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serverNow, setServerTime } from './clock.ts';

const hourMs = 3_600_000;

test('a device whose clock is set back an hour goes on with the server’s time; one that wakes from sleep too', (t) => {
  let device = Date.parse('2026-11-24T09:00:00Z');
  let running = 1_000;
  t.mock.method(Date, 'now', () => device);
  t.mock.method(performance, 'now', () => running);
  const pass = (ms: number, awake = ms): void => {
    device += ms;
    running += awake;
  };
  setServerTime('2026-11-24T09:30:00Z');
  pass(60_000);
  assert.equal(new Date(serverNow()).toISOString(), '2026-11-24T09:31:00.000Z');
  device -= hourMs;
  assert.equal(new Date(serverNow()).toISOString(), '2026-11-24T09:31:00.000Z');
  pass(60_000);
  assert.equal(new Date(serverNow()).toISOString(), '2026-11-24T09:32:00.000Z');
  pass(8 * hourMs, 0);
  assert.equal(new Date(serverNow()).toISOString(), '2026-11-24T17:32:00.000Z');
  setServerTime('2026-11-24T17:40:00Z');
  assert.equal(new Date(serverNow()).toISOString(), '2026-11-24T17:40:00.000Z');
});
