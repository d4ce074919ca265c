import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AnyRecord } from '#shared/collection.ts';
import { catalogOf, modulesOf } from '#shared/modules/index.ts';
import type { LogRow } from '#server/database/log-row.ts';
import { changeIn } from './changes.ts';

const scope = 'leads:all';

const field = (name: string, createdAt: string): AnyRecord =>
  ({
    id: name,
    version: 3,
    createdAt,
    collection: 'leads',
    name,
    label: name,
    kind: 'text',
    help: null,
    options: null,
    required: false,
    section: null,
    position: 1,
    inList: true,
    active: true,
  }) as unknown as AnyRecord;

const row: LogRow = {
  seq: 9,
  at: '2026-11-28T10:00:00.000Z',
  mid: 'm',
  command: 'leads.update',
  by: null,
  reason: null,
  collection: 'leads',
  id: 'r',
  version: 2,
  op: 'update',
  before: [],
  after: [scope],
  prevs: { [scope]: 8 },
  patch: {},
  old: {},
  record: { id: 'r', version: 2, name: 'Ravi', x_known: 'Star' } as unknown as AnyRecord,
  group: null,
  cause: null,
};

test('a record that was logged while a field was not in use does not say that it has no value of it', () => {
  const catalog = ['known', 'returned', 'later'].reduce(
    (made, name) =>
      made.with(
        'customFields',
        name,
        field(name, name === 'later' ? '2026-11-28T11:00:00.000Z' : '2026-11-27T00:00:00.000Z'),
      ),
    catalogOf(modulesOf('dental')),
  );
  const data = changeIn(catalog, row, scope, 'e')?.data ?? {};
  assert.equal(data['x_known'], 'Star');
  assert.equal('x_returned' in data, false);
  assert.equal(data['x_later'], null);
  assert.equal(data['email'], null);
});
