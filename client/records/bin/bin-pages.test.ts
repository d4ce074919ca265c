import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BinEntry } from '#shared/bin.ts';
import { isMissing, readLatest, type BinPage } from './bin-pages.ts';

const entry = (at: number): BinEntry => ({
  record: {
    id: `id-${String(at).padStart(4, '0')}`,
    version: 2,
    createdAt: '2026-11-01T00:00:00.000Z',
    updatedAt: '2026-11-01T00:00:00.000Z',
    createdBy: null,
    updatedBy: null,
    deletedAt: null,
  },
  deletedAt: new Date(Date.UTC(2026, 10, 20, 0, 0, at)).toISOString(),
  deletedBy: null,
});

/** So many that were deleted, as a server gives them: the latest first, at most 200 at once. */
const binOf = (all: readonly BinEntry[]) => {
  const asked: number[] = [];
  const read = async (limit: number, cursor: string | null): Promise<BinPage> => {
    assert.ok(limit >= 1 && limit <= 200, 'no server takes another');
    asked.push(limit);
    const from = cursor === null ? 0 : Number(cursor);
    const end = from + limit;
    return { entries: all.slice(from, end), cursor: end < all.length ? String(end) : null };
  };
  return { read, asked };
};

const entries = (count: number): BinEntry[] => Array.from({ length: count }, (_, at) => entry(count - at));

test('however many were deleted, all can be shown', async () => {
  const bin = binOf(entries(450));
  const first = await readLatest(bin.read, 50);
  assert.deepEqual([first.entries.length, first.cursor], [50, '50']);
  const all = await readLatest(bin.read, 500);
  assert.deepEqual([all.entries.length, all.cursor], [450, null]);
  assert.equal(new Set(all.entries.map(({ record }) => record.id)).size, 450);
  assert.deepEqual(bin.asked, [50, 200, 200, 100]);
});

test('a row is restored only where what was read would hold it', async () => {
  const before = entries(60);
  const shown = (await readLatest(binOf(before).read, 50)).entries;
  const [top, last] = [shown[0] as BinEntry, shown.at(-1) as BinEntry];
  // A colleague deletes another: the last of the rows that stand still is not among the latest fifty any more.
  const later = await readLatest(binOf([entry(61), ...before]).read, 50);
  assert.equal(isMissing(later, last), false);
  const restored = await readLatest(binOf(before.slice(1)).read, 50);
  assert.equal(isMissing(restored, top), true);
  assert.equal(isMissing(await readLatest(binOf([]).read, 50), top), true);
  assert.equal(isMissing(await readLatest(binOf([last]).read, 50), top), true);
});
