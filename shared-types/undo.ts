import type { Action, AnyRecord, Collection, Patch } from './collection.ts';
import { isEqual } from './equality.ts';
import type { Ledger } from './ledger.ts';
import { refsIn } from './link-checks.ts';
import { keyOf, parentRef } from './record-ref.ts';
import { Refusal, notFound } from './refusal.ts';
import type { Op, Rules } from './transaction.ts';

/** What a mutation did, and what is to be known to take it back. */
export type Undoing = {
  /** ISO; when it was done. */
  readonly at: string;
  /** In the order in which it was written. */
  readonly rows: readonly UndoRow[];
};

/** One record's part of a mutation. */
export type UndoRow = {
  readonly collection: Collection;
  readonly id: string;
  readonly op: Op;
  /** What the changed fields held before, and what the mutation made of them. */
  readonly old: Patch;
  readonly made: Patch;
  /** What others changed in the record since; none is known in a browser's prediction. */
  readonly since: readonly { readonly fields: readonly string[]; readonly by: string; readonly version: number }[];
  /** The record as it was, for a browser that holds nothing of what was deleted. */
  readonly prior?: AnyRecord | null;
};

/** How many days a change can be undone: so long the server keeps what it was answered. */
export const undoDays = 7;

/** How long a change that followed by rule may be taken back without a right of its own. */
export const undoMinutes = 15;

export const isRecent = (at: string, now: string): boolean => Date.parse(now) - Date.parse(at) < undoMinutes * 60_000;

/** What a write asks of the actor; null where it follows by a rule from what they may do. */
export type Asks = (collection: Collection, op: Op, fields: readonly string[]) => Action | null;

/**
 * Puts back what a mutation changed, whole or not at all; gives the first record of the collection that it was `about`,
 * null where it changed none of it. What somebody has changed since refuses it. What its deletions did by the rules of
 * links is put back by rule, while it is `recent`.
 */
export const takeBack = (
  ledger: Ledger,
  { rows }: Undoing,
  asks: Asks,
  {
    about,
    linksTo,
    recent,
    isOwn,
  }: {
    readonly about: Collection;
    readonly linksTo: Rules['linksTo'];
    readonly recent: boolean;
    /** Whether the command itself writes these records. */
    readonly isOwn: (collection: Collection) => boolean;
  },
): AnyRecord | null => {
  // A history is added to, and never taken back.
  const own = rows.filter(({ collection }) => !collection.internal || isOwn(collection));
  if (own.length === 0) throw new Refusal('NOT_FOUND', 'There is nothing to undo.');
  const followed = recent ? followedDeletion(ledger, own, linksTo) : new Set<UndoRow>();
  // What was deleted returns first, parents before their children; the rest backwards.
  const deleted = own.filter(({ op }) => op === 'delete');
  const ordered = [...parentsFirst(ledger, deleted), ...own.filter(({ op }) => op !== 'delete').toReversed()];
  const results = new Map(ordered.map((row) => [row, takeBackOne(ledger, row, followed.has(row) ? byRule : asks)]));
  const subject = own.find(({ collection }) => collection.name === about.name);
  return subject ? (results.get(subject) ?? null) : null;
};

const byRule: Asks = () => null;

/** The record of a row, as it is now. */
const recordOf = (ledger: Ledger, { collection, id, prior }: UndoRow): AnyRecord | null =>
  ledger.read(collection, id) ?? prior ?? null;

const parentsFirst = (ledger: Ledger, rows: readonly UndoRow[]): UndoRow[] => {
  const byKey = new Map(rows.map((row) => [keyOf(row.collection, row.id), row]));
  const depthOf = (row: UndoRow, most = 8): number => {
    const record = recordOf(ledger, row);
    const above = record && parentRef(row.collection, record);
    const parent = above && byKey.get(keyOf(above.collection, above.id));
    return parent && most > 0 ? 1 + depthOf(parent, most - 1) : 0;
  };
  return rows.toSorted((a, b) => depthOf(a) - depthOf(b));
};

/** The rows that came about by what links say `onDelete`, and those that came about when that was undone. */
const followedDeletion = (
  ledger: Ledger,
  rows: readonly UndoRow[],
  linksTo: Rules['linksTo'],
): ReadonlySet<UndoRow> => {
  const targets = Map.groupBy(
    rows.filter(({ op }) => op === 'delete' || op === 'restore'),
    ({ collection, op }) => `${collection.name} ${op}`,
  );
  const links = [...targets.values()].flatMap((group) => {
    const ids = new Set(group.map(({ id }) => id));
    return group.slice(0, 1).flatMap(({ collection, op }) => linksTo(collection).map((rule) => ({ ...rule, op, ids })));
  });
  const follows = (row: UndoRow): boolean =>
    links.some(({ collection, field, onDelete, op, ids }) => {
      if (collection.name !== row.collection.name) return false;
      const points = (values: Patch | null): boolean =>
        refsIn(collection.fields[field], values?.[field]).some(({ id }) => id !== row.id && ids.has(id));
      if (onDelete === 'cascade') return row.op === op && points(recordOf(ledger, row));
      const [before, after] = op === 'delete' ? [row.old, row.made] : [row.made, row.old];
      return onDelete === 'clear' && row.op === 'update' && points(before) && !points(after);
    });
  // The first one is what was asked for.
  return new Set(rows.slice(1).filter(follows));
};

const takeBackOne = (ledger: Ledger, row: UndoRow, asks: Asks): AnyRecord => {
  const { collection, op, id, old, made, since } = row;
  const record = op === 'delete' ? recordOf(ledger, row) : ledger.known(collection, id);
  if (!record) throw notFound(collection.label.one);
  const isByRule = asks === byRule;
  const isSeen = ledger.may('view', collection, record);
  const inverse = inverseOf[op];
  const names = Object.keys(old);
  const how = { action: asks(collection, inverse, names), set: new Set(names) };
  // Sight before anything is said of what it holds now.
  if (inverse === 'restore')
    ledger.refuseRestore(collection, record, isByRule || how.action === null ? null : 'delete');
  else if (record.deletedAt !== null || !(isSeen || isByRule)) throw notFound(collection.label.one);
  const changed = (name: string | null, other: UndoRow['since'][number] | undefined): Refusal => {
    if (isByRule && !isSeen) return hiddenConflict();
    return conflict(collection, id, name, other, name === null ? undefined : ledger.shown(collection, record)?.[name]);
  };
  if (inverse !== 'update') {
    if (since[0]) throw changed(null, since[0]);
    if (inverse === 'restore') return ledger.restore(collection, record, how);
    // A link that was cleared when it came back is put back as it goes.
    const cleared = names.filter((name) => isEqual(record[name], made[name]));
    return ledger.remove(collection, record, how, Object.fromEntries(cleared.map((name) => [name, old[name]])));
  }
  if (names.every((name) => isEqual(record[name], old[name]))) return record;
  for (const name of names) {
    const other = since.find(({ fields }) => fields.includes(name));
    if (other || !isEqual(record[name], made[name])) throw changed(name, other);
  }
  return ledger.update(collection, record, old, { ...how, derive: false });
};

const inverseOf = { create: 'delete', update: 'update', delete: 'restore', restore: 'delete' } as const;

/** About a record that its author does not see: nothing is said of it, nor who changed it. */
const hiddenConflict = (): Refusal =>
  new Refusal('CONFLICT', 'Something that followed from this was changed since, so nothing was undone.');

const conflict = (
  collection: Collection,
  id: string,
  field: string | null,
  other: UndoRow['since'][number] | undefined,
  current: unknown,
): Refusal => {
  const what =
    field === null
      ? `this ${collection.label.one.toLowerCase()}`
      : (collection.fields[field]?.label.toLowerCase() ?? field);
  return new Refusal(
    'CONFLICT',
    `${other ? `${other.by} has` : 'You have'} changed ${what} since, so nothing was undone.`,
    {
      collection: collection.name,
      id,
      ...(field === null ? {} : { field, current: current ?? null }),
      ...(other ? { by: other.by, version: other.version } : {}),
    },
  );
};
