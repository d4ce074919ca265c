import type { Actor, Moment } from '#shared/actor.ts';
import type { AnyRecord, Collection } from '#shared/collection.ts';
import { runCommand, type Plan, type Runnable } from '#shared/run-command.ts';
import { Refusal } from '#shared/refusal.ts';
import type { QueuedMutation } from '#client/sync/mutation-queue.ts';

/** What is known of a record: the record, null when there is none that I may see, undefined when it was not asked for yet. */
export type Known = AnyRecord | null | undefined;

/** A mutation of mine that has not been confirmed, with what is needed to run it on the record again. */
export type OptimisticMutation = QueuedMutation & {
  readonly command: Runnable;
  readonly actor: Actor;
  /** Kept from the first prediction, so that running it again gives the same times. */
  readonly moment: Moment;
  /** What a restore brings back: nothing is held of a deleted record. */
  readonly prior: AnyRecord | null;
  /** False when too little is known here to predict anything. */
  readonly predicted: boolean;
  readonly label: string;
};

type Predicted = Pick<OptimisticMutation, 'command' | 'args' | 'actor' | 'moment' | 'prior'> & {
  readonly id: string | null;
};

/** What the server will make of it, from what is known here. Throws the `Refusal` that it would answer with. */
export const predict = (of: Predicted, record: AnyRecord | null): Plan => {
  const { command, args, actor, moment } = of;
  const subject = command.verb === 'restore' ? (of.prior ?? record) : record;
  return runCommand(command, { args, record: subject, actor, moment, newId: of.id ?? '' });
};

/** A prediction needs the whole record (some audiences see a part), and for a child its parent's rules too. */
export const predictable = (command: Runnable, record: Known, prior: AnyRecord | null): boolean => {
  const definition = command.collection;
  if (definition.parent) return false;
  if (command.verb === 'create') return true;
  const subject = command.verb === 'restore' ? prior : record;
  if (subject === undefined) return false;
  return subject === null ? command.verb !== 'restore' : isWhole(definition, subject);
};

const isWhole = (definition: Collection, record: AnyRecord): boolean =>
  Object.keys(definition.fields).every((name) => name in record);

/** The record as it will look once these are confirmed, in the order in which they were made. */
export const replay = (base: Known, mutations: readonly OptimisticMutation[]): Known => {
  let record = base;
  for (const mutation of mutations) if (mutation.predicted) record = step(record, mutation);
  return record;
};

const step = (record: Known, mutation: OptimisticMutation): Known => {
  const { verb } = mutation.command;
  // Confirmed by the change that created it, before its answer came.
  if (verb === 'create' && record) return record;
  if (verb === 'restore' ? record : verb !== 'create' && !record) return record;
  try {
    const { op, next } = predict(mutation, verb === 'create' ? null : (record ?? null));
    if (op === 'delete') return null;
    return { ...next, updatedAt: mutation.moment.now, updatedBy: mutation.actor.id };
  } catch (error) {
    // What others did meanwhile made it impossible; the server's answer will say so to the person.
    // A defect in a rule is logged, and never stands in the way of what others changed.
    if (!(error instanceof Refusal)) console.error(`${mutation.command.name} could not be predicted again`, error);
    return record;
  }
};
