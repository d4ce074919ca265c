import { v7 } from 'uuid';
import type { Actor, Moment } from '#shared/actor.ts';
import type { Catalog } from '#shared/catalog.ts';
import { maxMessageBytes, type MutationAnswer } from '#shared/protocol.ts';
import type { AnyRecord, Collection, Patch } from '#shared/collection.ts';
import type { Command } from '#shared/command.ts';
import type { Find } from '#shared/record-ref.ts';
import { Refusal, type RefusalData } from '#shared/refusal.ts';
import { runnable, targetOf, type Outcome, type Runnable } from '#shared/run-command.ts';
import { NotRead } from '#shared/transaction.ts';
import type { Undoing } from '#shared/undo.ts';
import { uptime } from '#client/lib/pause.ts';
import { fieldsAsked, labelOf, valueAsked } from './labels.ts';
import { predict, remembering, visibleWrites, type Known, type OptimisticMutation } from './optimistic.ts';
import type { KeptMutation } from './outbox.ts';
import type { MutateOptions, RefusedEvent } from './types.ts';

export type Made = {
  readonly mutation: OptimisticMutation;
  readonly answer: Promise<MutationAnswer>;
};

export type Mutate = (
  command: Runnable | Command,
  args: Patch,
  options?: MutateOptions,
  known?: {
    readonly prior?: AnyRecord | null;
    readonly undoing?: Undoing | null;
    /** In the place of the port of that name. */
    readonly onMade?: (made: Made) => void;
  },
) => Promise<MutationAnswer>;

type Ports = {
  readonly actor: () => Actor | null;
  readonly catalog: () => Catalog;
  readonly moment: () => Moment;
  readonly held: (definition: Collection, id: string) => { readonly base: Known; readonly shown: Known } | undefined;
  readonly enqueue: (mutation: OptimisticMutation) => void;
  /** Why nothing can be written now; null when it can, or can soon. */
  readonly closed: () => RefusalData | null;
  /** Where it may still be sent: when the same person signs in again. */
  readonly keep: (mutation: KeptMutation) => void;
  /** `why`: why it cannot be undone, where that is so. */
  readonly onMade: (made: Made, why: string | null) => void;
  readonly onEvent: (event: RefusedEvent) => void;
};

// What is around the arguments needs a little of what a message may be.
const mostBytes = maxMessageBytes - 1_024;

export const createMutate = (ports: Ports): Mutate => {
  return (given, input, options = {}, { prior = null, undoing = null, onMade } = {}) => {
    const { mid = v7() } = options;
    // Screens hold the product's own commands; the tenant's of the same name has the tenant's fields.
    const command = ports.catalog().command(given.name) ?? (isDeclared(given) ? runnable(given) : (given as Runnable));
    // The id is made here, so that what was created can be changed and linked before the server has answered.
    const args = command.verb === 'create' ? { id: v7(), ...input } : input;
    const start = begin({ mid, command, args, prior, undoing }, options);
    if (start instanceof Refusal) {
      const error = start.toJSON();
      if (error.code === 'SESSION_ENDED') ports.keep(unsentOf(mid, command, args, options));
      const base = typeof options.base === 'number' ? options.base : null;
      const label = options.describe ?? labelOf(command, null, fieldsAsked(args));
      ports.onEvent(refusedEvent({ command, args, label, base, mid }, error));
      return Promise.resolve({ ok: false, mid, error });
    }
    const { promise: answer, resolve } = Promise.withResolvers<MutationAnswer>();
    const mutation: OptimisticMutation = {
      ...start,
      arrived: new Set(),
      madeAt: uptime(),
      resolve,
      state: 'queued',
      sends: 0,
      notBefore: 0,
    };
    ports.enqueue(mutation);
    const { undo = true } = options;
    if (onMade) onMade({ mutation, answer });
    else if (undo !== false) ports.onMade({ mutation, answer }, undo === true ? null : undo);
    return answer;
  };

  function unsentOf(mid: string, command: Runnable, args: Patch, options: MutateOptions): KeptMutation {
    const id = targetOf(command, args);
    const held = id === null ? undefined : ports.held(command.collection, id);
    const label = options.describe ?? labelOf(command, held?.shown ?? null, fieldsAsked(args));
    const base = baseOf(command, options, held);
    return { mid, name: command.name, args, collection: command.collection.name, id, base, label };
  }

  /** Everything that can be known before asking the server; the refusal when that is already a no. */
  function begin(given: Given, options: MutateOptions): Start | Refusal {
    const { command, args, prior } = given;
    const closed = ports.closed();
    if (closed) return new Refusal(closed.code, closed.message);
    if (new TextEncoder().encode(JSON.stringify(args)).length > mostBytes)
      return new Refusal('TOO_LARGE', 'This is too much for one change.');
    try {
      const id = targetOf(command, args);
      const held = id === null ? undefined : ports.held(command.collection, id);
      const shared = {
        ...given,
        catalog: ports.catalog(),
        actor: ports.actor() ?? noActor,
        moment: ports.moment(),
      };
      const { find, asked } = remembering((definition, one) => ports.held(definition, one)?.shown);
      const canPredict = ports.actor() !== null && isPredictable(given, held?.shown);
      const outcome = canPredict ? attempt(shared, find) : null;
      const writes = outcome ? visibleWrites(outcome) : [];
      const made = id ?? outcome?.subject?.id ?? null;
      const own = writes.find(({ collection, next }) => collection === command.collection && next.id === made);
      const subject = held?.shown ?? prior ?? outcome?.subject ?? null;
      return {
        ...shared,
        id: made,
        name: command.name,
        collection: command.collection.name,
        creates: [
          ...(command.verb === 'create' && made !== null ? [made] : []),
          ...writes.flatMap(({ op, next }) => (op === 'create' && next.id !== made ? [next.id] : [])),
        ],
        edits: isEdit(command) && writes.length <= 1 && outcome ? Object.keys(own?.patch ?? {}) : null,
        writes: writes.map(({ collection, next }) => ({ collection: collection.name, id: next.id })),
        reads: asked().map((one) => ({ collection: one.collection.name, id: one.id })),
        outcome: writes,
        predicted: outcome !== null,
        base: baseOf(command, options, held),
        label: options.describe ?? labelOf(command, subject, fieldsAsked(args)),
      };
    } catch (error) {
      if (error instanceof Refusal) return error;
      throw error;
    }
  }
};

type Given = Pick<OptimisticMutation, 'mid' | 'command' | 'args' | 'prior' | 'undoing'>;

type Start = Omit<OptimisticMutation, 'arrived' | 'madeAt' | 'resolve' | 'state' | 'sends' | 'notBefore'>;

const isDeclared = (given: Runnable | Command): given is Command => Boolean(given.change ?? given.run);

/** Whether what it is about is known well enough to try. */
const isPredictable = ({ command: { verb }, prior, undoing }: Given, record: Known): boolean => {
  if (verb === 'create' || verb === 'run') return true;
  if (verb === 'undo') return undoing !== null;
  return verb === 'restore' ? Boolean(prior) : record !== undefined;
};

const noActor: Actor = { id: '', name: '', role: 'viewer', memberships: {}, modules: [] };

const isEdit = ({ verb }: Runnable): boolean => verb === 'update' || verb === 'change';

/** A refusal is the answer; a defect in a rule leaves the decision to the server, which has the same rule and logs it. */
const attempt = (of: Parameters<typeof predict>[0], find: Find): Outcome | null => {
  try {
    return predict(of, find);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    if (!(error instanceof NotRead)) console.error(`${of.command.name} could not be predicted`, error);
    return null;
  }
};

const baseOf = (
  command: Runnable,
  { base = 'seen' }: MutateOptions,
  held: { readonly base: Known; readonly shown: Known } | undefined,
): number | null => {
  if (command.verb === 'create' || command.verb === 'run' || command.verb === 'undo' || base === null) return null;
  if (base !== 'seen') return base;
  // Seen before the server has it: my own creation, whose answer raises this.
  return held?.base?.version ?? (held?.shown ? 0 : null);
};

type Refused = Pick<OptimisticMutation, 'command' | 'args' | 'label' | 'base' | 'mid'>;

export const refusedEvent = ({ command, args, label, base, mid }: Refused, error: RefusalData): RefusedEvent => {
  const { field, current, by, version, ...at } = error.details ?? {};
  return {
    kind: 'refused',
    label,
    error,
    collection: at.collection ?? command.collection.name,
    id: at.id ?? (typeof args['id'] === 'string' ? args['id'] : null),
    command: command.name,
    args,
    base,
    mid,
    conflict:
      // To insist on what an undo would bring back is not offered: it has no value of the person's own.
      error.code === 'CONFLICT' && field !== undefined && command.verb !== 'undo'
        ? { field, mine: valueAsked(args, field), theirs: current, by: by ?? null, version: version ?? null }
        : null,
  };
};
