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
  const seen = new Map<number, Uint8Array>();
  const lastSeq = new Float64Array(sockets).fill(-1);
  const delays = new Uint32Array(delaySteps);
  const slotted = (): Uint32Array => new Uint32Array(slots);
  const [leadChanges, changes, frames] = [slotted(), slotted(), slotted()];
  const [bytes, alone, bytesAlone] = [slotted(), slotted(), slotted()];
  let first = 0;
  let doubled = 0;
  let disordered = 0;

  const mark = (socket: number, lane: number, count: number): void => {
    const key = lane * sockets + socket;
    let counts = seen.get(key) ?? new Uint8Array(1_024);
    if (count >= counts.length) {
      const larger = new Uint8Array(2 ** Math.ceil(Math.log2(count + 1)));
      larger.set(counts);
      counts = larger;
    }
    seen.set(key, counts);
    const before = counts[count] ?? 0;
    if (before === 0) first += 1;
    else doubled += 1;
    counts[count] = Math.min(before + 1, 255);
  };

  const heardOf = (socket: number, lane: number, upTo: number): number => {
    const counts = seen.get(lane * sockets + socket);
    let found = 0;
    for (let count = 0; counts && count < Math.min(upTo, counts.length); count++) if (counts[count]) found += 1;
    return found;
  };

  const add = (of: Uint32Array, at: number, amount: number): void => {
    const index = Math.min(slots - 1, Math.max(0, Math.floor((at - startAt) / slot)));
    of[index] = (of[index] ?? 0) + amount;
  };

  return {
    hear: (socket, frame, at) => {
      let own = 0;
      let ofLeads = 0;
      for (const { round: heardRound, lane, count, sentAt } of frame.changes) {
        if (heardRound !== round) continue;
        own += 1;
        mark(socket, lane, count);
        if (lane >= leadLanes) continue;
        ofLeads += 1;
        if (sentAt < from || sentAt >= to) continue;
        const index = Math.min(delaySteps - 1, Math.floor((at - sentAt) / step));
        delays[index] = (delays[index] ?? 0) + 1;
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
        for (let socket = 0; socket < sockets; socket++) found += heardOf(socket, lane, count);
      }
      return {
        lost: expected - found,
        doubled,
        stray: first - found,
        disordered,
        delays,
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
