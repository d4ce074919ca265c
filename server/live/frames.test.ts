import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { maskFields, presentPatch, readableFields } from '#shared/can.ts';
import { changesIn, longId } from '#shared/change-frame.ts';
import { productCatalog } from '#shared/modules/index.ts';
import type { Change, Frame } from '#shared/protocol.ts';
import type { LogRow } from '#server/database/log-row.ts';
import { heldScopes, logRows } from '#server/testing/log-rows.ts';
import { createReplica } from '#infra/chaos/replica.ts';
import { changesFor } from './changes.ts';
import { framesFor } from './frames.ts';
import { createScopeNumbers } from './scope-numbers.ts';
import { shortId } from './short-id.ts';

const epoch = 'e';

const over = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/** What a reader of frames makes of these rows; they went over a wire. */
const framed = (
  rows: readonly LogRow[],
  held: readonly string[],
  largest?: number,
): { frames: Frame[]; changes: Change[] } => {
  const numberOf = createScopeNumbers();
  const numbers = held.toReversed().map(numberOf).toReversed();
  const frames = over(framesFor(productCatalog, rows, { scopes: new Set(held), numberOf }, largest));
  return {
    frames,
    changes: frames.flatMap((frame) => changesIn(frame, { epoch, scopes: held, numbers }, productCatalog.named)),
  };
};

/**
 * What a client that takes these changes in holds, as far as its scopes show it: what it once saw of a record through a
 * scope that the record has left, it may keep or not.
 */
const records = (changes: readonly Change[], scopes: readonly string[], rows: readonly LogRow[]): object => {
  const replica = createReplica(assert.fail, () => false);
  replica.startOver({ epoch, seq: 0, heads: {}, scopes });
  replica.loaded();
  replica.receive(changes);
  assert.equal(replica.missingSince(), null);
  const shown = [...replica.records()].map(([key, record]) => {
    const { collection, after } = rows.findLast(({ collection: of, id }) => key === `${of}/${id}`) ?? assert.fail();
    const definition = productCatalog.named(collection) ?? assert.fail();
    const readable = readableFields(
      definition,
      after.filter((scope) => scopes.includes(scope)),
    );
    const names = readable && new Set(['id', 'version', 'createdAt', 'updatedAt', ...readable]);
    return [key, Object.fromEntries(Object.entries(record).filter(([name]) => names?.has(name) ?? true))];
  });
  return Object.fromEntries(shown);
};

test('an id is the same after it was shortened', () => {
  fc.assert(
    fc.property(fc.uuid(), (id) => {
      const short = shortId(id);
      assert.equal(short.length, 22);
      assert.equal(longId(short), id);
    }),
  );
});

test('frames say of every change in every scope what it was, whole or in part, and no field that none of them shows', () => {
  fc.assert(
    fc.property(logRows, heldScopes, (rows, held) => {
      const expected = over(changesFor(productCatalog, rows, new Set(held), epoch));
      const { changes } = framed(rows, held);
      const outline = ({ data: _data, op, ...rest }: Change): object => ({ ...rest, isGone: op === 'remove' });
      const sorted = (list: readonly Change[]): object[] =>
        list.map(outline).toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
      assert.deepEqual(sorted(changes), sorted(expected));
      for (const change of changes) {
        const row = rows.find(({ seq }) => seq === change.seq);
        const definition = productCatalog.named(change.collection);
        assert.ok(row && definition);
        const shown = Object.keys(row.prevs).filter((scope) => held.includes(scope) && row.after.includes(scope));
        const isWhole = shown.some((scope) => !row.before.includes(scope));
        if (change.op === 'remove') assert.equal(change.data, null);
        else {
          assert.equal(change.op, isWhole ? 'upsert' : 'patch');
          const all = row.record && maskFields(definition, row.record, shown);
          assert.deepEqual(change.data, over(isWhole ? all : presentPatch(definition, row.patch, shown)));
        }
      }
    }),
  );
});

test('readers of both forms end with the same records, wherever a frame is cut', () => {
  fc.assert(
    fc.property(logRows, heldScopes, fc.integer({ min: 1, max: 10 }), (rows, held, largest) => {
      const expected = records(over(changesFor(productCatalog, rows, new Set(held), epoch)), held, rows);
      const { frames, changes } = framed(rows, held, largest);
      assert.deepEqual(records(changes, held, rows), expected);
      // What one mutation did is shown together.
      const mids = frames.map((frame) => new Set(frame.slice(4).map((mutation) => String((mutation as string[])[0]))));
      for (const [at, own] of mids.entries()) assert.ok(mids.slice(at + 1).every((later) => own.isDisjointFrom(later)));
    }),
  );
});

test('what left the readers’ sight meanwhile is said to be gone, and nothing more', () => {
  fc.assert(
    fc.property(logRows, heldScopes, (rows, held) => {
      const numberOf = createScopeNumbers();
      const readers = { scopes: new Set(held), numberOf, isGone: () => true };
      const [frame] = over(framesFor(productCatalog, rows, readers, Infinity));
      const welcome = { epoch, scopes: held, numbers: held.map(numberOf) };
      const changes = frame ? changesIn(frame, welcome, productCatalog.named) : [];
      assert.equal(changes.length, changesFor(productCatalog, rows, new Set(held), epoch).length);
      assert.ok(changes.every(({ op, data }) => op === 'remove' && data === null));
    }),
  );
});
