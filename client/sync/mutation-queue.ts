import { createSignal, type Accessor } from 'solid-js';
import type { AnyRecord } from '#shared/collection.ts';
import type { Change, Mutation, MutationAnswer } from '#shared/protocol.ts';
import type { RefusalCode, RefusalData } from '#shared/refusal.ts';
import { createKeyedSignals } from '#client/lib/keyed-signals.ts';
import { backoff } from '#client/lib/pause.ts';
import type { UpdateBatch } from '#client/lib/update-batch.ts';
import { maxOfflineMs } from './connection.ts';
import { notConfirmed, notSent } from './not-saved.ts';

/** A mutation of mine until its answer is here: what has to be known of it in order to send it. */
export type QueuedMutation = {
  readonly mid: string;
  /** The command: `leads.update`. */
  readonly name: string;
  readonly args: { readonly [name: string]: unknown };
  readonly collection: string;
  /** The record that it is about; null when only the server knows. */
  readonly id: string | null;
  /** It makes that record. */
  readonly creates: boolean;
  /** The fields that it changes; null: the record as a whole. */
  readonly edits: readonly string[] | null;
  /** Milliseconds of this device's clock. */
  readonly madeAt: number;
  readonly resolve: (answer: MutationAnswer) => void;
  /** The version that the person saw; raised when an earlier change of theirs to the same fields is confirmed. */
  base: number | null;
  state: 'queued' | 'sent';
  sends: number;
  /** Not sent again before this time: the server asked for a pause. */
  notBefore: number;
};

/** My changes on their way: sent, sent again under the same number, and answered exactly once. */
export type MutationQueue<M extends QueuedMutation> = {
  enqueue(mutation: M): void;
  /** What is queued for a record, in the order in which it was made. */
  of(collection: string, id: string): readonly M[];
  idsOf(collection: string): readonly string[];
  /** Sends what may go now. Call it when the connection is live. */
  flush(): void;
  /** A change that came back with the `mid` of a queued mutation confirms it as well as an answer would. */
  confirm(change: Change): void;
  /** Answers everything that is queued with this refusal; nothing more will be sent. */
  refuseAll(error: RefusalData): void;
  readonly unsent: Accessor<number>;
  /** Reactive: unanswered for so long that a person should see it. */
  isSlow(collection: string, id: string): boolean;
};

export type QueuePorts<M extends QueuedMutation> = {
  readonly updates: UpdateBatch;
  readonly isLive: () => boolean;
  /** Null when no answer came in time. */
  readonly ask: (mutation: Mutation, timeoutMs: number) => Promise<MutationAnswer | null>;
  /** The mutations that are queued for this one's record are others than before. */
  readonly onQueued: (mutation: M, id: string) => void;
  /** The record as the server says it was after the change, which has this number; null: not visible to me. */
  readonly onConfirmed: (mutation: M, id: string, record: AnyRecord | null, seq: number) => void;
  /** The confirmed record, where it is held. */
  readonly held: (mutation: M, id: string) => AnyRecord | null;
  readonly onRefused: (mutation: M, error: RefusalData) => void;
};

const ackTimeoutMs = 10_000;
const slowMs = 400;
const maxSends = 6;
const transient: readonly RefusalCode[] = ['RATE_LIMITED', 'UNAVAILABLE'];

const keyOf = (collection: string, id: string): string => `${collection}/${id}`;

export const createMutationQueue = <M extends QueuedMutation>(ports: QueuePorts<M>): MutationQueue<M> => {
  const { updates } = ports;
  /** In the order in which they were made. */
  let queued: M[] = [];
  const byRecord = new Map<string, M[]>();
  const timers = new Map<M, ReturnType<typeof setTimeout>[]>();
  const slow = createKeyedSignals(false);
  const [unsent, setUnsent] = createSignal(0);

  const reindex = (mutation: M): void => {
    setUnsent(queued.length);
    if (mutation.id === null) return;
    const key = keyOf(mutation.collection, mutation.id);
    const left = queued.filter((one) => one.id === mutation.id && one.collection === mutation.collection);
    if (left.length > 0) byRecord.set(key, left);
    else byRecord.delete(key);
    slow.set(
      key,
      left.some((one) => Date.now() - one.madeAt >= slowMs),
    );
  };

  const enqueue = (mutation: M): void => {
    updates.run(() => {
      queued.push(mutation);
      reindex(mutation);
      if (mutation.id !== null) ports.onQueued(mutation, mutation.id);
    });
    timers.set(mutation, [
      setTimeout(() => settle(mutation, refusal(mutation, mutation.sends > 0 ? notConfirmed : notSent)), maxOfflineMs),
      setTimeout(() => reindex(mutation), slowMs + 5),
    ]);
    flush();
  };

  const flush = (): void => {
    if (!ports.isLive()) return;
    // A copy: a mutation that is answered at once leaves the list.
    const candidates = [...queued];
    candidates.forEach((mutation, index) => {
      if (mutation.state !== 'queued' || mutation.notBefore > Date.now()) return;
      if (!candidates.slice(0, index).some((earlier) => mustFollow(mutation, earlier))) void send(mutation);
    });
  };

  const send = async (mutation: M): Promise<void> => {
    mutation.state = 'sent';
    mutation.sends += 1;
    const { mid, name, args, base } = mutation;
    const answer = await ports.ask({ mid, name, args, ...(base === null ? {} : { base }) }, ackTimeoutMs);
    if (!queued.includes(mutation)) return;
    if (answer !== null && (answer.ok || !transient.includes(answer.error.code))) return settle(mutation, answer);
    // What breaks the server each time must not be sent for ever.
    if (mutation.sends >= maxSends) return settle(mutation, answer ?? refusal(mutation, notConfirmed));
    mutation.state = 'queued';
    if (answer === null) return flush();
    const wait = (answer.error.details?.retryAfter ?? 0) * 1000 + backoff(mutation.sends, 250, 4_000);
    mutation.notBefore = Date.now() + wait;
    timers.get(mutation)?.push(setTimeout(flush, wait + 5));
  };

  const settle = (mutation: M, answer: MutationAnswer, applied = false): void => {
    if (!queued.includes(mutation)) return;
    for (const timer of timers.get(mutation) ?? []) clearTimeout(timer);
    timers.delete(mutation);
    updates.run(() => {
      queued = queued.filter((one) => one !== mutation);
      if (answer.ok && answer.record) raiseBase(mutation, answer.record.version);
      reindex(mutation);
      const id = mutation.id ?? (answer.ok ? (answer.record?.id ?? null) : null);
      if (id !== null && answer.ok && !applied) ports.onConfirmed(mutation, id, answer.record, answer.seq);
      if (id !== null) ports.onQueued(mutation, id);
      if (!answer.ok) ports.onRefused(mutation, answer.error);
    });
    mutation.resolve(answer);
    flush();
  };

  /** What I changed on top of my own unconfirmed change was made in sight of its result. */
  const raiseBase = (done: M, version: number): void => {
    for (const later of queued)
      if (later.base !== null && sameRecord(later, done) && mustFollow(later, done))
        later.base = Math.max(later.base, version);
  };

  return {
    enqueue,
    of: (collection, id) => byRecord.get(keyOf(collection, id)) ?? [],
    idsOf: (collection) => [
      ...new Set(queued.flatMap((one) => (one.collection === collection && one.id !== null ? [one.id] : []))),
    ],
    flush,
    confirm: (change) => {
      const mutation = queued.find(
        (one) => one.mid === change.mid && one.id === change.id && one.collection === change.collection,
      );
      if (!mutation) return;
      const record = ports.held(mutation, change.id);
      // Not held, so only the changed fields came: the answer brings the record.
      if (change.op !== 'remove' && !record) return;
      settle(mutation, { ok: true, mid: change.mid, seq: change.seq, record }, true);
    },
    refuseAll: (error) => {
      for (const mutation of queued) settle(mutation, refusal(mutation, error));
    },
    unsent,
    isSlow: (collection, id) => slow.get(keyOf(collection, id)),
  };
};

const refusal = (mutation: QueuedMutation, error: RefusalData): MutationAnswer => ({
  ok: false,
  mid: mutation.mid,
  error,
});

const sameRecord = (a: QueuedMutation, b: QueuedMutation): boolean =>
  a.id !== null && a.id === b.id && a.collection === b.collection;

/** Changes to different fields, or records, travel side by side; what builds on another waits for its answer. */
const mustFollow = (later: QueuedMutation, earlier: QueuedMutation): boolean => {
  if (!sameRecord(later, earlier))
    return earlier.creates && earlier.id !== null && JSON.stringify(later.args).includes(earlier.id);
  if (later.edits === null || earlier.edits === null) return true;
  const { edits } = earlier;
  return later.edits.some((field) => edits.includes(field));
};
