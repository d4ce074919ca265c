import type { Actor, Moment } from './actor.ts';
import { can } from './can.ts';
import type { Catalog } from './catalog.ts';
import { fieldEntries, type Action, type AnyRecord, type Collection, type Patch } from './collection.ts';
import { parseValues, reasonField, requireValues, undone, type Command } from './command.ts';
import { id as idField, parseId } from './fields/id.ts';
import { InvalidValue, type Fields } from './fields/field.ts';
import { mergeParts } from './fields/parts.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { moveTo, moveToIn } from './move-to.ts';
import type { Consequences } from './on-delete.ts';
import type { Find } from './record-ref.ts';
import { Refusal, invalid, notFound } from './refusal.ts';
import { idAfter, type Linked, type LinkQuery, type Op, type Rules, type Write } from './transaction.ts';
import { isRecent, takeBack, type Asks, type Undoing } from './undo.ts';
import { dropNulls } from './write-rules.ts';

export type Verb = Op | 'change' | 'run' | 'undo';

/** A command as it runs: one that every collection has, or one that a module declared (`change`, `run`). */
export type Runnable = {
  readonly name: string;
  readonly verb: Verb;
  readonly collection: Collection;
  readonly action: Action;
  readonly describe: string;
  readonly input: Fields;
  readonly change?: Command['change'];
  readonly run?: Command['run'];
  readonly reads?: Command['reads'];
  readonly follows?: Command['follows'];
};

export type RunInput = {
  readonly args: Patch;
  readonly actor: Actor;
  readonly moment: Moment;
  readonly find: Find;
  /** Who points at a record; left out in a browser, which cannot know. */
  readonly linked?: (query: LinkQuery) => Linked;
  /** What follows for links; with `linked`. */
  readonly consequences?: Consequences;
  /** The mutation's number: the ids that it makes follow from it. */
  readonly mid: string;
  /** The tenant's collections, of which the command is one's, and what follows from writes to them. */
  readonly catalog: Catalog;
  /** What follows from writes, where not the catalog's. */
  readonly rules?: Rules;
  /** When the record came to be, where an import says so. */
  readonly createdAt?: string | null;
  /** What the mutation did that is to be taken back. */
  readonly undoing?: Undoing;
};

/** What a mutation does: its writes in order, and the record that it is about. */
export type Outcome = { readonly writes: readonly Write[]; readonly subject: AnyRecord | null };

const target = idField({ label: 'ID', required: true });

/** The commands that a collection has without saying so. None for what only the product writes. */
export const derivedCommands = (definition: Collection): Runnable[] => {
  if (definition.internal) return [];
  const one = definition.label.one.toLowerCase();
  const make = (verb: Verb, action: Action, describe: string, input: Fields): Runnable => ({
    name: `${definition.name}.${verb}`,
    verb,
    collection: definition,
    action,
    describe,
    input,
  });
  const own = Object.fromEntries(fieldEntries(definition).filter(([, field]) => !field.readOnly));
  return [
    make('create', 'create', `Create a ${one}.`, { id: { ...target, required: false }, ...own }),
    make('update', 'update', `Change fields of a ${one}.`, {
      id: target,
      ...own,
      ...(definition.active ? { moveTo: moveTo() } : {}),
    }),
    make('delete', 'delete', `Delete a ${one}; it can be restored.`, { id: target, moveTo: moveTo() }),
    make('restore', 'delete', `Bring back a deleted ${one}.`, { id: target }),
  ];
};

export const runnable = (command: Command): Runnable => ({ ...command, verb: command.run ? 'run' : 'change' });

/** Takes back a mutation that ran this command. It asks what the command asked. */
export const undoOf = (command: Pick<Runnable, 'collection' | 'action' | 'follows'>): Runnable => ({
  name: 'undo',
  verb: 'undo',
  collection: command.collection,
  action: command.action,
  describe: 'Undo a change of your own.',
  input: { of: target },
  ...(command.follows ? { follows: command.follows } : {}),
});

/** The record that a mutation is about, from arguments not yet checked. Null where the command makes it or names none. */
export const targetOf = (command: Runnable, args: Patch): string | null => {
  if (command.verb === 'undo' || (command.verb === 'run' && !Object.hasOwn(command.input, 'id'))) return null;
  if (command.verb === 'create' && (args['id'] === undefined || args['id'] === null)) return null;
  try {
    return parseId(args['id']);
  } catch (error) {
    if (error instanceof InvalidValue) throw invalid('id', `ID ${error.message}.`);
    throw error;
  }
};

/**
 * What a mutation does, or a `Refusal`. Pure: the server runs it on the truth, the browser to predict the outcome.
 * Permission comes before existence, existence before the arguments' details. Throws `NotRead` for what `find` does
 * not know.
 */
export const runCommand = (command: Runnable, input: RunInput): Outcome => {
  const { collection: definition } = command;
  const { actor, moment, find, linked, consequences, mid, catalog, undoing } = input;
  // Permission comes first, even before the id is looked at.
  if (!can(actor, command.action, definition)) throw forbidden(command);
  let made = 0;
  let reason: string | null = null;
  const ledger = createLedger({
    actor,
    moment,
    catalog,
    rules: input.rules ?? catalog.rules,
    reason: () => reason,
    undoes: command.verb === 'undo' ? (undoing?.at ?? null) : null,
    find,
    linked,
    consequences,
    newId: () => idAfter(mid, ++made),
    forbidden: () => forbidden(command),
  });
  const subject = steps[command.verb](ledger, command, input, (given) => {
    reason = given;
  });
  ledger.runEffects();
  return { writes: ledger.writes(), subject: subject ? (ledger.read(definition, subject.id) ?? subject) : null };
};

type Step = (
  ledger: Ledger,
  command: Runnable,
  input: RunInput,
  because: (reason: string | null) => void,
) => AnyRecord | null;

const create: Step = (ledger, command, { args, createdAt = null }, because) => {
  const { collection: definition, action } = command;
  const id = targetOf(command, args);
  // Not held by a browser is as good as not there: the server looks.
  if (id !== null && ledger.read(definition, id))
    throw new Refusal('DUPLICATE', 'This id is taken; create with a new one.', { field: 'id' });
  because(parseReason(args));
  const typed = without(args, ['id', 'reason']);
  const given = mergeParts(parseValues(typed, definition.fields, definition.label.one), null, definition.fields);
  const set = new Set(Object.keys(dropNulls(given)));
  return ledger.create(definition, given, { action, set, typed, createdAt, ...(id === null ? {} : { id }) });
};

/** The record that a command is about, which the actor sees. */
const subjectOf = (ledger: Ledger, command: Runnable, args: Patch): AnyRecord => {
  const { collection: definition, action } = command;
  const id = targetOf(command, args);
  if (id === null) throw notFound(definition.label.one);
  const record = ledger.seen(definition, id);
  if (!ledger.may(action, definition, record)) throw forbidden(command);
  return record;
};

const remove: Step = (ledger, command, { args }, because) => {
  const { collection: definition, action } = command;
  const record = subjectOf(ledger, command, args);
  because(parseReason(args));
  parseValues(without(args, ['id', 'reason', 'moveTo']), {}, definition.label.one);
  return ledger.remove(definition, record, { action, set: new Set(), moveTo: moveToIn(args, definition) });
};

const restore: Step = (ledger, command, { args }, because) => {
  const { collection: definition, action } = command;
  const id = targetOf(command, args);
  const record = id === null ? null : ledger.known(definition, id);
  if (!record) throw notFound(definition.label.one);
  ledger.refuseRestore(definition, record, action);
  because(parseReason(args));
  parseValues(without(args, ['id', 'reason']), {}, definition.label.one);
  return ledger.restoreWhole(definition, record, { action, set: new Set() });
};

const update: Step = (ledger, command, { args }, because) => {
  const { collection: definition, action } = command;
  const record = subjectOf(ledger, command, args);
  const reason = parseReason(args);
  because(reason);
  const typed = changesIn(without(args, ['id', 'reason', 'moveTo']));
  const given = parseValues(typed, definition.fields, definition.label.one);
  const values = mergeParts(given, record, definition.fields);
  if (reason !== null && Object.keys(values).length === 0)
    throw invalid('patch', 'A reason alone changes nothing: name a field to change.');
  return ledger.update(definition, record, values, {
    action,
    set: setOf(values),
    typed,
    moveTo: moveToIn(args, definition),
  });
};

const change: Step = (ledger, command, { args }, because) => {
  const { collection: definition, action } = command;
  const record = subjectOf(ledger, command, args);
  because(parseReason(args));
  const given = inputOf(command, args);
  const context = ledger.contextOf(definition, record, new Set());
  const values = command.change?.(record as never, given as never, context) ?? {};
  return ledger.update(definition, record, values, { action, set: setOf(values) });
};

const run: Step = (ledger, command, { args, actor, moment }, because) => {
  const { collection: definition } = command;
  if (Object.hasOwn(command.input, 'id')) subjectOf(ledger, command, args);
  const reason = parseReason(args);
  because(reason);
  const given = { ...inputOf(command, args), ...(args['id'] === undefined ? {} : { id: targetOf(command, args) }) };
  const tx = { ...ledger.facing(actionFor(command), ledger.seen), because: (said: string) => because(reason ?? said) };
  command.run?.(tx, given as never, { ...moment, actor, reason });
  const own = ledger.writes().find((write) => write.collection.name === definition.name);
  return own?.next ?? null;
};

/** What a write asks: the command's own right on its own collection, none where it follows, else that collection's. */
const actionFor =
  ({ collection, action, follows = [] }: Runnable) =>
  (written: Collection, op: Op, fields: readonly string[]): Action | null => {
    const rule = follows.find((one) => one.collection.name === written.name && one.ops.includes(op));
    if (rule && (op !== 'update' || fields.every((name) => rule.fields.includes(name)))) return null;
    if (written.name === collection.name) return action;
    return op === 'restore' ? 'delete' : op;
  };

const undo: Step = (ledger, command, { args, undoing, moment, catalog, rules = catalog.rules }, because) => {
  because(undone);
  parseValues(without(args, ['of', 'reason']), {}, 'Undo');
  if (!undoing) throw new Refusal('NOT_FOUND', 'There is nothing to undo.');
  // What followed by rule may be taken back by rule for a while; later it needs the right to change it.
  const recent = isRecent(undoing.at, moment.now);
  // What only the product writes goes with the rest at any time: no one has a right of their own to it.
  const follows = (command.follows ?? []).filter(({ collection }) => recent || collection.internal);
  const asks = actionFor({ ...command, follows });
  const asksToUndo: Asks = (collection, op, fields) => {
    const asked = asks(collection, op, fields);
    // To undo a creation is to delete, whatever it took to create.
    return asked !== null && op !== 'update' ? 'delete' : asked;
  };
  /** A command's own entries, as opposed to those of a history that follows from any change. */
  const isOwn = (collection: Collection): boolean =>
    follows.some((one) => one.collection.name === collection.name && one.ops.includes('create'));
  return takeBack(ledger, undoing, asksToUndo, { about: command.collection, linksTo: rules.linksTo, recent, isOwn });
};

const steps: { readonly [verb in Verb]: Step } = {
  create,
  update,
  delete: remove,
  restore,
  change,
  run,
  undo,
};

/** A command's arguments as its input says, absent ones null. Throws VALIDATION_ERROR. */
export const inputOf = (command: Runnable, args: Patch): Patch => {
  const inputs = without(command.input, ['id']) as Fields;
  const rest = without(args, ['id', 'reason']);
  const given: Patch = { ...nulls(inputs), ...parseValues(rest, inputs, command.collection.label.one) };
  requireValues(given, inputs);
  return given;
};

/** `{ id, patch: {...} }` on the socket, `{ ...fields }` over REST: both say the same. */
const changesIn = (rest: Patch): Patch => {
  const { patch, ...others } = rest;
  if (patch === undefined) return others;
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch) || Object.keys(others).length > 0) {
    throw invalid('patch', 'A patch is an object with the fields to change.');
  }
  return patch as Patch;
};

const parseReason = (args: Patch): string | null => {
  const given = parseValues('reason' in args ? { reason: args['reason'] } : {}, { reason: reasonField }, 'Reason');
  return (given['reason'] as string | null | undefined) ?? null;
};

const forbidden = (command: Runnable): Refusal =>
  new Refusal('FORBIDDEN', `You may not do this: ${command.describe.replace(/\.$/, '').toLowerCase()}.`);

const setOf = (values: Patch): ReadonlySet<string> => new Set(Object.keys(values));

const nulls = (fields: Fields): Record<string, unknown> =>
  Object.fromEntries(Object.keys(fields).map((name) => [name, null]));

const without = (values: Patch, names: readonly string[]): Patch =>
  Object.fromEntries(Object.entries(values).filter(([name]) => !names.includes(name)));
