/* oxlint-disable eslint/no-restricted-imports -- The one place where both sides meet: it holds them equal. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { v7 } from 'uuid';
import { heldScopes, present } from '#shared/can.ts';
import type { AnyRecord, Collection, Patch } from '#shared/collection.ts';
import type { OptimisticMutation } from '#client/store/optimistic.ts';
import type { Story } from './stories.ts';
import { addAppointments } from '#server/testing/with-appointments.ts';

addAppointments();
const { keyOf } = await import('#shared/record-ref.ts');
const { productCatalog: catalog } = await import('#shared/modules/index.ts');
const { undoOf } = await import('#shared/run-command.ts');
const { Refusal } = await import('#shared/refusal.ts');
const { NotRead } = await import('#shared/transaction.ts');
const { commandNamed } = await import('#server/commands/commands.ts');
const { commandRequest } = await import('#server/commands/command-request.ts');
const { execute } = await import('#server/commands/execute.ts');
const { createTransaction } = await import('#server/commands/transaction.ts');
const { predict, replay, undoRow, visibleWrites } = await import('#client/store/optimistic.ts');
const { at, atTheDesk, fieldsOf, info, named, timeZone, withChildren } = await import('./stories.ts');

/** Runs random sequences on both sides, and holds what they do, refuse and show against each other. */
const compareSides = ({ people, held: both, step, links }: Story) => {
  const counts = { done: 0, refused: 0, several: 0, undone: 0, unpredicted: 0 };
  fc.assert(
    fc.property(fc.constantFrom(...people), fc.array(step, { minLength: 6, maxLength: 24 }), (actor, steps) => {
      const heldByKey = new Map(both.map(([definition, record]) => [keyOf(definition, record.id), record]));
      const batch = createTransaction({
        answers: new Map(),
        records: heldByKey as never,
        asked: { has: () => true } as never,
        // Everything is known: what is not in the batch is not there.
        linked: { get: (key: string) => ({ key, records: [], total: 0 }), has: () => true } as never,
        done: new Map(),
        catalogVersion: 0,
      });
      const mine: OptimisticMutation[] = [];
      /** What was asked for first, by mid: an undo is of that, and so is an undo of an undo. */
      const firstNames = new Map<string, string>();
      const moment = { now: at.toISOString(), today: '2027-01-10', timeZone, me: actor.id };
      const shownTo = (definition: Collection, record: AnyRecord | null | undefined): AnyRecord | null =>
        record ? present(definition, record, heldScopes(actor, 'view', definition), batch.find) : null;
      const nothing = (definition: Collection, id: string): AnyRecord | null =>
        heldByKey.get(keyOf(definition, id)) ?? null;
      for (const { name, args: given } of steps) {
        const mid = v7();
        const undone =
          name === 'undo'
            ? mine.filter(({ outcome }) => outcome.length > 0).at(-1 - (given as { nth: number }).nth)
            : undefined;
        if (name === 'undo' && !undone) continue;
        // What was deleted is remembered as it was then: it is only undone with nothing of one's own on top.
        const gone = new Set(undone?.outcome.flatMap(({ op, next }) => (op === 'delete' ? [next.id] : [])));
        const onTop = undone ? mine.slice(mine.indexOf(undone) + 1) : [];
        if (onTop.some(({ outcome }) => outcome.some(({ next }) => gone.has(next.id)))) continue;
        const original = commandNamed(catalog, undone ? (firstNames.get(undone.mid) ?? '') : name);
        assert.ok(original);
        firstNames.set(mid, original.name);
        const command = undone ? undoOf(original) : original;
        const args: Patch = undone ? { of: undone.mid } : given;
        const undoing = undone ? { at: moment.now, rows: undone.outcome.map(undoRow) } : null;
        const asked = { mid, command, catalog, args, actor, moment, prior: null, undoing };
        const held = replay(nothing, mine);
        const attempt = <T>(work: () => T): T | string => {
          try {
            return work();
          } catch (error) {
            if (error instanceof NotRead) return 'NOT_READ';
            if (error instanceof Refusal) return `${error.code} ${error.details?.field ?? ''}`;
            throw error;
          }
        };
        // A deleted record is held by no browser: to bring it back is the server's to decide.
        const known = (definition: Collection, id: string) => {
          const record = held(definition, id);
          return record === null && batch.find(definition, id)?.deletedAt ? undefined : record;
        };
        const predicted = attempt(() => visibleWrites(predict(asked, known)));
        const from = batch.entries().length;
        const request = commandRequest({ kind: 'user', id: actor.id }, { mid, name: undone ? 'undo' : name, args });
        const decided = attempt(() =>
          execute(info as never, catalog, batch, request, actor, at, {
            command,
            undoing: undoing ?? undefined,
            cause: null,
          }),
        );
        if (typeof decided === 'string') batch.rollback();
        else batch.save();
        const unknown = predicted === 'NOT_READ';
        if (unknown) counts.unpredicted += 1;
        // An id that was a deleted record's: no browser knows of it.
        else if (decided === 'DUPLICATE id' && predicted !== decided) counts.unpredicted += 1;
        // That what a link points at is not there, only the server finds.
        else if (typeof decided === 'string' && typeof predicted !== 'string')
          assert.match(decided, links, `${name} ${JSON.stringify(args)}`);
        else if (typeof predicted === 'string') assert.equal(predicted, decided, `${name} ${JSON.stringify(args)}`);
        if (typeof decided === 'string') {
          counts.refused += 1;
          continue;
        }
        if (unknown || typeof predicted === 'string') return;
        const written = batch
          .entries()
          .slice(from)
          .filter(({ op, patch }) => op !== 'update' || Object.keys(patch).length > 0);
        const shown = written.filter(({ collection }) => !named(collection).internal);
        const names = (list: readonly { op: string; key: string }[]) => list.map(({ op, key }) => `${op} ${key}`);
        const onServer = names(shown.map(({ op, collection, id }) => ({ op, key: `${collection}/${id}` })));
        const here = names(predicted.map(({ op, collection, next }) => ({ op, key: keyOf(collection, next.id) })));
        // What a deletion does to the records that point there, only the server knows: this browser is behind from now on.
        if (onServer.length > here.length && onServer.every((one) => here.includes(one) || one.startsWith('delete')))
          return;
        assert.deepEqual(onServer, here, name);
        counts.done += 1;
        if (predicted.length > 1) counts.several += 1;
        if (undone) counts.undone += 1;
        mine.push({
          ...asked,
          name: undone ? 'undo' : name,
          collection: command.collection.name,
          id: typeof args['id'] === 'string' ? args['id'] : null,
          creates: [],
          edits: null,
          writes: [],
          reads: [],
          arrived: new Set(),
          madeAt: 0,
          resolve: () => undefined,
          base: null,
          state: 'queued',
          sends: 0,
          notBefore: 0,
          predicted: true,
          label: '',
          outcome: predicted,
        });
        const after = replay(nothing, mine);
        for (const { collection, next } of predicted) {
          const truth = batch.find(collection, next.id);
          const seen = after(collection, next.id) ?? null;
          assert.equal(
            seen === null,
            !truth || truth.deletedAt !== null,
            `${name}: ${collection.name} is there or not`,
          );
          if (truth && seen && shownTo(collection, truth))
            assert.deepEqual(fieldsOf(collection, seen), fieldsOf(collection, truth), name);
        }
      }
    }),
    { numRuns: 2_000 },
  );
  return counts;
};

test('the browser predicts what the server will do, and refuses what it will refuse', () => {
  const counts = compareSides(atTheDesk);
  assert.ok(counts.several > 100 && counts.undone > 100 && counts.refused > 1_000, JSON.stringify(counts));
});

test('the same with children: what one may do with them follows from their parents', () => {
  const counts = compareSides(withChildren);
  assert.ok(counts.done > 2_000 && counts.undone > 100 && counts.refused > 1_000, JSON.stringify(counts));
});
