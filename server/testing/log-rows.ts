import fc from 'fast-check';
import { fieldEntries, type AnyRecord } from '#shared/collection.ts';
import { productCatalog } from '#shared/modules/index.ts';
import { idAfter } from '#shared/transaction.ts';
import type { LogRow } from '#server/database/log-row.ts';
import { valuesOf } from './arbitraries.ts';

const clinics = ['01a1fd86-94e1-72b8-b9df-000000000001', '01a1fd86-94e1-72b8-b9df-000000000002'] as const;
const [ours, theirs] = clinics;

/** Scopes of three collections. Two of them show some fields only. */
const scopesOfCollection: { readonly [collection: string]: readonly string[] } = {
  leads: ['leads:all', `leads:clinic:${ours}`, `leads:clinic:${theirs}`],
  users: ['users:all', 'users:colleagues'],
  leadStatusHistory: [
    'leadStatusHistory:all<leads:all',
    `leadStatusHistory:steps<leads:clinic:${ours}`,
    `leadStatusHistory:clinic:${ours}<leads:clinic:${ours}`,
    `leadStatusHistory:steps<leads:clinic:${theirs}`,
  ],
};

const collections = Object.keys(scopesOfCollection);
const people = [
  null,
  { id: '01a1fd86-94e1-72b8-b9df-0000000000aa', name: 'Ana' },
  { id: '01a1fd86-94e1-72b8-b9df-0000000000bb', name: 'முருகன் "B"' },
];

/** Any of the scopes, as a reader may hold them. */
export const heldScopes = fc.subarray(Object.values(scopesOfCollection).flat(), { minLength: 1 });

type Step = {
  readonly collection: string;
  readonly which: number;
  readonly values: { readonly [collection: string]: Record<string, unknown> };
  readonly changed: readonly number[];
  readonly scopes: { readonly [collection: string]: readonly string[] };
  readonly isMoved: boolean;
  readonly isSameMutation: boolean;
  readonly isIdDerived: boolean;
  readonly who: number;
  readonly skipped: number;
};

const step: fc.Arbitrary<Step> = fc.record({
  collection: fc.constantFrom(...collections),
  which: fc.nat(2),
  values: fc.record(
    Object.fromEntries(
      collections.map((name) => {
        const definition = productCatalog.named(name);
        if (!definition) throw new Error(`there are no ${name}`);
        return [name, valuesOf(definition)];
      }),
    ),
  ),
  changed: fc.array(fc.nat(30), { minLength: 1, maxLength: 4 }),
  scopes: fc.record(
    Object.fromEntries(Object.entries(scopesOfCollection).map(([name, scopes]) => [name, fc.subarray([...scopes])])),
  ),
  isMoved: fc.boolean(),
  isSameMutation: fc.boolean(),
  isIdDerived: fc.boolean(),
  who: fc.nat(2),
  skipped: fc.nat(2),
});

/** A log as commands write it, of a few records that come into scopes, change there, and leave them. */
export const logRows: fc.Arbitrary<LogRow[]> = fc.array(step, { minLength: 1, maxLength: 25 }).map((steps) => {
  const heads = new Map<string, number>();
  const held = new Map<string, { readonly record: AnyRecord; readonly scopes: readonly string[] }>();
  const rows: LogRow[] = [];
  let seq = 40;
  for (const [n, one] of steps.entries()) {
    const { collection, which, isMoved } = one;
    seq += 1 + one.skipped;
    const last = rows.at(-1);
    const goesOn = last !== undefined && one.isSameMutation;
    const mid = goesOn ? last.mid : `01a2222f-5db6-7499-b5ba-c976f5d4${String(1_000 + n)}`;
    const at = goesOn ? last.at : new Date(1_796_000_000_000 + n * 37).toISOString();
    const by = goesOn ? last.by : (people[one.who] ?? null);
    const key = `${collection}/${which}`;
    const known = held.get(key);
    const author = by?.id ?? null;
    const values = one.values[collection] ?? {};
    const scopes = known && !isMoved ? known.scopes : (one.scopes[collection] ?? []);
    const names = fieldEntries(productCatalog.named(collection) ?? failed()).map(([name]) => name);
    const changed = known ? one.changed.map((at) => names[at % names.length] ?? '') : names;
    const patch = {
      ...Object.fromEntries(changed.map((name) => [name, values[name] ?? null])),
      // What a mutation says of itself is often in what it writes.
      ...(collection === 'leadStatusHistory'
        ? { changedAt: at, changedBy: author, changedByName: by?.name ?? null }
        : {}),
      updatedAt: at,
      updatedBy: author,
    };
    const id =
      known?.record.id ?? (one.isIdDerived ? idAfter(mid, n + 1) : `01a1fd86-94e1-72b8-b9df-${String(1e11 + n)}`);
    const record = {
      ...(known?.record ?? { id, createdAt: at, createdBy: author }),
      ...patch,
      version: (known?.record.version ?? 0) + 1,
    } as AnyRecord;
    const before = known?.scopes ?? [];
    held.set(key, { record, scopes });
    const prevs: Record<string, number> = {};
    for (const scope of new Set([...before, ...scopes])) {
      prevs[scope] = heads.get(scope) ?? 0;
      heads.set(scope, seq);
    }
    rows.push({
      seq,
      at,
      mid,
      command: `${collection}.update`,
      by,
      reason: null,
      collection,
      id,
      version: record.version,
      op: known ? 'update' : 'create',
      before,
      after: scopes,
      prevs,
      patch,
      old: {},
      record: scopes.some((scope) => !before.includes(scope)) ? record : null,
      cause: null,
      group: null,
    });
  }
  return rows;
});

const failed = (): never => {
  throw new Error('no such collection');
};
