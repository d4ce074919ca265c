import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { until, world } from '#client/testing/world.ts';

/** As much of a browser as the connection looks at. After `world`, whose clients remove their listeners first. */
const browser = (t: TestContext) => {
  const page = Object.assign(new EventTarget(), { visibilityState: 'visible' });
  const device = new EventTarget();
  let onLine = true;
  const before = Object.getOwnPropertyDescriptor(globalThis, 'navigator') ?? {};
  Object.assign(globalThis, {
    document: page,
    addEventListener: device.addEventListener.bind(device),
    removeEventListener: device.removeEventListener.bind(device),
  });
  Object.defineProperty(globalThis, 'navigator', {
    configurable: true,
    value: {
      get onLine() {
        return onLine;
      },
    },
  });
  t.after(() => {
    for (const name of ['document', 'addEventListener', 'removeEventListener'])
      Reflect.deleteProperty(globalThis, name);
    Object.defineProperty(globalThis, 'navigator', before);
  });
  return {
    look: () => page.dispatchEvent(new Event('visibilitychange')),
    network: (now: boolean) => {
      onLine = now;
      device.dispatchEvent(new Event(now ? 'online' : 'offline'));
    },
  };
};

test('no network is offline at once, and back is live only after an answer', async (t) => {
  const { ana, join, tenant } = await world(t);
  const { network } = browser(t);
  const { live } = await join(ana);
  network(false);
  assert.equal(live.state(), 'offline');
  assert.ok(live.staleSince());
  const syncs = tenant.count('sync');
  network(true);
  assert.equal(live.state(), 'reconnecting', 'it may be another network');
  await until(() => live.state() === 'live');
  assert.equal(tenant.count('sync'), syncs + 1);
  assert.equal(live.staleSince(), null);
});

test('a page that is looked at again has a working connection', async (t) => {
  const { ana, join, tenant } = await world(t);
  const { look } = browser(t);
  const { live } = await join(ana);
  tenant.faults.away = ana;
  tenant.cut(ana);
  await until(() => live.state() === 'reconnecting');
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  tenant.faults.away = null;
  const began = Date.now();
  look();
  await until(() => live.state() === 'live');
  assert.ok(Date.now() - began < 400, 'it did not wait for its turn');
});
