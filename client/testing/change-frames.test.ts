/* oxlint-disable eslint/no-restricted-imports -- What the server sends in two forms is held equal by what the screens make of it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { scopesOf } from '#shared/can.ts';
import { changesIn } from '#shared/change-frame.ts';
import { productCatalog } from '#shared/modules/index.ts';
import type { Change } from '#shared/protocol.ts';
import { changesFor } from '#server/live/changes.ts';
import { framesFor } from '#server/live/frames.ts';
import { createScopeNumbers } from '#server/live/scope-numbers.ts';
import { heldScopes, logRows } from '#server/testing/log-rows.ts';
import type { LogRow } from '#server/database/log-row.ts';
import { createMerge } from '#client/store/merge.ts';
import { createRecordStore } from '#client/store/record-store.ts';

const over = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/** Leads in the scopes that they are in by their values, as a record store expects it. */
const leadsAsTheyAre = (rows: readonly LogRow[]): LogRow[] => {
  const definition = productCatalog.named('leads') ?? assert.fail();
  const heads = new Map<string, number>();
  const records = new Map<string, LogRow['record']>();
  return rows
    .filter(({ collection }) => collection === 'leads')
    .map((row): LogRow => {
      const held = records.get(row.id) ?? null;
      const created = { id: row.id, createdAt: row.at, createdBy: row.by?.id ?? null };
      const record = { ...(held ?? created), ...row.patch, version: row.version } as NonNullable<typeof held>;
      records.set(row.id, record);
      const before = held ? scopesOf(definition, held) : [];
      const after = scopesOf(definition, record);
      const prevs: Record<string, number> = {};
      for (const scope of new Set([...before, ...after])) {
        prevs[scope] = heads.get(scope) ?? 0;
        heads.set(scope, row.seq);
      }
      return { ...row, before, after, prevs, record: after.some((scope) => !before.includes(scope)) ? record : null };
    });
};

/** What the screens hold, and which records they would ask the server for, after these changes. */
const shown = (changes: readonly Change[], held: readonly string[]): object => {
  const wanted = new Set<string>();
  const store = createRecordStore({
    overlay: (_definition, _id, base) => base,
    want: () => undefined,
    onShown: () => undefined,
    spanned: () => [],
    isPending: () => false,
    limit: 1_000,
  });
  const merge = createMerge({
    store,
    catalog: () => productCatalog,
    scopes: () => new Set(held),
    lists: { gone: () => undefined, unknown: () => undefined, parentGone: () => undefined },
    want: (_definition, id) => void wanted.add(id),
    onGone: () => undefined,
  });
  for (const change of changes) merge.change(change);
  return { records: [...store.all()].map(({ id, shown: record }) => [id, record]), wanted: [...wanted].toSorted() };
};

test('the screens hold the same, however changes are sent', () => {
  fc.assert(
    fc.property(logRows, heldScopes, (all, scopes) => {
      const rows = leadsAsTheyAre(all);
      const held = new Set(scopes);
      const numberOf = createScopeNumbers();
      const numbers = scopes.map(numberOf);
      const frames = over(framesFor(productCatalog, rows, { scopes: held, numberOf }));
      const changes = frames.flatMap((frame) =>
        changesIn(frame, { epoch: 'e', scopes, numbers }, productCatalog.named),
      );
      assert.deepEqual(shown(changes, scopes), shown(over(changesFor(productCatalog, rows, held, 'e')), scopes));
    }),
  );
});
