import { v7 } from 'uuid';
import type { Actor, Moment } from '#shared/actor.ts';
import { maxMessageBytes, type MutationAnswer } from '#shared/protocol.ts';
import type { AnyRecord, Collection, Patch } from '#shared/collection.ts';
import type { Command } from '#shared/command.ts';
import { runnable, targetOf, type Plan, type Runnable } from '#shared/run-command.ts';
import { Refusal, type RefusalData } from '#shared/refusal.ts';
import { fieldsAsked, labelOf, valueAsked } from './labels.ts';
import { predict, predictable, type Known, type OptimisticMutation } from './optimistic.ts';
import type { MutateOptions, RefusedEvent } from './types.ts';

export type Made = {
  readonly mutation: OptimisticMutation;
  readonly before: AnyRecord | null;
  readonly plan: Plan;
  readonly answer: Promise<MutationAnswer>;
};

export type Mutate = (
  command: Runnable | Command,
  args: Patch,
  options?: MutateOptions,
  prior?: AnyRecord | null,
) => Promise<MutationAnswer>;

type Ports = {
  readonly actor: () => Actor | null;
  readonly moment: () => Moment;
  readonly held: (definition: Collection, id: string) => { readonly base: Known; readonly shown: Known } | undefined;
  readonly enqueue: (mutation: OptimisticMutation) => void;
  /** Why nothing can be written now; null when it can, or can soon. */
  readonly closed: () => RefusalData | null;
  readonly onMade: (made: Made) => void;
  readonly onEvent: (event: RefusedEvent) => void;
};

// The mutation's own frame and numbers take a little of what a message may be.
const mostBytes = maxMessageBytes - 1_024;

export const createMutate = (ports: Ports): Mutate => {
  return (given, input, options = {}, prior = null) => {
    const command = given.change ? runnable(given as Command) : (given as Runnable);
    const mid = v7();
    // The id is made here, so that what was created can be changed and linked before the server has answered.
    const args = command.verb === 'create' ? { id: v7(), ...input } : input;
    const start = begin(command, args, options, prior);
    if (start instanceof Refusal) {
      const error = start.toJSON();
      ports.onEvent(refusedEvent(command, args, options.describe ?? labelOf(command, null, fieldsAsked(args)), error));
      return Promise.resolve({ ok: false, mid, error });
    }
    const { promise: answer, resolve } = Promise.withResolvers<MutationAnswer>();
    const mutation: OptimisticMutation = {
      ...start.mutation,
      mid,
      madeAt: Date.now(),
      resolve,
      state: 'queued',
      sends: 0,
      notBefore: 0,
    };
    ports.enqueue(mutation);
    if (start.plan && options.undo !== false)
      ports.onMade({ mutation, before: start.before, plan: start.plan, answer });
    return answer;
  };

  /** Everything that can be known before asking the server; the refusal when that is already a no. */
  function begin(command: Runnable, args: Patch, options: MutateOptions, prior: AnyRecord | null): Start | Refusal {
    const closed = ports.closed();
    if (closed) return new Refusal(closed.code, closed.message);
    if (new TextEncoder().encode(JSON.stringify(args)).length > mostBytes)
      return new Refusal('TOO_LARGE', 'This is too much for one change.');
    try {
      const id = targetOf(command, args);
      const held = id === null ? undefined : ports.held(command.collection, id);
      const before = held?.shown ?? prior ?? null;
      const shared = {
        command,
        name: command.name,
        collection: command.collection.name,
        creates: command.verb === 'create',
        args,
        id,
        actor: ports.actor() ?? noActor,
        moment: ports.moment(),
        prior,
        base: baseOf(command, options, held),
      };
      const predicted = ports.actor() !== null && predictable(command, held?.shown, prior);
      const plan = predicted ? attempt(shared, held?.shown ?? null) : null;
      const edits = plan && isEdit(command) ? Object.keys(plan.patch) : null;
      const subject = before ?? plan?.next ?? null;
      const label = options.describe ?? labelOf(command, subject, fieldsAsked(args));
      return { before, plan, mutation: { ...shared, predicted: plan !== null, edits, label } };
    } catch (error) {
      if (error instanceof Refusal) return error;
      throw error;
    }
  }
};

type Start = {
  readonly before: AnyRecord | null;
  readonly plan: Plan | null;
  readonly mutation: Omit<OptimisticMutation, 'mid' | 'madeAt' | 'resolve' | 'state' | 'sends' | 'notBefore'>;
};

const noActor: Actor = { id: '', name: '', role: 'viewer', memberships: {}, modules: [] };

const isEdit = ({ verb }: Runnable): boolean => verb === 'update' || verb === 'change';

/** A refusal is the answer; a defect in a rule leaves the decision to the server, which has the same rule and logs it. */
const attempt = (of: Parameters<typeof predict>[0], record: AnyRecord | null): Plan | null => {
  try {
    return predict(of, record);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    console.error(`${of.command.name} could not be predicted`, error);
    return null;
  }
};

const baseOf = (
  command: Runnable,
  { base = 'seen' }: MutateOptions,
  held: { readonly base: Known; readonly shown: Known } | undefined,
): number | null => {
  if (command.verb === 'create' || base === null) return null;
  if (base !== 'seen') return base;
  // Seen before the server has it: my own creation, whose answer raises this.
  return held?.base?.version ?? (held?.shown ? 0 : null);
};

export const refusedEvent = (command: Runnable, args: Patch, label: string, error: RefusalData): RefusedEvent => {
  const { field, current, by, version } = error.details ?? {};
  return {
    kind: 'refused',
    label,
    error,
    collection: command.collection.name,
    id: typeof args['id'] === 'string' ? args['id'] : null,
    command: command.name,
    args,
    conflict:
      error.code === 'CONFLICT' && field !== undefined
        ? { field, mine: valueAsked(args, field), theirs: current, by: by ?? null, version: version ?? null }
        : null,
  };
};
