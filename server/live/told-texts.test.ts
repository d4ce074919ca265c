import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { changesIn, createFrameReader, type FrameReader, type FrameWelcome } from '#shared/change-frame.ts';
import { productCatalog } from '#shared/modules/index.ts';
import { heldScopes, logRows } from '#server/testing/log-rows.ts';
import { framesFor } from './frames.ts';
import { createScopeNumbers } from './scope-numbers.ts';
import { createToldTexts, type Told } from './told-texts.ts';

const over = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/** A room, and its only reader at a time. */
type Room = { readonly told: Told; readonly held: readonly string[]; reader: FrameReader };

test('what was told before is understood by everyone who is in a room, whenever they came', () => {
  const numbered = fc.integer({ min: 1, max: 300 });
  const cuts = fc.infiniteStream(fc.record({ rows: fc.integer({ min: 1, max: 5 }), newcomer: fc.nat(5) }));
  fc.assert(
    fc.property(logRows, heldScopes, heldScopes, numbered, cuts, (all, ours, theirs, most, steps) => {
      const numberOf = createScopeNumbers();
      const texts = createToldTexts(most);
      const welcomeTo = (held: readonly string[]): FrameWelcome => ({
        epoch: 'e',
        scopes: held,
        numbers: held.map(numberOf),
      });
      const newReader = (held: readonly string[]): FrameReader => {
        const reader = createFrameReader(productCatalog.named);
        reader.welcome(over(welcomeTo(held)));
        return reader;
      };
      const both = ours.filter((scope) => theirs.includes(scope));
      // Two rooms whose readers share some scopes: what is in these alone is sent to both at once.
      const rooms: Room[] = [ours, theirs].map((held) => ({ told: [], held, reader: newReader(held) }));
      const send = (rows: typeof all, to: readonly Room[], scopes: readonly string[]): void => {
        for (const frame of framesFor(productCatalog, rows, { scopes: new Set(scopes), numberOf })) {
          const sent = over(
            texts.abridged(
              frame,
              to.map(({ told }) => told),
            ),
          );
          for (const { reader, held } of to)
            assert.deepEqual(reader.read(sent), changesIn(frame, welcomeTo(held), productCatalog.named));
        }
      };
      for (let at = 0; at < all.length;) {
        const { rows: count, newcomer } = steps.next().value;
        const rows = over(all.slice(at, at + count));
        at += count;
        send(rows, rooms, both);
        for (const room of rooms)
          send(
            rows,
            [room],
            room.held.filter((scope) => !both.includes(scope)),
          );
        const room = rooms[newcomer];
        if (!room) continue;
        room.told.length = 0;
        room.reader = newReader(room.held);
      }
    }),
  );
});

test('a frame that refers to what was not said is refused', () => {
  const reader = createFrameReader(productCatalog.named);
  assert.deepEqual(reader.read([1, [], [], []]), []);
  reader.welcome({ epoch: 'e', scopes: ['leads:all'], numbers: [0] });
  assert.throws(() => reader.read([1, [3], [0, 1], ['p0:status']]), /what was not said/);
});
