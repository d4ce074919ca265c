import { createSignal, type Accessor } from 'solid-js';
import type { Change, Mutation, MutationAnswer } from '#shared/protocol.ts';
import type { AnyRecord, Collection } from '#shared/collection.ts';
import type { RefusalCode, RefusalData } from '#shared/refusal.ts';
import { patienceMs } from './connection.ts';
import type { Frame } from '#client/lib/update-batch.ts';
import { createKeyedSignals } from '#client/lib/keyed-signals.ts';
import { backoff } from '#client/lib/pause.ts';
import { notConfirmed, notSent } from './not-saved.ts';
import type { Pending } from '#client/store/optimistic.ts';

/** My changes on their way: sent, sent again under the same number, and settled exactly once. */
export type Outbox = {
  add(pending: Pending): void;
  of(definition: Collection, id: string): readonly Pending[];
  idsOf(definition: Collection): readonly string[];
  /** Sends what waits and may go. Call it when the connection is live. */
  pump(): void;
  /** A change that came back with a number of mine confirms it as well as an answer would. */
  confirm(change: Change): void;
  /** Nothing will be sent any more. */
  refuseAll(error: RefusalData): void;
  readonly unsent: Accessor<number>;
  /** Reactive: waiting for so long that a person should see it. */
  slow(definition: Collection, id: string): boolean;
};

type Ports = {
  readonly frame: Frame;
  readonly live: () => boolean;
  readonly ask: (mutation: Mutation, withinMs: number) => Promise<MutationAnswer | null>;
  /** What a record is after this list of pendings changed. */
  readonly refresh: (definition: Collection, id: string) => void;
  /** The record as the server says it was after my change, which has this number; null: out of my sight. */
  readonly confirmed: (definition: Collection, id: string, record: AnyRecord | null, seq: number) => void;
  readonly held: (definition: Collection, id: string) => AnyRecord | null;
  readonly onRefused: (pending: Pending, error: RefusalData) => void;
};

const ackMs = 10_000;
const slowMs = 400;
const mostSends = 6;
const transient: readonly RefusalCode[] = ['RATE_LIMITED', 'UNAVAILABLE'];

const keyOf = (definition: Collection, id: string): string => `${definition.name}/${id}`;

export const createOutbox = (ports: Ports): Outbox => {
  const { frame } = ports;
  /** In the order in which they were made. */
  let pendings: Pending[] = [];
  const byRecord = new Map<string, Pending[]>();
  const timers = new Map<Pending, ReturnType<typeof setTimeout>[]>();
  const slow = createKeyedSignals(false);
  const [unsent, setUnsent] = createSignal(0);

  const reindex = (pending: Pending): void => {
    setUnsent(pendings.length);
    if (pending.id === null) return;
    const key = keyOf(pending.command.collection, pending.id);
    const left = pendings.filter(
      (one) => one.id === pending.id && one.command.collection === pending.command.collection,
    );
    if (left.length > 0) byRecord.set(key, left);
    else byRecord.delete(key);
    slow.set(
      key,
      left.some((one) => Date.now() - one.madeAt >= slowMs),
    );
  };

  const add = (pending: Pending): void => {
    frame.run(() => {
      pendings.push(pending);
      reindex(pending);
      if (pending.id !== null) ports.refresh(pending.command.collection, pending.id);
    });
    timers.set(pending, [
      setTimeout(() => settle(pending, refusal(pending, pending.sends > 0 ? notConfirmed : notSent)), patienceMs),
      setTimeout(() => reindex(pending), slowMs + 5),
    ]);
    pump();
  };

  const pump = (): void => {
    if (!ports.live()) return;
    // A copy: an answer that is here at once takes its pending off the list.
    const waiting = [...pendings];
    waiting.forEach((pending, place) => {
      if (pending.state !== 'waiting' || pending.notBefore > Date.now()) return;
      if (!waiting.slice(0, place).some((earlier) => mustFollow(pending, earlier))) void send(pending);
    });
  };

  const send = async (pending: Pending): Promise<void> => {
    pending.state = 'sent';
    pending.sends += 1;
    const { mid, command, args, base } = pending;
    const answer = await ports.ask({ mid, name: command.name, args, ...(base === null ? {} : { base }) }, ackMs);
    if (!pendings.includes(pending)) return;
    if (answer !== null && (answer.ok || !transient.includes(answer.error.code))) return settle(pending, answer);
    // What breaks the server each time it is tried must not be tried for ever.
    if (pending.sends >= mostSends) return settle(pending, answer ?? refusal(pending, notConfirmed));
    pending.state = 'waiting';
    if (answer === null) return pump();
    const wait = (answer.error.details?.retryAfter ?? 0) * 1000 + backoff(pending.sends, 250, 4_000);
    pending.notBefore = Date.now() + wait;
    timers.get(pending)?.push(setTimeout(pump, wait + 5));
  };

  const settle = (pending: Pending, answer: MutationAnswer, applied = false): void => {
    if (!pendings.includes(pending)) return;
    for (const timer of timers.get(pending) ?? []) clearTimeout(timer);
    timers.delete(pending);
    const { collection } = pending.command;
    frame.run(() => {
      pendings = pendings.filter((one) => one !== pending);
      if (answer.ok && answer.record) raise(pending, answer.record.version);
      reindex(pending);
      const id = pending.id ?? (answer.ok ? (answer.record?.id ?? null) : null);
      if (id !== null && answer.ok && !applied) ports.confirmed(collection, id, answer.record, answer.seq);
      if (id !== null) ports.refresh(collection, id);
      if (!answer.ok) ports.onRefused(pending, answer.error);
    });
    pending.resolve(answer);
    pump();
  };

  /** What I changed on top of my own unconfirmed change was made in sight of its result. */
  const raise = (done: Pending, version: number): void => {
    for (const later of pendings)
      if (later.base !== null && sameRecord(later, done) && mustFollow(later, done))
        later.base = Math.max(later.base, version);
  };

  return {
    add,
    of: (definition, id) => byRecord.get(keyOf(definition, id)) ?? [],
    idsOf: (definition) => [
      ...new Set(pendings.flatMap((one) => (one.command.collection === definition && one.id !== null ? [one.id] : []))),
    ],
    pump,
    confirm: (change) => {
      const pending = pendings.find(
        (one) => one.mid === change.mid && one.id === change.id && one.command.collection.name === change.collection,
      );
      // Not held, so all that came is what changed: its answer brings the record.
      if (!pending || (change.op !== 'remove' && !ports.held(pending.command.collection, change.id))) return;
      settle(
        pending,
        { ok: true, mid: change.mid, seq: change.seq, record: ports.held(pending.command.collection, change.id) },
        true,
      );
    },
    refuseAll: (error) => {
      for (const pending of pendings) settle(pending, refusal(pending, error));
    },
    unsent,
    slow: (definition, id) => slow.get(keyOf(definition, id)),
  };
};

const refusal = (pending: Pending, error: RefusalData): MutationAnswer => ({ ok: false, mid: pending.mid, error });

const sameRecord = (a: Pending, b: Pending): boolean =>
  a.id !== null && a.id === b.id && a.command.collection === b.command.collection;

/** Changes to different fields, or records, travel side by side; what builds on another waits for its answer. */
const mustFollow = (later: Pending, earlier: Pending): boolean => {
  if (!sameRecord(later, earlier))
    return earlier.command.verb === 'create' && earlier.id !== null && JSON.stringify(later.args).includes(earlier.id);
  if (!isEdit(later) || !isEdit(earlier)) return true;
  return later.fields.some((field) => earlier.fields.includes(field));
};

const isEdit = (pending: Pending): boolean =>
  pending.predicted && (pending.command.verb === 'update' || pending.command.verb === 'change');
