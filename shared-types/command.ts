import type { Action, AnyRecord, Collection, Patch, RecordOf, WriteContext } from './collection.ts';
import { id } from './fields/id.ts';
import { text } from './fields/text.ts';
import { isMissing } from './fields/empty-value.ts';
import { InvalidValue, type Field, type Fields } from './fields/field.ts';
import type { RecordRef } from './record-ref.ts';
import { Refusal } from './refusal.ts';
import type { Op, RunContext, RunTransaction } from './transaction.ts';

/** Writes that a command makes as a consequence of what the actor may do: no second right is asked for them. */
export type Follow = {
  readonly collection: Collection;
  /** The fields that it may update so, or the whole records that it may create or delete. */
  readonly fields: readonly string[];
  readonly ops: readonly Op[];
};

/** The fields of another collection that a command sets by rule. */
export const follow = <C extends Collection>(collection: C, ...fields: (keyof C['fields'] & string)[]): Follow => ({
  collection,
  fields,
  ops: ['update'],
});

/**
 * Records of another collection that a command creates or deletes by rule. It needs an action of its own. Of a collection
 * that only the product writes, they are taken back with the command, and come back with it: name `restore` too.
 */
export const followWhole = (collection: Collection, ...ops: ('create' | 'delete' | 'restore')[]): Follow => ({
  collection,
  fields: [],
  ops,
});

/**
 * A thing one may ask. Every collection has `create`, `update`, `delete` and `restore`; a module adds its own with
 * `command()` for one record and `transaction()` for several. Sockets, REST, import and automation all run these.
 */
export type Command = {
  /** `leads.assign` */
  readonly name: string;
  readonly verb: string;
  readonly collection: Collection;
  /** What the actor needs on the record, or for `create` on the record as it will be. */
  readonly action: Action;
  readonly input: Fields;
  readonly describe: string;
  /** What it changes in its record. Pure: the browser predicts with it. */
  readonly change?: (record: never, args: never, context: WriteContext) => Patch;
  /** What it does to several records, in one transaction. Pure, like `change`. */
  readonly run?: (tx: RunTransaction, args: never, context: RunContext) => void;
  /** Records that `run` gets beside those that its input links to: read with the rest rather than when they are met. */
  readonly reads?: (args: never, got: (read: RecordRef) => AnyRecord | null) => readonly RecordRef[];
  readonly follows?: readonly Follow[];
};

type ArgsOf<I extends Fields> = {
  readonly [K in keyof I]: I[K] extends Field<infer T, infer R> ? (R extends true ? T : T | null) : never;
};

/** Declares a module's own command on one of its records; `id` is part of every input. */
export const command = <const C extends Collection, const I extends Fields>(definition: {
  readonly verb: string;
  readonly collection: C;
  readonly action: Action<C>;
  readonly input: I;
  readonly describe: string;
  readonly change: (record: RecordOf<C>, args: ArgsOf<I>, context: WriteContext) => Patch;
}): Command => ({
  ...definition,
  name: `${definition.collection.name}.${definition.verb}`,
  input: { id: targetId, ...definition.input },
  change: definition.change as NonNullable<Command['change']>,
});

const derivedActions: readonly Action[] = ['view', 'create', 'update', 'delete'];

/** Declares a command that writes several records. Its answer shows the first one of its own collection. */
export const transaction = <const C extends Collection, const I extends Fields>(definition: {
  /** `appointments.book` */
  readonly name: string;
  readonly on: C;
  readonly action: Action;
  readonly input: I;
  readonly describe: string;
  readonly run: (tx: RunTransaction, args: ArgsOf<I>, context: RunContext) => void;
  readonly reads?: (args: ArgsOf<I>, got: (read: RecordRef) => AnyRecord | null) => readonly RecordRef[];
  readonly follows?: readonly Follow[];
}): Command => {
  const { name, on, action, input, describe, run, reads, follows = [] } = definition;
  if (derivedActions.includes(action) && follows.some(({ ops }) => !ops.includes('update')))
    throw new Error(`${name} needs an action of its own to create or delete by rule`);
  return {
    name,
    verb: name.slice(name.indexOf('.') + 1),
    collection: on,
    action,
    input,
    describe,
    follows,
    run: run as NonNullable<Command['run']>,
    ...(reads ? { reads: reads as NonNullable<Command['reads']> } : {}),
  };
};

const targetId = id({ label: 'ID', required: true });

/** Why a change is made; kept with it in the history. Any command takes one. */
export const reasonField = text({ label: 'Reason', max: 500 });

/** The reason that the history keeps when someone takes back a change of their own. */
export const undone = 'Undone';

/** Checks values against fields, unknown names refused. Returns only what was given. */
export const parseValues = (input: unknown, fields: Fields, label: string): Record<string, unknown> => {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw new Refusal('VALIDATION_ERROR', `${label}: an object with fields is expected.`);
  }
  const problems: { field: string; message: string }[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, given] of Object.entries(input)) {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (!field) problems.push({ field: name.slice(0, 60), message: `There is no field "${name.slice(0, 60)}".` });
    else if (field.readOnly) problems.push({ field: name, message: `${field.label} is set by the system.` });
    else if (given === null || given === undefined || given === '') {
      if (field.required) problems.push({ field: name, message: `${field.label} is required.` });
      else values[name] = null;
    } else {
      try {
        values[name] = field.kind.parse(given, field);
      } catch (error) {
        if (!(error instanceof InvalidValue)) throw error;
        problems.push({ field: name, message: `${field.label} ${error.message}.` });
      }
    }
  }
  refuseProblems(problems);
  return values;
};

/** Names every required field that has no value. */
export const requireValues = (values: Patch, fields: Fields): void => {
  refuseProblems(
    Object.entries(fields)
      .filter(([name, field]) => isMissing(values[name], field))
      .map(([name, field]) => ({ field: name, message: `${field.label} is required.` })),
  );
};

const refuseProblems = (problems: { field: string; message: string }[]): void => {
  const [first] = problems;
  if (!first) return;
  throw new Refusal('VALIDATION_ERROR', first.message, {
    field: first.field,
    ...(problems.length > 1 ? { problems } : {}),
  });
};

/** The raw form of what was typed into fields that keep it (phones). */
export const rawValues = (input: Patch, values: Patch, fields: Fields): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(fields)
      .filter(([, field]) => field.rawOf !== undefined && Object.hasOwn(values, field.rawOf))
      .map(([name, field]) => {
        const typed = input[field.rawOf ?? ''];
        return [name, typeof typed === 'string' && typed.trim() !== '' ? typed.trim() : null];
      }),
  );
