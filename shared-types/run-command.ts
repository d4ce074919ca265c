import type { Actor, Moment } from './actor.ts';
import { can, heldScopes, scopesEvenIfDeleted } from './can.ts';
import {
  fieldEntries,
  type Action,
  type AnyRecord,
  type Collection,
  type Patch,
  type WriteContext,
} from './collection.ts';
import { parseScopeKey } from './scope-key.ts';
import { parseValues, rawValues, reasonField, requireValues, type Command } from './command.ts';
import { id as idField, parseId } from './fields/id.ts';
import { InvalidValue, type Field, type Fields } from './fields/field.ts';
import { mergeParts } from './fields/parts.ts';
import { canonical } from './json.ts';
import { Refusal, invalid, notFound } from './refusal.ts';

export type Verb = 'create' | 'update' | 'delete' | 'restore' | 'change';

/** A command as it runs: one that every collection has, or one that a module declared (`change`). */
export type Runnable = {
  readonly name: string;
  readonly verb: Verb;
  readonly collection: Collection;
  readonly action: Action;
  readonly describe: string;
  readonly input: Fields;
  readonly change?: Command['change'];
};

/** What a mutation does to its record. `patch` holds only what differs. */
export type Plan = {
  readonly op: 'create' | 'update' | 'delete' | 'restore';
  readonly next: AnyRecord;
  readonly patch: Patch;
};

export type PlanInput = {
  readonly args: Patch;
  /** The record as it is, deleted or not; null when there is none. */
  readonly record: AnyRecord | null;
  readonly actor: Actor;
  readonly moment: Moment;
  /** The fields that the record's last change changed; null where that is not known (in a browser's prediction). */
  readonly latest?: ReadonlySet<string> | null;
  /** The id of a record about to be created, unless the arguments name one. */
  readonly newId: string;
};

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
    make('update', 'update', `Change fields of a ${one}.`, { id: target, ...own }),
    make('delete', 'delete', `Delete a ${one}; it can be restored.`, { id: target }),
    make('restore', 'delete', `Bring back a deleted ${one}.`, { id: target }),
  ];
};

export const runnable = (command: Command): Runnable => ({ ...command, verb: 'change' });

/** The record that a mutation is about, from arguments not yet checked. Null for a create without an id. */
export const targetOf = (command: Runnable, args: Patch): string | null => {
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
 * Permission comes before existence, existence before the arguments' details.
 */
export const runCommand = (
  command: Runnable,
  { args, record, actor, moment, newId, latest = null }: PlanInput,
): Plan => {
  const { collection: definition, verb } = command;
  if (!can(actor, command.action, definition)) throw forbidden(command);
  if (verb === 'create') return planCreate(command, args, record, actor, moment, newId);
  if (!record || !seen(actor, definition, record, verb)) throw notFound(definition.label.one);
  if (!can(actor, command.action, definition, record)) throw forbidden(command);
  const reason = parseReason(args);
  const rest = without(args, ['id', 'reason']);
  if (verb === 'delete' || verb === 'restore') {
    parseValues(rest, {}, definition.label.one);
    const next = { ...record, deletedAt: verb === 'delete' ? moment.now : null };
    runCheck(definition, next, record, contextOf(command, new Set(), reason, actor, moment, record));
    return { op: verb, next, patch: {} };
  }
  return planUpdate(command, rest, record, reason, actor, moment, latest);
};

const planCreate = (
  command: Runnable,
  args: Patch,
  record: AnyRecord | null,
  actor: Actor,
  moment: Moment,
  newId: string,
): Plan => {
  const { collection: definition } = command;
  // Saying more would tell a stranger which ids exist.
  if (record) throw new Refusal('DUPLICATE', 'This id is taken; create with a new one.', { field: 'id' });
  const reason = parseReason(args);
  const rest = without(args, ['id', 'reason']);
  const given = mergeParts(parseValues(rest, definition.fields, definition.label.one), null, definition.fields);
  const values = { ...defaults(definition), ...dropNulls(given), ...rawValues(rest, given, definition.fields) };
  const id = targetOf(command, args) ?? newId;
  const system = {
    version: 1,
    createdAt: moment.now,
    createdBy: actor.id,
    updatedAt: moment.now,
    updatedBy: actor.id,
    deletedAt: null,
  };
  const started = applyDefaultScope({ ...values, id, ...system } as unknown as AnyRecord, definition, actor, given);
  const set = new Set(Object.keys(dropNulls(given)));
  const next = derived(definition, started, null, contextOf(command, set, reason, actor, moment, started));
  requireValues(next, definition.fields);
  const context = contextOf(command, set, reason, actor, moment, next);
  runCheck(definition, next, null, context);
  if (!context.may(command.action)) throw forbidden(command);
  return { op: 'create', next, patch: without(next, Object.keys(system).concat('id')) };
};

const planUpdate = (
  command: Runnable,
  rest: Patch,
  record: AnyRecord,
  reason: string | null,
  actor: Actor,
  moment: Moment,
  latest: ReadonlySet<string> | null,
): Plan => {
  const { collection: definition } = command;
  const { typed, values } = requested(
    command,
    rest,
    record,
    contextOf(command, new Set(), reason, actor, moment, record),
  );
  const set = new Set(Object.keys(values));
  const context = { ...contextOf(command, set, reason, actor, moment, record), latest };
  for (const name of Object.keys(values)) {
    const needed = definition.fields[name]?.requires;
    if (needed && !context.may(needed) && !isEqual(values[name], record[name])) {
      throw new Refusal('FORBIDDEN', `You may not change ${definition.fields[name]?.label.toLowerCase()} here.`, {
        field: name,
      });
    }
  }
  const merged = { ...record, ...values, ...rawValues(typed, values, definition.fields) };
  const next = derived(definition, merged, record, context);
  requireValues(next, definition.fields);
  runCheck(definition, next, record, context);
  const patch = Object.fromEntries(
    Object.keys(definition.fields)
      .filter((name) => !isEqual(next[name], record[name]))
      .map((name) => [name, next[name]]),
  );
  return { op: 'update', next, patch };
};

/** The values that the command wants to set, and how they were typed. */
const requested = (
  command: Runnable,
  rest: Patch,
  record: AnyRecord,
  context: WriteContext,
): { typed: Patch; values: Patch } => {
  const { collection: definition } = command;
  if (!command.change) {
    const typed = patchOf(rest);
    const given = parseValues(typed, definition.fields, definition.label.one);
    return { typed, values: mergeParts(given, record, definition.fields) };
  }
  const inputs = without(command.input, ['id']) as Fields;
  const args: Patch = { ...nulls(inputs), ...parseValues(rest, inputs, definition.label.one) };
  requireValues(args, inputs);
  return { typed: {}, values: command.change(record as never, args as never, context) };
};

/** `{ id, patch: {...} }` on the socket, `{ ...fields }` over REST: both say the same. */
const patchOf = (rest: Patch): Patch => {
  const { patch, ...others } = rest;
  if (patch === undefined) return others;
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch) || Object.keys(others).length > 0) {
    throw invalid('patch', 'A patch is an object with the fields to change.');
  }
  return patch as Patch;
};

const contextOf = (
  command: Runnable,
  set: ReadonlySet<string>,
  reason: string | null,
  actor: Actor,
  moment: Moment,
  subject: AnyRecord,
): WriteContext => ({
  ...moment,
  actor,
  reason,
  set,
  latest: null,
  may: (action) => can(actor, action, command.collection, subject),
});

const parseReason = (args: Patch): string | null => {
  const given = parseValues('reason' in args ? { reason: args['reason'] } : {}, { reason: reasonField }, 'Reason');
  return (given['reason'] as string | null | undefined) ?? null;
};

const derived = (
  definition: Collection,
  next: AnyRecord,
  previous: AnyRecord | null,
  context: WriteContext,
): AnyRecord => (definition.derive ? { ...next, ...definition.derive(next, previous, context) } : next);

const runCheck = (definition: Collection, next: AnyRecord, previous: AnyRecord | null, context: WriteContext): void => {
  definition.check?.(next, previous, context);
};

/** A restore is about a record that nobody sees now, so the right to delete it stands in for the right to see it. */
const seen = (actor: Actor, definition: Collection, record: AnyRecord, verb: Verb): boolean => {
  if (verb === 'restore') return record.deletedAt !== null && can(actor, 'delete', definition, record);
  return record.deletedAt === null && can(actor, 'view', definition, record);
};

const forbidden = (command: Runnable): Refusal =>
  new Refusal('FORBIDDEN', `You may not do this: ${command.describe.replace(/\.$/, '').toLowerCase()}.`);

const defaults = (definition: Collection): Record<string, unknown> =>
  Object.fromEntries(fieldEntries(definition).map(([name, field]) => [name, field.default ?? null]));

const nulls = (fields: Fields): Record<string, unknown> =>
  Object.fromEntries(Object.keys(fields).map((name) => [name, null]));

const dropNulls = (values: Patch): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));

const without = (values: Patch, names: readonly string[]): Patch =>
  Object.fromEntries(Object.entries(values).filter(([name]) => !names.includes(name)));

/** Whether two values of a field are equal; lists are kept in a fixed order, so their text decides. */
export const isEqual = (a: unknown, b: unknown): boolean =>
  a === b ||
  (typeof a === 'object' && typeof b === 'object' && canonical(a) === canonical(b)) ||
  ((a ?? null) === null && (b ?? null) === null);

/**
 * Someone who may create in just one place creates there without having to say so: in their clinic, in their own name.
 * Of several places, their own name comes first.
 */
const applyDefaultScope = (record: AnyRecord, definition: Collection, actor: Actor, given: Patch): AnyRecord => {
  const held = heldScopes(actor, 'create', definition);
  const scopes = scopesEvenIfDeleted(definition, record);
  if (held.some((scope) => scopes.includes(scope))) return record;
  const places = held.flatMap((scope) => {
    const { rule: name, value } = parseScopeKey(scope);
    const by = definition.scopes.find((rule) => rule.name === name)?.by;
    return by ? [{ by, value }] : [];
  });
  const chosen = places.length === 1 ? places[0] : places.find(({ by }) => 'is' in by);
  const field: Field | undefined = chosen && definition.fields[chosen.by.field];
  if (!chosen || !field || Object.hasOwn(given, chosen.by.field)) return record;
  return { ...record, [chosen.by.field]: field.kind.isList ? [chosen.value] : chosen.value };
};
