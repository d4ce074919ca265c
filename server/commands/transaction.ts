import { presentPatch, scopesOf } from '#shared/can.ts';
import { fieldEntries, type AnyRecord, type Collection, type Patch } from '#shared/collection.ts';
import type { LogRow } from '#server/database/log-row.ts';
import type { StoredRecord } from '#server/database/rows.ts';
import { recordKey } from './load-context.ts';

/** A record that this batch writes: what it becomes, and the version that the database should still have. */
export type Write = { readonly definition: Collection; readonly record: StoredRecord; readonly base: number | null };

/** A log row before it has its number. `scopes` are to be told. */
export type Entry = Omit<LogRow, 'seq' | 'prevs' | 'at'> & { readonly scopes: readonly string[] };

/** The state of the database as it will be after the mutations so far; a refused one leaves no trace. */
export type Transaction = {
  readonly find: (definition: Collection, id: string) => StoredRecord | null;
  readonly put: (definition: Collection, record: StoredRecord) => void;
  readonly log: (entry: Entry) => number;
  /** Everything since the last `keep` is dropped. */
  readonly forget: () => void;
  readonly keep: () => void;
  readonly writes: () => readonly Write[];
  readonly entries: () => readonly Entry[];
};

export const createTransaction = (loaded: ReadonlyMap<string, StoredRecord>): Transaction => {
  const kept = new Map<string, Write>();
  const fresh = new Map<string, Write>();
  const keptEntries: Entry[] = [];
  let freshEntries: Entry[] = [];
  return {
    find: (definition, id) => {
      const key = recordKey(definition, id);
      return (fresh.get(key) ?? kept.get(key))?.record ?? loaded.get(key) ?? null;
    },
    put: (definition, record) => {
      const key = recordKey(definition, record.id);
      fresh.set(key, { definition, record, base: loaded.get(key)?.version ?? null });
    },
    log: (entry) => {
      freshEntries.push(entry);
      return keptEntries.length + freshEntries.length;
    },
    forget: () => {
      fresh.clear();
      freshEntries = [];
    },
    keep: () => {
      for (const [key, write] of fresh) kept.set(key, write);
      keptEntries.push(...freshEntries);
      fresh.clear();
      freshEntries = [];
    },
    writes: () => [...kept.values()],
    entries: () => keptEntries,
  };
};

export type Turn = {
  readonly definition: Collection;
  readonly op: LogRow['op'];
  readonly previous: AnyRecord | null;
  readonly next: StoredRecord;
  readonly patch: Patch;
  readonly parent?: AnyRecord | null;
};

/** What a written record means for those who see, saw or will see it. */
export const entryOf = (
  { definition, op, previous, next, patch, parent }: Turn,
  about: Pick<Entry, 'mid' | 'command' | 'by' | 'reason'>,
): Entry => {
  const before = previous ? scopesOf(definition, previous, parent) : [];
  const after = scopesOf(definition, next, parent);
  const entered = after.some((scope) => !before.includes(scope));
  const shownPatch = { ...patch, updatedAt: next.updatedAt, updatedBy: next.updatedBy };
  // Whoever sees only fields that did not change is told nothing, so that silence stays silence.
  const told = [...new Set([...before, ...after])].filter(
    (scope) =>
      !(before.includes(scope) && after.includes(scope)) ||
      Object.keys(presentPatch(definition, patch, [scope])).length > 0,
  );
  return {
    ...about,
    collection: definition.name,
    id: next.id,
    version: next.version,
    op,
    before,
    after,
    scopes: told,
    patch: shownPatch,
    old: previous ? Object.fromEntries(Object.keys(patch).map((name) => [name, previous[name] ?? null])) : {},
    record: entered ? plain(definition, next) : null,
  };
};

/** The record without the kernel's bookkeeping. */
const plain = (definition: Collection, { fieldVersions: _kept, ...record }: StoredRecord): AnyRecord => {
  const names = new Set(fieldEntries(definition).map(([name]) => name));
  return Object.fromEntries(
    Object.entries(record).filter(([name]) => names.has(name) || systemNames.has(name)),
  ) as unknown as AnyRecord;
};

const systemNames = new Set(['id', 'version', 'createdAt', 'createdBy', 'updatedAt', 'updatedBy', 'deletedAt']);
