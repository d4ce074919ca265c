import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEffect, createRoot } from 'solid-js';
import type { Change, ChangeOp } from '#shared/protocol.ts';
import type { AnyRecord } from '#shared/collection.ts';
import { productCatalog } from '#shared/modules/index.ts';
import { leads } from '#shared/modules/leads.ts';
import { users } from '#shared/modules/users.ts';
import { createMerge } from './merge.ts';
import { createRecordStore } from './record-store.ts';

const clinic = 'clinic-a';
const inClinic = `leads:clinic:${clinic}`;

const lead = (version: number, more: Record<string, unknown> = {}): AnyRecord =>
  ({
    id: 'r',
    version,
    createdAt: '',
    createdBy: null,
    updatedAt: '',
    updatedBy: null,
    name: `v${version}`,
    status: 'new',
    clinicId: clinic,
    ...more,
  }) as unknown as AnyRecord;

const change = (
  op: ChangeOp,
  version: number,
  data: Record<string, unknown> | null,
  scope = inClinic,
  more: Partial<Change> = {},
): Change => ({
  epoch: '',
  seq: version,
  prev: 0,
  scope,
  collection: 'leads',
  id: 'r',
  version,
  op,
  data,
  by: { id: 'ana', name: 'Ana' },
  at: `at ${version}`,
  mid: '',
  ...more,
});

const setUp = (scopes: string[] = [inClinic], limit = 100) => {
  const wanted: string[] = [];
  const gone: string[] = [];
  const unknown: string[] = [];
  const removed: string[] = [];
  const held = new Set(scopes);
  const store = createRecordStore({
    overlay: (_definition, _id, base) => base,
    want: () => undefined,
    onShown: () => undefined,
    spanned: () => [],
    isPending: () => false,
    limit,
  });
  const merge = createMerge({
    store,
    catalog: () => productCatalog,
    scopes: () => held,
    lists: {
      gone: (_definition, id) => void gone.push(id),
      unknown: (_definition, news) => void unknown.push(news.id),
      parentGone: () => undefined,
    },
    want: (_definition, id) => void wanted.push(id),
    onGone: (entry) => void removed.push(entry.id),
  });
  return {
    store,
    merge,
    held,
    wanted,
    gone,
    unknown,
    removed,
    name: () => store.peek(leads, 'r')?.shown?.['name'],
    version: () => store.peek(leads, 'r')?.shown?.version,
  };
};

test('no version goes back, whichever way the older one comes', () => {
  const { merge, name } = setUp();
  merge.install(leads, [lead(5)], []);
  merge.change(change('upsert', 4, lead(4)));
  assert.equal(name(), 'v5');
  merge.change(change('patch', 3, { name: 'v3' }));
  assert.equal(name(), 'v5');
  merge.install(leads, [lead(2)], []);
  assert.equal(name(), 'v5');
  merge.change(change('remove', 4, null));
  assert.equal(name(), 'v5', 'it left and came back before this version');
  merge.change(change('patch', 6, { name: 'v6' }));
  assert.equal(name(), 'v6');
});

test('of a field that is not in use nothing is known, also where a frame filled it in as empty', () => {
  const { merge, store } = setUp();
  merge.change(change('upsert', 1, { ...lead(1), x_plan: null }));
  assert.equal(Object.hasOwn(store.peek(leads, 'r')?.base ?? { x_plan: null }, 'x_plan'), false);
});

test('a patch brings its author and time, and the same news twice renders nothing', () => {
  const { store, merge } = setUp();
  merge.install(leads, [lead(5)], []);
  merge.change(change('patch', 6, { status: 'lost' }));
  const entry = store.peek(leads, 'r');
  assert.deepEqual(
    [entry?.shown?.updatedBy, entry?.shown?.updatedAt, entry?.shown?.['status']],
    ['ana', 'at 6', 'lost'],
  );
  const before = entry?.shown;
  merge.change(change('patch', 6, { status: 'lost' }));
  merge.install(leads, [{ ...before } as AnyRecord], []);
  assert.equal(entry?.shown, before);
});

test('gone is believed over what is older, and not over what is newer', () => {
  const { merge, name, removed } = setUp();
  merge.install(leads, [lead(5)], []);
  merge.change(change('remove', 6, null));
  assert.deepEqual([name(), removed], [undefined, ['r']]);
  merge.change(change('upsert', 5, lead(5)));
  merge.install(leads, [lead(5)], []);
  assert.equal(name(), undefined);
  merge.install(leads, [lead(7)], []);
  assert.equal(name(), 'v7');
});

test('seen through two audiences: leaving one is not leaving, leaving both is, in whatever order', () => {
  const twice = ['leads:all', inClinic];
  const { merge, name, removed } = setUp(twice);
  merge.install(leads, [lead(1)], []);
  merge.change(change('remove', 2, null, inClinic));
  assert.equal(name(), 'v1', 'still everyone’s');
  merge.change(change('patch', 2, { name: 'v2', clinicId: null }, 'leads:all'));
  merge.change(change('upsert', 3, lead(3), inClinic));
  merge.change(change('patch', 3, { name: 'v3', clinicId: clinic }, 'leads:all'));
  assert.equal(name(), 'v3');
  merge.change(change('remove', 4, null, 'leads:all'));
  merge.change(change('remove', 4, null, inClinic));
  assert.deepEqual([name(), removed], [undefined, ['r']], 'deleted');
});

test('with two audiences a jump in versions is looked into; not held, only the server knows', () => {
  const { merge, wanted, gone } = setUp(['leads:all', inClinic]);
  merge.install(leads, [lead(1)], []);
  merge.change(change('patch', 2, { name: 'v2' }));
  assert.deepEqual(wanted, []);
  merge.change(change('patch', 4, { name: 'v4' }));
  assert.deepEqual(wanted, ['r']);
  merge.change(change('remove', 9, null, inClinic, { id: 'not held' }));
  assert.deepEqual([wanted, gone], [['r', 'not held'], []]);
  const one = setUp();
  one.merge.install(leads, [lead(1)], []);
  one.merge.change(change('patch', 4, { name: 'v4' }));
  one.merge.change(change('remove', 9, null, inClinic, { id: 'not held' }));
  assert.deepEqual(
    [one.name(), one.wanted, one.gone],
    ['v4', [], ['not held']],
    'an audience that sees part of it gets part of its history',
  );
});

test('an audience that shows fewer fields keeps no others', () => {
  const { store, merge, held } = setUp(['users:all', 'users:colleagues']);
  merge.install(users, [{ ...lead(1), name: 'Ravi', email: 'ravi@example.com', isActive: true } as AnyRecord], []);
  assert.equal(store.peek(users, 'r')?.shown?.['email'], 'ravi@example.com');
  held.delete('users:all');
  merge.narrow();
  assert.deepEqual(
    [store.peek(users, 'r')?.shown?.['name'], store.peek(users, 'r')?.shown?.['email']],
    ['Ravi', undefined],
  );
  held.delete('users:colleagues');
  merge.narrow();
  assert.equal(store.peek(users, 'r')?.shown, null);
});

test('in doubt, nothing but a whole record counts; after a restore, whatever its version', () => {
  const { store, merge, name } = setUp();
  merge.install(leads, [lead(9)], []);
  const gone = store.entry(leads, 'g');
  merge.install(leads, [lead(9, { id: 'g' })], []);
  merge.change(change('remove', 10, null, inClinic, { id: 'g' }));
  assert.equal(merge.markAllStale(() => true, true).length, 2);
  merge.change(change('patch', 10, { name: 'Whose patch?' }));
  assert.equal(name(), 'v9');
  merge.install(leads, [lead(2), lead(2, { id: 'g' })], [change('patch', 3, { name: 'v3' })]);
  assert.equal(name(), 'v3');
  assert.equal(gone.shown?.version, 2);
  merge.markAllStale(() => false, false);
  assert.equal(store.size(), 0);
});

test('a patch of what is not held asks the lists, and is asked for where a screen waits for it', () => {
  const { store, merge, unknown, wanted } = setUp();
  merge.change(change('patch', 2, { name: 'v2' }));
  assert.deepEqual([unknown, wanted], [['r'], []]);
  createRoot((dispose) => {
    createEffect(() => store.read(leads, 'r'));
    queueMicrotask(dispose);
  });
  merge.change(change('patch', 3, { name: 'v3' }));
  assert.deepEqual(wanted, ['r']);
});

test('beyond the limit what was not looked at for longest goes, never what is looked at', () => {
  const { store, merge } = setUp([inClinic], 10);
  const fill = (from: number, to: number): void => {
    for (let n = from; n < to; n++) merge.install(leads, [lead(1, { id: `r${n}` })], []);
  };
  fill(0, 5);
  createRoot((dispose) => {
    createEffect(() => store.read(leads, 'r0'));
    createEffect(() => {
      store.read(leads, 'r1');
      fill(5, 30);
      store.evict();
      assert.equal(store.size(), 10);
      for (const id of ['r0', 'r1']) assert.ok(store.peek(leads, id), `${id} is looked at`);
      assert.ok(store.peek(leads, 'r29') && !store.peek(leads, 'r5'));
    });
    queueMicrotask(dispose);
  });
});
