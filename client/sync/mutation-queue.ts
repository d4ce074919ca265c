import { createSignal, type Accessor } from 'solid-js';
import type { AnyRecord } from '#shared/collection.ts';
import type { Change, Mutation, MutationAnswer } from '#shared/protocol.ts';
import type { RefusalCode, RefusalData } from '#shared/refusal.ts';
import { serverNow } from '#client/lib/clock.ts';
import { createKeyedSignals } from '#client/lib/keyed-signals.ts';
import { backoff, politePause, uptime } from '#client/lib/pause.ts';
import type { UpdateBatch } from '#client/lib/update-batch.ts';
import { notConfirmed, tooOld } from './not-saved.ts';

/** A record, by the name of its collection. */
export type RecordName = { readonly collection: string; readonly id: string };

/** A mutation of mine until its answer is here: what has to be known of it in order to send it. */
export type QueuedMutation = {
  readonly mid: string;
  /** The command: `leads.update`. */
  readonly name: string;
  readonly args: { readonly [name: string]: unknown };
  readonly collection: string;
  /** The record that it is about; null when only the server knows. */
  readonly id: string | null;
  /** The ids of the records that it makes. */
  readonly creates: readonly string[];
  /** The fields that it changes in that record and no other; null: records as a whole. */
  readonly edits: readonly string[] | null;
  /** The records that it was predicted to write, and those that it only reads. */
  readonly writes: readonly RecordName[];
  readonly reads: readonly RecordName[];
  /** The keys of records of which the stream has brought my change already. From the first on, the prediction stands still. */
  readonly arrived: Set<string>;
  /** By `uptime`. */
  readonly madeAt: number;
  readonly resolve: (answer: MutationAnswer) => void;
  /** The version that the person saw; raised when an earlier change of theirs to the same fields is confirmed. */
  base: number | null;
  state: 'queued' | 'sent';
  sends: number;
  /** Not sent again before this `uptime`: the server asked for a pause. */
  notBefore: number;
};

/** My changes on their way: sent, sent again under the same number, and answered exactly once. */
export type MutationQueue<M extends QueuedMutation> = {
  enqueue(mutation: M): void;
  /** What is queued for a record, in the order in which it was made. */
  of(collection: string, id: string): readonly M[];
  /** The same, with all that writes or reads what those write. */
  chain(collection: string, id: string): readonly M[];
  /** The other records that queued mutations of several records write together with this one. */
  spanned(collection: string, id: string): readonly RecordName[];
  idsOf(collection: string): readonly string[];
  /** Sends what may go now. Call it when the connection is live. */
  flush(): void;
  /** A change that came back with the `mid` of a queued mutation confirms it as well as an answer would. */
  confirm(change: Change): void;
  /**
   * Answers everything that is queued with this refusal; nothing more is sent from here. What is kept on the device stays
   * there, for the next time that this person is here.
   */
  refuseAll(error: RefusalData): void;
  /** Keeps everything that is queued on the device: this page may be about to end. */
  keepAll(): void;
  has(mid: string): boolean;
  readonly unsent: Accessor<number>;
  /** Reactive: unanswered for so long that a person should see it. */
  isSlow(collection: string, id: string): boolean;
};

export type QueuePorts<M extends QueuedMutation> = {
  readonly updates: UpdateBatch;
  readonly isLive: () => boolean;
  /** Null when no answer came in time. */
  readonly ask: (mutation: Mutation, timeoutMs: number) => Promise<MutationAnswer | null>;
  /** The mutations that are queued for this record are others than before. */
  readonly onQueued: (record: RecordName) => void;
  /**
   * The record as the server says it was after the change, which has this number; null: not visible to me, undefined:
   * the answer does not say.
   */
  readonly onConfirmed: (of: RecordName, record: AnyRecord | null | undefined, seq: number) => void;
  /** The confirmed record, where it is held. */
  readonly held: (record: RecordName) => AnyRecord | null;
  readonly onRefused: (mutation: M, error: RefusalData) => void;
  /** Its answer may be long in coming, or never come to this page. */
  readonly keep: (mutation: M) => void;
  /** It is answered. */
  readonly unkeep: (mutation: M) => void;
};

const ackTimeoutMs = 10_000;
const slowMs = 400;
const maxSends = 12;
const transient: readonly RefusalCode[] = ['RATE_LIMITED', 'UNAVAILABLE'];

export const nameKey = ({ collection, id }: RecordName): string => `${collection}/${id}`;

export const createMutationQueue = <M extends QueuedMutation>(ports: QueuePorts<M>): MutationQueue<M> => {
  const { updates } = ports;
  /** In the order in which they were made. */
  let queued: M[] = [];
  const byRecord = new Map<string, M[]>();
  const timers = new Map<M, ReturnType<typeof setTimeout>[]>();
  const slow = createKeyedSignals(false);
  const [unsent, setUnsent] = createSignal(0);
  /** How many write several records. */
  let wide = 0;

  const reindex = (mutation: M): void => {
    setUnsent(queued.length);
    wide = queued.filter(isWide).length;
    for (const record of touchedBy(mutation)) {
      const key = nameKey(record);
      const left = queued.filter((one) => writes(one, key));
      if (left.length > 0) byRecord.set(key, left);
      else byRecord.delete(key);
      slow.set(
        key,
        left.some((one) => uptime() - one.madeAt >= slowMs),
      );
    }
  };

  /** These, and all that writes or reads what they do, in the order in which all were made. */
  const chainOf = (first: readonly M[]): readonly M[] => {
    const chain = new Set(first);
    // A set that grows is walked to its end.
    for (const one of chain)
      for (const record of [...touchedBy(one), ...one.reads])
        for (const other of byRecord.get(nameKey(record)) ?? []) chain.add(other);
    return queued.filter((one) => chain.has(one));
  };

  const enqueue = (mutation: M): void => {
    updates.run(() => {
      queued.push(mutation);
      reindex(mutation);
      for (const record of touchedBy(mutation)) ports.onQueued(record);
    });
    const slow = (): void => {
      reindex(mutation);
      ports.keep(mutation);
    };
    timers.set(mutation, [setTimeout(slow, slowMs + 5)]);
    if (!ports.isLive()) ports.keep(mutation);
    flush();
  };

  const flush = (): void => {
    if (!ports.isLive()) return;
    // A copy: a mutation that is answered at once leaves the list.
    const candidates = [...queued];
    candidates.forEach((mutation, index) => {
      if (mutation.state !== 'queued' || mutation.notBefore > uptime()) return;
      if (isTooOld(mutation)) return settle(mutation, refusal(mutation, tooOld));
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
    mutation.state = 'queued';
    if (answer === null) {
      // What breaks the connection each time must not be sent for ever.
      if (mutation.sends >= maxSends) return settle(mutation, refusal(mutation, notConfirmed));
      return flush();
    }
    const { code, details } = answer.error;
    const wait = code === 'RATE_LIMITED' ? politePause(details?.retryAfter) : backoff(mutation.sends, 250, 15_000);
    mutation.notBefore = uptime() + wait;
    timers.get(mutation)?.push(setTimeout(flush, wait + 5));
  };

  const settle = (mutation: M, answer: MutationAnswer, applied = false): void => {
    if (!queued.includes(mutation)) return;
    ports.unkeep(mutation);
    close(mutation, answer, applied);
  };

  const close = (mutation: M, answer: MutationAnswer, applied = false): void => {
    for (const timer of timers.get(mutation) ?? []) clearTimeout(timer);
    timers.delete(mutation);
    updates.run(() => {
      queued = queued.filter((one) => one !== mutation);
      const said = answer.ok ? recordsIn(mutation, answer) : [];
      for (const { of, record } of said) if (record) raiseBase(mutation, of, record.version);
      reindex(mutation);
      if (answer.ok && !applied) for (const { of, record } of said) ports.onConfirmed(of, record, answer.seq);
      for (const record of touchedBy(mutation)) ports.onQueued(record);
      if (!answer.ok) ports.onRefused(mutation, answer.error);
    });
    mutation.resolve(answer);
    flush();
  };

  /** What I changed on top of my own unconfirmed change was made in sight of its result. */
  const raiseBase = (done: M, { collection, id }: RecordName, version: number): void => {
    for (const later of queued)
      if (later.base !== null && later.id === id && later.collection === collection && mustFollow(later, done)) {
        later.base = Math.max(later.base, version);
        ports.keep(later);
      }
  };

  /** The answer as it would be, from what the stream has brought of it. */
  const arrivedAnswer = (mutation: M, seq: number): MutationAnswer => {
    const { mid, collection, id } = mutation;
    const others = touchedBy(mutation).filter((one) => one.id !== id || one.collection !== collection);
    const also = others.map((one) => ({ ...one, record: ports.held(one) }));
    const record = id === null ? null : ports.held({ collection, id });
    return { ok: true, mid, seq, record, ...(also.length > 0 ? { also } : {}) };
  };

  return {
    enqueue,
    of: (collection, id) => byRecord.get(nameKey({ collection, id })) ?? [],
    chain: (collection, id) => {
      const own = byRecord.get(nameKey({ collection, id })) ?? [];
      return wide === 0 ? own : chainOf(own);
    },
    spanned: (collection, id) => {
      if (wide === 0) return noRecords;
      const key = nameKey({ collection, id });
      const near = queued.filter((one) => isWide(one) && (writes(one, key) || reads(one, key)));
      return chainOf(near).flatMap((one) => touchedBy(one).filter((other) => nameKey(other) !== key));
    },
    idsOf: (collection) => [
      ...new Set(queued.flatMap(touchedBy).flatMap((one) => (one.collection === collection ? [one.id] : []))),
    ],
    flush,
    confirm: (change) => {
      const key = nameKey(change);
      const mutation = queued.find((one) => one.mid === change.mid && writes(one, key));
      // Not held, so only the changed fields came: the answer brings the record.
      if (!mutation || (change.op !== 'remove' && !ports.held(change))) return;
      mutation.arrived.add(key);
      const touched = touchedBy(mutation);
      if (touched.every((record) => mutation.arrived.has(nameKey(record))))
        return settle(mutation, arrivedAnswer(mutation, change.seq), true);
      // The rest comes as changes of another audience, or with the answer.
      updates.run(() => {
        for (const record of touched) ports.onQueued(record);
      });
    },
    refuseAll: (error) => {
      for (const mutation of queued) close(mutation, refusal(mutation, error));
    },
    keepAll: () => queued.forEach(ports.keep),
    has: (mid) => queued.some((one) => one.mid === mid),
    unsent,
    isSlow: (collection, id) => slow.get(nameKey({ collection, id })),
  };
};

const refusal = (mutation: QueuedMutation, error: RefusalData): MutationAnswer => ({
  ok: false,
  mid: mutation.mid,
  error,
});

/** The server knows a number again for seven days; the time is what the number begins with. */
const longestMs = 6 * 86_400_000;
const isTooOld = ({ mid }: QueuedMutation): boolean => {
  const [, start, end] = /^([0-9a-f]{8})-([0-9a-f]{4})-7/.exec(mid) ?? [];
  return start !== undefined && Math.abs(serverNow() - Number.parseInt(start + end, 16)) > longestMs;
};

const noRecords: readonly RecordName[] = [];

/** The record that a mutation is about, and all others that it was predicted to write. */
const touchedBy = ({ collection, id, writes: written }: QueuedMutation): readonly RecordName[] =>
  id === null || written.some((one) => one.id === id && one.collection === collection)
    ? written
    : [{ collection, id }, ...written];

const writes = (mutation: QueuedMutation, key: string): boolean =>
  touchedBy(mutation).some((record) => nameKey(record) === key);

const reads = (mutation: QueuedMutation, key: string): boolean =>
  mutation.reads.some((record) => nameKey(record) === key);

const isWide = (mutation: QueuedMutation): boolean => touchedBy(mutation).length > 1;

/** What an answer says of the records that it names. */
const recordsIn = (
  { collection, id }: QueuedMutation,
  { record, also = [] }: Extract<MutationAnswer, { ok: true }>,
): { readonly of: RecordName; readonly record: AnyRecord | null | undefined }[] => {
  const own = id ?? record?.id;
  return [
    ...(own === undefined ? [] : [{ of: { collection, id: own }, record }]),
    ...also.map((one) => ({ of: one, record: one.record })),
  ];
};

const meet = (a: QueuedMutation, b: QueuedMutation): boolean =>
  touchedBy(a).some((record) => writes(b, nameKey(record)) || reads(b, nameKey(record))) ||
  touchedBy(b).some((record) => reads(a, nameKey(record)));

/** Changes to different fields, or records, travel side by side; what builds on another waits for its answer. */
const mustFollow = (later: QueuedMutation, earlier: QueuedMutation): boolean => {
  if (earlier.creates.length > 0) {
    const args = JSON.stringify(later.args);
    if (earlier.creates.some((id) => args.includes(id))) return true;
  }
  if (!meet(later, earlier)) return false;
  if (later.edits === null || earlier.edits === null) return true;
  const { edits } = earlier;
  return later.edits.some((field) => edits.includes(field));
};
