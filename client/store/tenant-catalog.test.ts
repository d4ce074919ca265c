import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRoot } from 'solid-js';
import type { AnyRecord } from '#shared/collection.ts';
import { modulesOf } from '#shared/modules/index.ts';
import { leads } from '#shared/modules/leads.ts';
import type { Change } from '#shared/protocol.ts';
import { createMerge } from './merge.ts';
import { createRecordStore } from './record-store.ts';
import { createTenantCatalog } from './tenant-catalog.ts';

const field = (more: Record<string, unknown> = {}): AnyRecord =>
  ({
    id: 'f',
    version: 1,
    collection: 'leads',
    name: 'plan',
    label: 'Plan',
    kind: 'text',
    help: null,
    options: null,
    required: false,
    section: null,
    position: 1,
    inList: true,
    active: true,
    ...more,
  }) as unknown as AnyRecord;

const whole = Object.fromEntries(Object.keys(leads.fields).map((name) => [name, null]));
const lead = (version: number, more: Record<string, unknown> = {}): AnyRecord =>
  ({ id: 'r', createdAt: '', createdBy: null, updatedAt: '', updatedBy: null, ...whole, version, ...more }) as never;

const change = (more: Partial<Change>): Change => ({
  epoch: 'e',
  seq: 1,
  prev: 0,
  scope: 'leads:all',
  collection: 'leads',
  id: 'r',
  version: 1,
  op: 'patch',
  data: null,
  by: null,
  at: '',
  mid: '',
  ...more,
});

const setUp = (fields: readonly AnyRecord[]) =>
  createRoot(() => {
    const wanted: string[] = [];
    const store = createRecordStore({
      overlay: (_definition, _id, base) => base,
      want: () => undefined,
      onShown: () => undefined,
      spanned: () => [],
      isPending: () => false,
      limit: 100,
    });
    const want = (_definition: unknown, id: string): void => void wanted.push(id);
    const tenant = createTenantCatalog({ store: () => store, want, onSettings: () => undefined });
    const merge = createMerge({
      store,
      catalog: tenant.catalog,
      scopes: () => new Set(['leads:all']),
      lists: { gone: () => undefined, unknown: () => undefined, parentGone: () => undefined },
      want,
      onGone: () => undefined,
    });
    tenant.adopt({ version: 1, records: { customFields: fields } }, 'e', modulesOf('dental'));
    const switchField = (version: number, active: boolean): void =>
      tenant.change(
        change({
          collection: 'customFields',
          scope: 'customFields:all',
          id: 'f',
          version,
          seq: version,
          data: { active },
        }),
      );
    return { store, merge, tenant, wanted, switchField, held: () => store.peek(leads, 'r')?.base };
  });

test('a value that is held of a field which goes and comes back is not shown as if it were still so', () => {
  const { store, merge, wanted, switchField, held } = setUp([field()]);
  merge.install(leads, [lead(1, { x_plan: 'old' })], []);
  const entry = store.entry(leads, 'r');
  entry.watchers = 1;
  switchField(2, false);
  // Another one was written before that, and is not sent any more.
  merge.change(change({ version: 2, seq: 3, data: {} }));
  switchField(3, true);
  assert.equal(held()?.['x_plan'], undefined);
  assert.deepEqual(wanted, ['r']);
  merge.install(leads, [lead(2, { x_plan: 'new' })], [], ['r']);
  assert.equal(held()?.['x_plan'], 'new');
});

test('what was sent under another catalog is asked for again, once', () => {
  const { merge, wanted, switchField } = setUp([field({ active: false })]);
  switchField(2, true);
  // The answer to a question from before, and a record that enters my sight as it was logged then.
  merge.install(leads, [lead(1)], []);
  assert.deepEqual(wanted, ['r']);
  merge.change(change({ id: 's', op: 'upsert', data: lead(1, { id: 's' }) as never }));
  assert.deepEqual(wanted, ['r', 's']);
  merge.install(leads, [lead(1)], [], ['r']);
  merge.install(leads, [lead(1, { x_plan: null })], []);
  assert.deepEqual(wanted, ['r', 's']);
});

test('who sees some fields of a record only is not asked for the others', () => {
  const { merge, wanted } = setUp([field()]);
  merge.install(leads, [{ id: 'r', version: 1, name: 'Ravi' } as never], []);
  assert.deepEqual(wanted, []);
});
