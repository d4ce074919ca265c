import type { Frame } from './heard.ts';

export type Listening = {
  readonly round: number;
  /** When the round starts, and the part of it whose deliveries are timed: by when the mutation was sent. */
  readonly startAt: number;
  readonly from: number;
  readonly to: number;
};

/** What the sockets of one process heard in a round. */
export type Heard = {
  readonly lost: number;
  readonly doubled: number;
  /** Changes of mutations that were not acknowledged, and frames whose numbers went back. */
  readonly stray: number;
  readonly disordered: number;
  /** How many deliveries took how long, in steps of `step` microseconds; the last one is "longer". */
  readonly delays: Uint32Array;
  /** The same since the commit. */
  readonly sinceCommit: Uint32Array;
  /** In each `slot` microseconds since the start: the changes of leads, all changes, and the frames. */
  readonly leadChanges: Uint32Array;
  readonly changes: Uint32Array;
  readonly frames: Uint32Array;
  /** The bytes of those frames; and, of those that tell of one mutation alone, how many there were and their bytes. */
  readonly bytes: Uint32Array;
  readonly alone: Uint32Array;
  readonly bytesAlone: Uint32Array;
};

export const step = 20;
const delaySteps = 250_000;
export const slot = 10_000;
const slots = 12_000;

export type Tally = {
  readonly hear: (socket: number, frame: Frame, at: number) => void;
  /** Whether every socket has heard of every mutation; `acked[lane]` is how many there were. */
  readonly complete: (acked: readonly number[]) => boolean;
  readonly report: (acked: readonly number[]) => Heard;
};

/** Counts, for each socket and each mutation, how often the socket heard of it. */
export const createTally = (sockets: number, { round, startAt, from, to }: Listening, leadLanes: number): Tally => {
  /** For each lane, how often each socket heard of each mutation; those of one mutation beside each other. */
  const seen = new Map<number, Uint8Array>();
  const lastSeq = new Float64Array(sockets).fill(-1);
  const delays = new Uint32Array(delaySteps);
  const sinceCommit = new Uint32Array(delaySteps);
  const slotted = (): Uint32Array => new Uint32Array(slots);
  const [leadChanges, changes, frames] = [slotted(), slotted(), slotted()];
  const [bytes, alone, bytesAlone] = [slotted(), slotted(), slotted()];
  let first = 0;
  let doubled = 0;
  let disordered = 0;

  const mark = (socket: number, lane: number, count: number): void => {
    let counts = seen.get(lane);
    if (!counts || count * sockets >= counts.length) {
      const larger = new Uint8Array(sockets * Math.max(64, 2 ** Math.ceil(Math.log2(count + 1))));
      if (counts) larger.set(counts);
      counts = larger;
      seen.set(lane, counts);
    }
    const at = count * sockets + socket;
    const before = counts[at] ?? 0;
    if (before === 0) first += 1;
    else doubled += 1;
    counts[at] = Math.min(before + 1, 255);
  };

  /** How often some socket has heard of one of a lane's mutations before this one. */
  const heardOf = (lane: number, upTo: number): number =>
    seen
      .get(lane)
      ?.subarray(0, upTo * sockets)
      .reduce((found, times) => found + Math.min(times, 1), 0) ?? 0;

  const time = (of: Uint32Array, took: number): void => {
    const index = Math.min(delaySteps - 1, Math.max(0, Math.floor(took / step)));
    of[index] = (of[index] ?? 0) + 1;
  };

  const add = (of: Uint32Array, at: number, amount: number): void => {
    const index = Math.min(slots - 1, Math.max(0, Math.floor((at - startAt) / slot)));
    of[index] = (of[index] ?? 0) + amount;
  };

  return {
    hear: (socket, frame, at) => {
      let own = 0;
      let ofLeads = 0;
      for (const { round: heardRound, lane, count, sentAt, committedAt } of frame.changes) {
        if (heardRound !== round) continue;
        own += 1;
        mark(socket, lane, count);
        if (lane >= leadLanes) continue;
        ofLeads += 1;
        if (sentAt < from || sentAt >= to) continue;
        time(delays, at - sentAt);
        time(sinceCommit, at - committedAt);
      }
      if (own === 0) return;
      add(frames, at, 1);
      add(bytes, at, frame.bytes);
      if (ofLeads === 1) {
        add(alone, at, 1);
        add(bytesAlone, at, frame.bytes);
      }
      add(changes, at, own);
      add(leadChanges, at, ofLeads);
      if (frame.first === null || frame.last === null) return;
      if (!frame.ordered || frame.first <= (lastSeq[socket] ?? -1)) disordered += 1;
      lastSeq[socket] = frame.last;
    },
    complete: (acked) => first >= sockets * acked.reduce((sum, count) => sum + count, 0),
    report: (acked) => {
      let expected = 0;
      let found = 0;
      for (const [lane, count] of acked.entries()) {
        expected += count * sockets;
        found += heardOf(lane, count);
      }
      return {
        lost: expected - found,
        doubled,
        stray: first - found,
        disordered,
        delays,
        sinceCommit,
        leadChanges,
        changes,
        frames,
        bytes,
        alone,
        bytesAlone,
      };
    },
  };
};
