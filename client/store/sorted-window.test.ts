import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { AnyRecord, Sort } from '#shared/collection.ts';
import { leads } from '#shared/modules/leads.ts';
import { compareKeys, orderKeyOf } from '#shared/sort.ts';
import { listDiff } from './list-diff.ts';
import { createSortedWindow } from './sorted-window.ts';

const moment = { now: '', today: '2026-11-21', timeZone: 'Asia/Kolkata', me: '' };
const recordOf = (n: number, status: string, followUpDate: string | null): AnyRecord =>
  ({ id: `id-${n}`, status, followUpDate, priority: 'hot', deletedAt: null }) as unknown as AnyRecord;

const record = fc.record({
  n: fc.nat(30),
  status: fc.constantFrom('new', 'lost'),
  day: fc.option(fc.integer({ min: 10, max: 28 })),
});

test('whatever is placed, moved and removed: the window is what filtering and sorting everything would give', () => {
  fc.assert(
    fc.property(
      fc.array(record, { maxLength: 80 }),
      fc.constantFrom(...(leads.sorts as Sort[])),
      fc.option(fc.nat(30)),
      (steps, sort, end) => {
        const query = { collection: leads, filter: { field: 'status', op: 'eq' as const, value: 'new' }, sort };
        const window = createSortedWindow(query, moment);
        const bound = end === null ? null : recordOf(end, 'new', '2026-11-20');
        window.extend(bound);
        const truth = new Map<string, AnyRecord>();
        for (const { n, status, day } of steps) {
          const next = recordOf(n, status, day === null ? null : `2026-11-${day}`);
          if (truth.has(next.id) && status === 'lost' && day === null) {
            truth.delete(next.id);
            window.place(next.id, null);
          } else {
            truth.set(next.id, next);
            window.place(next.id, next);
          }
        }
        const key = (one: AnyRecord) => orderKeyOf(one, sort, leads);
        const expected = [...truth.values()]
          .filter((one) => one['status'] === 'new' && (bound === null || compareKeys(key(one), key(bound), sort) <= 0))
          .sort((a, b) => compareKeys(key(a), key(b), sort));
        assert.deepEqual(
          window.ids(),
          expected.map((one) => one.id),
        );
      },
    ),
  );
});

test('before its first page a window accepts nothing: it does not know where it ends', () => {
  const [sort] = leads.sorts;
  assert.ok(sort);
  const window = createSortedWindow({ collection: leads, filter: { all: [] }, sort }, moment);
  assert.equal(window.place('id-1', recordOf(1, 'new', null)), false);
  window.extend(null);
  assert.equal(window.place('id-1', recordOf(1, 'new', null)), true);
  assert.equal(window.place('id-1', recordOf(1, 'new', null)), false, 'placing it again changes nothing');
});

test('what waits is counted as a person would', () => {
  assert.deepEqual(listDiff(['a', 'b', 'c', 'd'], ['a', 'b', 'c', 'd']), { added: 0, moved: 0, gone: 0 });
  assert.deepEqual(listDiff(['a', 'b', 'c', 'd'], ['b', 'c', 'd', 'a']), { added: 0, moved: 1, gone: 0 });
  assert.deepEqual(listDiff(['a', 'b', 'c', 'd'], ['n', 'a', 'd', 'b', 'm']), { added: 2, moved: 1, gone: 1 });
  assert.deepEqual(listDiff([], ['a']), { added: 1, moved: 0, gone: 0 });
  assert.deepEqual(listDiff(['a', 'b'], []), { added: 0, moved: 0, gone: 2 });
});
