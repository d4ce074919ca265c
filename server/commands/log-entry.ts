import { presentPatch, scopesOf } from '#shared/can.ts';
import { fieldEntries, type AnyRecord, type Collection, type Patch } from '#shared/collection.ts';
import type { Find } from '#shared/record-ref.ts';
import type { LogRow } from '#server/database/log-row.ts';
import type { StoredRecord } from '#server/database/rows.ts';

/** A log row before it has its number. It is sent to `scopes`. */
export type Entry = Omit<LogRow, 'seq' | 'prevs' | 'at'> & {
  readonly scopes: readonly string[];
  readonly group: string | null;
};

/** What all entries of one mutation say alike. */
export type EntryAbout = Pick<Entry, 'mid' | 'command' | 'by' | 'reason' | 'group' | 'cause'>;

type Written = {
  readonly definition: Collection;
  readonly op: LogRow['op'];
  readonly previous: AnyRecord | null;
  readonly next: StoredRecord;
  readonly patch: Patch;
  /** For a child: its parent as it was, and as it is. */
  readonly before: Find;
  readonly after: Find;
};

/** What a written record means for those who see, saw or will see it. */
export const entryOf = (
  { definition, op, previous, next, patch, before: was, after: is }: Written,
  about: EntryAbout,
): Entry => {
  const before = previous ? scopesOf(definition, previous, was) : [];
  const after = scopesOf(definition, next, is);
  const entered = after.some((scope) => !before.includes(scope));
  const changed = op !== 'update' || Object.keys(patch).length > 0;
  // It is not sent to those who see only fields that did not change: they would learn that others did.
  const audiences = [...new Set([...before, ...after])].filter(
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
    scopes: audiences,
    patch: changed ? { ...patch, updatedAt: next.updatedAt, updatedBy: next.updatedBy } : {},
    old: previous ? Object.fromEntries(Object.keys(patch).map((name) => [name, previous[name] ?? null])) : {},
    record: entered ? plain(definition, next) : null,
  };
};

/** The record without the kernel's bookkeeping. */
const plain = (definition: Collection, { fieldVersions: _versions, ...record }: StoredRecord): AnyRecord => {
  const names = new Set(fieldEntries(definition).map(([name]) => name));
  return Object.fromEntries(
    Object.entries(record).filter(([name]) => names.has(name) || systemNames.has(name)),
  ) as unknown as AnyRecord;
};

const systemNames = new Set(['id', 'version', 'createdAt', 'createdBy', 'updatedAt', 'updatedBy', 'deletedAt']);
