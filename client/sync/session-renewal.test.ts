import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { createSessionRenewal } from './session-renewal.ts';

/** Two tabs of one browser, which share a storage, locks and a cookie that is used up by the tab that renews first. */
const setUp = (t: TestContext) => {
  const stored = new Map<string, string>();
  Object.assign(globalThis, {
    localStorage: {
      getItem: (key: string) => stored.get(key) ?? null,
      setItem: (key: string, value: string) => void stored.set(key, value),
    },
  });
  t.after(() => Reflect.deleteProperty(globalThis, 'localStorage'));
  let renewing = 0;
  let renewals = 0;
  const presented: string[] = [];
  let reachable = true;
  let signedIn = true;
  const tab = (token?: () => string, now: () => number = Date.now) =>
    createSessionRenewal({
      tenant: 'smiles',
      token,
      now,
      refreshSession: async () => {
        assert.equal(renewing, 0, 'two at a time would look like theft');
        renewing += 1;
        await new Promise((resolve) => setTimeout(resolve, 10));
        renewing -= 1;
        if (!reachable) throw new Error('no network');
        renewals += 1;
        return signedIn ? { ok: true, token: `token ${renewals}` } : { ok: false };
      },
      present: (shown) => {
        presented.push(shown);
        return Promise.resolve({ ok: true, expiresAt: new Date(Date.now() + 3_600_000).toISOString() });
      },
    });
  return {
    tab,
    presented,
    renewals: () => renewals,
    set: (next: { reachable?: boolean; signedIn?: boolean }) => {
      reachable = next.reachable ?? reachable;
      signedIn = next.signedIn ?? signedIn;
    },
  };
};

test('tabs that lose their connection together renew the session once', async (t) => {
  const { tab, renewals } = setUp(t);
  const tabs = [tab(), tab(), tab()];
  assert.deepEqual(await Promise.all(tabs.map((one) => one.renew())), [true, true, true]);
  assert.equal(renewals(), 1);
  assert.equal(tabs[0]?.token(), null, 'the cookie speaks for a browser');
});

test('each open socket is shown a token of its own, one tab after the other', async (t) => {
  const { tab, presented } = setUp(t);
  const tabs = [tab(), tab()];
  for (const one of tabs) one.expires(new Date(Date.now() + 1_500).toISOString());
  await new Promise((resolve) => setTimeout(resolve, 1_700));
  assert.deepEqual(presented.toSorted(), ['token 1', 'token 2']);
  for (const one of tabs) one.stop();
});

test('signed out is a no; not reached is neither yes nor no', async (t) => {
  const { tab, set } = setUp(t);
  set({ reachable: false });
  await assert.rejects(tab().renew(), /no network/);
  set({ reachable: true, signedIn: false });
  assert.equal(await tab().renew(), false);
});

test('a client with a token of its own goes on with the renewed one', async (t) => {
  const { tab } = setUp(t);
  const one = tab(() => 'first');
  assert.equal(one.token(), 'first');
  await one.renew();
  assert.equal(one.token(), 'token 1');
});

test('a device whose clock is three days ahead renews when the server’s clock says so, not at once', async (t) => {
  const { tab, renewals } = setUp(t);
  const serverNow = (): number => Date.now() - 3 * 86_400_000;
  const one = tab(() => 'first', serverNow);
  one.expires(new Date(serverNow() + 3_600_000).toISOString());
  await new Promise((resolve) => setTimeout(resolve, 1_300));
  assert.equal(renewals(), 0);
  one.stop();
});

test('after its clock was set back a device does not take a stamp of the future for a fresh renewal', async (t) => {
  const { tab, renewals } = setUp(t);
  const [other, mine] = [tab(), tab()];
  const now = Date.now.bind(Date);
  const clock = t.mock.method(Date, 'now', () => now() + 3_600_000);
  assert.equal(await other.renew(), true);
  clock.mock.restore();
  assert.equal(await mine.renew(), true);
  assert.equal(renewals(), 2);
});
