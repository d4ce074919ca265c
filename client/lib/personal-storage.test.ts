import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { createPersonalStorage } from './personal-storage.ts';

/** What a browser has and this process does not. `mostBytes`: more is refused, as where a device is full. */
const storageOf = (mostBytes = Infinity): Storage => {
  const held = new Map<string, string>();
  return {
    get length() {
      return held.size;
    },
    key: (at) => [...held.keys()][at] ?? null,
    getItem: (key) => held.get(key) ?? null,
    setItem: (key, value) => {
      if (value.length > mostBytes) throw new DOMException('full', 'QuotaExceededError');
      held.set(key, value);
    },
    removeItem: (key) => void held.delete(key),
    clear: () => held.clear(),
  };
};

const setUp = (t: TestContext, mostBytes?: number): { readonly tab: () => void } => {
  const put = (name: 'localStorage' | 'sessionStorage', value: Storage): void =>
    void Object.defineProperty(globalThis, name, { value, configurable: true });
  put('localStorage', storageOf(mostBytes));
  put('sessionStorage', storageOf());
  t.after(() => {
    Reflect.deleteProperty(globalThis, 'localStorage');
    Reflect.deleteProperty(globalThis, 'sessionStorage');
  });
  t.mock.timers.enable({ apis: ['Date'], now: Date.parse('2026-11-20T09:00:00Z') });
  return { tab: () => put('sessionStorage', storageOf()) };
};

const days = 86_400_000;

test('what is kept for one person is theirs, comes back, and is gone when they sign out', (t) => {
  setUp(t);
  const ana = createPersonalStorage('smiles', 'ana');
  ana.write('field/leads/1/nextAction', 'Ring at six');
  const [again, ben] = [createPersonalStorage('smiles', 'ana'), createPersonalStorage('smiles', 'ben')];
  assert.equal(again.read('field/leads/1/nextAction'), 'Ring at six');
  assert.deepEqual([ben.read('field/leads/1/nextAction'), ben.names('')], [null, []]);
  assert.equal(createPersonalStorage('other', 'ana').read('field/leads/1/nextAction'), null);
  ben.clear();
  assert.deepEqual(again.names('field/'), ['field/leads/1/nextAction']);
  again.clear();
  assert.equal(localStorage.length, 0);
});

test('after a week it is forgotten, also of who never comes back to this device', (t) => {
  setUp(t);
  localStorage.setItem('dentracrm/smiles/session-renewed', '7');
  localStorage.setItem('dentracrm.theme', 'dark');
  createPersonalStorage('smiles', 'ana').write('form/leads/new', { name: 'Kavya' });
  t.mock.timers.tick(6 * days);
  createPersonalStorage('smiles', 'ben').write('form/leads/new', { name: 'Meena' });
  t.mock.timers.tick(2 * days);
  createPersonalStorage('smiles', 'cara');
  const keys = Array.from({ length: localStorage.length }, (_, at) => localStorage.key(at));
  assert.deepEqual(keys, [
    'dentracrm/smiles/session-renewed',
    'dentracrm.theme',
    'dentracrm/smiles/ben/form/leads/new',
  ]);
});

test('text that another tab may still be at is left to it', (t) => {
  const { tab } = setUp(t);
  const mine = createPersonalStorage('smiles', 'ana');
  mine.write('form/leads/new', { name: 'Kav' });
  assert.deepEqual(mine.readLeft('form/leads/new'), { name: 'Kav' });
  tab();
  const theirs = createPersonalStorage('smiles', 'ana');
  assert.equal(theirs.readLeft('form/leads/new'), null);
  t.mock.timers.tick(6 * 60_000);
  assert.deepEqual(theirs.readLeft('form/leads/new'), { name: 'Kav' });
});

test('a device that is full says so, and what cannot be read is nothing', (t) => {
  setUp(t, 100);
  t.mock.method(console, 'info', () => undefined);
  const ana = createPersonalStorage('smiles', 'ana');
  assert.equal(ana.write('outbox/1', 'x'.repeat(200)), false);
  localStorage.setItem('dentracrm/smiles/ana/outbox/2', '{');
  assert.equal(ana.read('outbox/2'), null);
});
