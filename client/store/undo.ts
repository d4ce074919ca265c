import { createSignal, type Accessor } from 'solid-js';
import type { Change, MutationAnswer } from '#shared/protocol.ts';
import { fieldOf, type AnyRecord, type Collection, type Patch } from '#shared/collection.ts';
import { undone } from '#shared/command.ts';
import { isEqual, type Runnable } from '#shared/run-command.ts';
import { Refusal, type RefusalData } from '#shared/refusal.ts';
import { commandOf } from './commands.ts';
import { fieldsAsked } from './labels.ts';
import { refusedEvent, type Made, type Mutate } from './mutate.ts';
import { predict } from './optimistic.ts';
import type { RefusedEvent } from './types.ts';

export type Undo = {
  push(made: Made): void;
  /** Others' changes decide what may still be taken back. */
  change(change: Change): void;
  /** Changes may have been missed. */
  onMissedChanges(): void;
  /** I may no longer see this record: it cannot be changed back, and its name must not stay on a button. */
  forget(id: string): void;
  /** My access changed: nothing from before can be taken back. */
  clear(): void;
  readonly last: Accessor<{ readonly label: string; readonly at: number; readonly id: string } | null>;
  run(): Promise<MutationAnswer | null>;
};

type Ports = {
  readonly mutate: Mutate;
  readonly heldVersion: (definition: Collection, id: string) => number | null;
  readonly me: () => string | undefined;
  readonly onEvent: (event: RefusedEvent) => void;
};

type Inverse = { readonly command: Runnable; readonly args: Patch; readonly prior: AnyRecord | null };

type Step = Inverse & {
  readonly label: string;
  readonly at: number;
  readonly id: string;
  /** The fields that it changed; null: the record as a whole. */
  readonly fields: readonly string[] | null;
  readonly answer: Promise<MutationAnswer>;
  /** The version that my change produced, once known. */
  version: number | null;
  /** Another person changed the same since. */
  spoiled: {
    readonly field: string | null;
    readonly value: unknown;
    readonly by: string;
    readonly version: number;
  } | null;
  /** Every change since is known here, so that only `spoiled` counts; else the server is asked with `version`. */
  sure: boolean;
};

const most = 20;

export const createUndo = (ports: Ports): Undo => {
  const [steps, setSteps] = createSignal<readonly Step[]>([]);

  const drop = (step: Step): void => {
    setSteps(steps().filter((one) => one !== step));
  };

  const follow = async (step: Step): Promise<void> => {
    const answer = await step.answer;
    if (!answer.ok) return drop(step);
    step.version = answer.record?.version ?? null;
    // It came before mine, and mine was accepted on top of it.
    if (step.spoiled && step.version !== null && step.spoiled.version < step.version) step.spoiled = null;
  };

  const note = ({ mutation, before, plan, answer }: Made): void => {
    const { command, id } = mutation;
    const inverse = inverseOf(mutation, before, plan.next, plan.patch);
    if (!inverse || id === null) return;
    const whole = command.verb === 'create' || command.verb === 'delete' || command.verb === 'restore';
    const step: Step = {
      ...inverse,
      label: mutation.label,
      at: mutation.madeAt,
      id,
      answer,
      fields: whole ? null : Object.keys(plan.patch),
      version: null,
      spoiled: null,
      sure: true,
    };
    setSteps([...steps(), step].slice(-most));
    void follow(step);
  };

  const change = (news: Change): void => {
    if (!news.by || news.by.id === ports.me()) return;
    for (const step of steps()) {
      if (step.id !== news.id || step.command.collection.name !== news.collection) continue;
      if (step.version !== null && news.version <= step.version) continue;
      const field = step.fields === null ? null : step.fields.find((name) => news.data !== null && name in news.data);
      if (field === undefined) continue;
      step.spoiled = {
        field,
        value: field === null ? null : news.data?.[field],
        by: news.by.name,
        version: news.version,
      };
    }
  };

  const run = async (): Promise<MutationAnswer | null> => {
    const step = steps().at(-1);
    if (!step) return null;
    drop(step);
    const made = await step.answer;
    // Refused meanwhile, and so taken back already.
    if (!made.ok) return made;
    const { command, args, prior, label } = step;
    if (step.spoiled) {
      const error = conflict(step, step.spoiled);
      ports.onEvent(refusedEvent(command, args, `Undo: ${label}`, error));
      return { ok: false, mid: made.mid, error };
    }
    const seen = step.sure ? (ports.heldVersion(command.collection, step.id) ?? step.version) : step.version;
    const base = command.verb === 'restore' ? null : seen;
    const answer = await ports.mutate(command, args, { base, undo: false, describe: `Undo: ${label}` }, prior);
    if (!answer.ok && answer.error.code === 'UNAVAILABLE') setSteps([...steps(), step].slice(-most));
    return answer;
  };

  return {
    push: note,
    change,
    onMissedChanges: () => {
      for (const step of steps()) step.sure = false;
    },
    forget: (id) => {
      if (steps().some((step) => step.id === id)) setSteps(steps().filter((step) => step.id !== id));
    },
    clear: () => setSteps([]),
    last: () => {
      const step = steps().at(-1);
      return step ? { label: step.label, at: step.at, id: step.id } : null;
    },
    run,
  };
};

const conflict = ({ command }: Step, { field, value, by, version }: NonNullable<Step['spoiled']>): RefusalData => {
  const what =
    field === null
      ? `this ${command.collection.label.one.toLowerCase()}`
      : (fieldOf(command.collection, field)?.label.toLowerCase() ?? field);
  return {
    code: 'CONFLICT',
    message: `${by} has changed ${what} since, so nothing was undone.`,
    details: { by, version, ...(field === null ? {} : { field, current: value }) },
  };
};

/** The command that leads back; null where nothing changed. */
const inverseOf = (
  made: Made['mutation'],
  before: AnyRecord | null,
  after: AnyRecord,
  patch: Patch,
): Inverse | null => {
  const { command, id } = made;
  const definition = command.collection;
  if (command.verb === 'create' || command.verb === 'restore')
    return { command: commandOf(definition, 'delete'), args: { id }, prior: null };
  if (!before) return null;
  if (command.verb === 'delete')
    return {
      command: commandOf(definition, 'restore'),
      args: { id },
      prior: { ...before, deletedAt: made.moment.now },
    };
  const changed = Object.keys(patch).filter((name) => !definition.fields[name]?.readOnly);
  if (changed.length === 0) return null;
  const asked = command.change ? changed : changed.filter((name) => fieldsAsked(made.args).includes(name));
  const ways = [
    ownWay(command, id, before, changed),
    backTo(definition, id, before, asked),
    backTo(definition, id, before, changed),
  ];
  // What follows from the fields that were set should follow back by itself, and be said only where it does not.
  return (
    ways.find((way) => way && leadsBack(way, made, before, after, patch)) ?? backTo(definition, id, before, changed)
  );
};

const backTo = (definition: Collection, id: string | null, before: AnyRecord, fields: readonly string[]): Inverse => ({
  command: commandOf(definition, 'update'),
  args: {
    id,
    reason: undone,
    patch: Object.fromEntries(fields.map((name) => [name, typedBefore(definition, before, name)])),
  },
  prior: null,
});

/** A module's command whose inputs are the fields that it changes is its own inverse. */
const ownWay = (
  command: Runnable,
  id: string | null,
  before: AnyRecord,
  changed: readonly string[],
): Inverse | null => {
  const inputs = Object.keys(command.input).filter((name) => name !== 'id');
  if (!command.change || !changed.every((name) => inputs.includes(name)) || !inputs.every((name) => name in before))
    return null;
  return {
    command,
    args: { id, reason: undone, ...Object.fromEntries(inputs.map((name) => [name, before[name] ?? null])) },
    prior: null,
  };
};

const leadsBack = (
  { command, args }: Inverse,
  made: Made['mutation'],
  before: AnyRecord,
  after: AnyRecord,
  patch: Patch,
): boolean => {
  try {
    // As the server will hold it: who changed it last may decide who may change it back.
    const held = { ...after, updatedAt: made.moment.now, updatedBy: made.actor.id };
    const { next } = predict({ ...made, command, args, prior: null }, held);
    return Object.keys(patch).every((name) => isEqual(next[name], before[name]));
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
};

/** As it was typed, where that was kept: a phone keeps its shape. */
const typedBefore = (definition: Collection, before: AnyRecord, name: string): unknown => {
  const raw = Object.entries(definition.fields).find(([, field]) => field.rawOf === name)?.[0];
  return (raw === undefined ? null : before[raw]) ?? before[name] ?? null;
};
