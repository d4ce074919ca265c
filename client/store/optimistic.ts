import type { Actor, Moment } from '#shared/actor.ts';
import type { Catalog } from '#shared/catalog.ts';
import type { AnyRecord, Collection } from '#shared/collection.ts';
import { keyOf, ref, type Find, type RecordRef } from '#shared/record-ref.ts';
import { Refusal } from '#shared/refusal.ts';
import { runCommand, type Outcome, type Runnable } from '#shared/run-command.ts';
import { NotRead, type Write } from '#shared/transaction.ts';
import type { Undoing, UndoRow } from '#shared/undo.ts';
import type { QueuedMutation } from '#client/sync/mutation-queue.ts';

/** What is known of a record: the record, null when there is none that I may see, undefined when it was not asked for yet. */
export type Known = AnyRecord | null | undefined;

/** A mutation of mine that has not been confirmed, with what is needed to run it on the records again. */
export type OptimisticMutation = QueuedMutation & {
  readonly command: Runnable;
  /** The tenant's collections as they were when it was made. */
  readonly catalog: Catalog;
  readonly actor: Actor;
  /** Kept from the first prediction, so that running it again gives the same times. */
  readonly moment: Moment;
  /** What a restore brings back: nothing is held of a deleted record. */
  readonly prior: AnyRecord | null;
  /** What it undoes, where that is known here. */
  readonly undoing: Undoing | null;
  /** False when too little is known here to predict anything. */
  readonly predicted: boolean;
  readonly label: string;
  /** What it was predicted to do when it was last run. */
  outcome: readonly Write[];
};

type Predicted = Pick<
  OptimisticMutation,
  'mid' | 'command' | 'args' | 'catalog' | 'actor' | 'moment' | 'prior' | 'undoing'
>;

/**
 * What the server will make of it, from what is known here. Throws the `Refusal` that it would answer with, and
 * `NotRead` where too little is known.
 */
export const predict = (
  { mid, command, args, catalog, actor, moment, prior, undoing }: Predicted,
  find: Find,
): Outcome =>
  runCommand(command, {
    args,
    actor,
    moment,
    mid,
    catalog,
    find: (definition, id) => {
      if (prior?.id === id && command.verb === 'restore') return prior;
      const record = find(definition, id);
      // Some audiences see a part of a record; a rule needs all of it.
      return record && !isWhole(definition, record) ? undefined : record;
    },
    ...(undoing ? { undoing } : {}),
  });

const isWhole = (definition: Collection, record: AnyRecord): boolean =>
  Object.keys(definition.fields).every((name) => name in record);

/** What people see of a mutation's writes: a history comes from the server. */
export const visibleWrites = ({ writes }: Pick<Outcome, 'writes'>): readonly Write[] =>
  writes.filter(({ collection }) => !collection.internal);

/** A `find` that remembers what was asked of it. */
export const remembering = (find: Find): { readonly find: Find; readonly asked: () => readonly RecordRef[] } => {
  const asked = new Map<string, RecordRef>();
  return {
    find: (definition, id) => {
      asked.set(keyOf(definition, id), ref(definition, id));
      return find(definition, id);
    },
    asked: () => [...asked.values()],
  };
};

/**
 * The records as they will look once these are confirmed, in the order in which they were made: what they change, on
 * top of `base`. Give every mutation that reads or writes what another of them writes.
 */
export const replay = (base: Find, mutations: readonly OptimisticMutation[]): Find => {
  const changed = new Map<string, Known>();
  const find: Find = (definition, id) => {
    const key = keyOf(definition, id);
    return changed.has(key) ? changed.get(key) : base(definition, id);
  };
  for (const mutation of mutations) if (mutation.predicted) step(mutation, find, changed);
  return find;
};

const step = (mutation: OptimisticMutation, find: Find, changed: Map<string, Known>): void => {
  const { command, arrived, id } = mutation;
  const { verb } = command;
  if (id !== null && verb !== 'run' && verb !== 'undo') {
    const record = find(command.collection, id);
    // Confirmed by the change that created it, before its answer came.
    if (verb === 'create' || verb === 'restore' ? record : !record) return;
  }
  try {
    // To run it again on top of half of its own outcome would count twice.
    if (arrived.size === 0) mutation.outcome = visibleWrites(predict(mutation, find));
    for (const write of mutation.outcome) put(write, mutation, find, changed);
  } catch (error) {
    // What others did meanwhile made it impossible; the server's answer will say so to the person.
    // A defect in a rule is logged, and never stands in the way of what others changed.
    if (!(error instanceof Refusal || error instanceof NotRead))
      console.error(`${command.name} could not be predicted again`, error);
  }
};

const put = (
  { collection, op, next, patch }: Write,
  { arrived, moment, actor }: OptimisticMutation,
  find: Find,
  changed: Map<string, Known>,
): void => {
  const key = keyOf(collection, next.id);
  if (arrived.has(key)) return;
  const stamp = { updatedAt: moment.now, updatedBy: actor.id };
  if (op === 'delete') return void changed.set(key, null);
  const record = find(collection, next.id);
  if (op !== 'update' || arrived.size === 0) changed.set(key, { ...next, ...stamp });
  else if (record) changed.set(key, { ...record, ...patch, ...stamp });
};

/** What a write of mine did, for when it is undone. */
export const undoRow = ({ collection, op, previous, next, patch }: Write): UndoRow => ({
  collection,
  id: next.id,
  op,
  old: op === 'create' ? {} : Object.fromEntries(Object.keys(patch).map((name) => [name, previous?.[name] ?? null])),
  made: patch,
  since: [],
  prior: op === 'delete' ? next : null,
});
