import type { Action, AnyRecord, Collection, Patch } from './collection.ts';
import { isEqual } from './equality.ts';
import type { Ledger } from './ledger.ts';
import { Refusal, notFound } from './refusal.ts';
import type { Op } from './transaction.ts';

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

/**
 * Puts back what a mutation changed, whole or not at all; gives the record that it changed first. What somebody has
 * changed since refuses it. `asks` says what each write asks of the actor.
 */
export const takeBack = (
  ledger: Ledger,
  { rows }: Undoing,
  asks: (collection: Collection, op: Op, fields: readonly string[]) => Action | null,
): AnyRecord | null => {
  // A history is added to, and never taken back.
  const own = rows.filter(({ collection }) => !collection.internal);
  if (own.length === 0) throw new Refusal('NOT_FOUND', 'There is nothing to undo.');
  // What was deleted returns first and in its order, parents before their children; the rest backwards.
  const ordered = [...own.filter(({ op }) => op === 'delete'), ...own.filter(({ op }) => op !== 'delete').toReversed()];
  const results = new Map(ordered.map((row) => [row, takeBackOne(ledger, row, asks)]));
  return own[0] ? (results.get(own[0]) ?? null) : null;
};

const takeBackOne = (ledger: Ledger, row: UndoRow, asks: Parameters<typeof takeBack>[2]): AnyRecord => {
  const { collection, op, id, old } = row;
  const record = op === 'delete' ? (ledger.read(collection, id) ?? row.prior ?? null) : ledger.known(collection, id);
  // Sight before anything is said of what it holds now.
  if (!record || !ledger.may(op === 'delete' ? 'delete' : 'view', collection, record))
    throw notFound(collection.label.one);
  if ((record.deletedAt === null) === (op === 'delete')) throw notFound(collection.label.one);
  const inverse = inverseOf[op];
  const names = Object.keys(old);
  const how = { action: asks(collection, inverse, names), set: new Set(names) };
  if (inverse !== 'update') {
    const [other] = row.since;
    if (other) throw conflict(collection, id, null, other, undefined);
    return ledger.mark(inverse, collection, record, how);
  }
  if (names.every((name) => isEqual(record[name], old[name]))) return record;
  for (const name of names) {
    const other = row.since.find(({ fields }) => fields.includes(name));
    if (other || !isEqual(record[name], row.made[name]))
      throw conflict(collection, id, name, other, ledger.shown(collection, record)?.[name]);
  }
  return ledger.update(collection, record, old, { ...how, derive: false });
};

const inverseOf = { create: 'delete', update: 'update', delete: 'restore', restore: 'delete' } as const;

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
