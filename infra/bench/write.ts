import { now, until } from './clock.ts';
import type { LightSocket } from './light-socket.ts';
import { midOf } from './mid.ts';
import { seeded } from './random.ts';

/** What a mutation changes: the status with a reason, which takes its priority and its history along, or one plain field. */
export type Mix = 'status' | 'nextAction';

export type Writing = {
  readonly round: number;
  readonly startAt: number;
  readonly endAt: number;
  readonly mix: Mix;
  /** Mutations a second, over all writers; null is one after the other, as fast as they are acknowledged. */
  readonly pace: number | null;
  /** Where the paced arrivals come from: the same for the same seed. */
  readonly seed: number;
};

export type Written = {
  readonly acked: number;
  /** For each acknowledgement: when it came, and how long it had taken. */
  readonly at: Float64Array;
  readonly took: Float64Array;
  readonly refused: readonly string[];
};

type Answer = { readonly ok: boolean; readonly error?: unknown };

/** Someone at a desk: leads of their own, and never more than one mutation on its way. */
export type Writer = {
  readonly write: (writing: Writing) => Promise<Written>;
};

/** Where the leads stand that were moved, also after their writer has connected again. All began as attempting. */
const statuses = new Map<string, string>();

export const createWriter = (socket: LightSocket, index: number, leadIds: readonly string[], of: number): Writer => {
  // Never what is there already: a mutation that changes nothing is acknowledged, and is not announced.
  const patchOf = (mix: Mix, id: string, which: string): { readonly [field: string]: string } => {
    if (mix === 'nextAction') return { nextAction: `Call back, then send the offer (${which})` };
    return { status: statuses.get(id) === 'connected' ? 'attempting' : 'connected' };
  };

  return {
    write: async ({ round, startAt, endAt, mix, pace, seed }) => {
      const times: number[] = [];
      const delays: number[] = [];
      const refused: string[] = [];
      const random = seeded(seed * 100 + index);
      // Arrivals of people are independent of each other: the gaps between them are exponential.
      const gap = (): number => (pace === null ? 0 : (-Math.log(1 - random()) * 1e6 * of) / pace);
      await until(startAt);
      let due = startAt + gap();
      for (let count = 0; now() < endAt; due += gap()) {
        if (pace !== null && due > now()) await until(due);
        if (now() >= endAt) break;
        const id = leadIds[count % leadIds.length];
        if (!id) throw new Error('a writer without leads');
        const patch = patchOf(mix, id, `${round}.${count}`);
        const at = now();
        const answer = await socket.ask<Answer>('mutate', {
          mid: midOf({ round, writer: index, count, at }),
          name: 'leads.update',
          args: { id, patch, ...(mix === 'status' ? { reason: `Spoke on the phone (${round}.${count})` } : {}) },
        });
        const ackedAt = now();
        count += 1;
        if (!answer.ok) {
          refused.push(JSON.stringify(answer.error));
          if (refused.length >= 5) break;
          continue;
        }
        if (patch['status']) statuses.set(id, patch['status']);
        times.push(ackedAt);
        delays.push(ackedAt - at);
      }
      return { acked: times.length, at: Float64Array.from(times), took: Float64Array.from(delays), refused };
    },
  };
};
