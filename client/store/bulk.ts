import { createSignal, type Accessor } from 'solid-js';
import { v7 } from 'uuid';
import { maxFrameMutations, maxMessageBytes, type Mutation, type MutationAnswer } from '#shared/protocol.ts';
import type { Patch } from '#shared/collection.ts';
import type { Command } from '#shared/command.ts';
import type { RefusalData } from '#shared/refusal.ts';
import type { Runnable } from '#shared/run-command.ts';
import { backoff, pause } from '#client/lib/pause.ts';
import { notConfirmed, notSent } from '#client/sync/not-saved.ts';
import type { Undo } from './undo.ts';

/** How one change of many went. */
export type BulkResult = {
  /** The record that it was about; null for one that was to be made. */
  readonly id: string | null;
  readonly answer: MutationAnswer;
};

/** Many changes of one act, on their way. */
export type Bulk = {
  readonly total: number;
  /** Reactive: how many have been answered. */
  readonly done: Accessor<number>;
  readonly refused: Accessor<number>;
  /** Everything, in the order in which it was asked for; what was not sent is refused. */
  readonly results: Promise<readonly BulkResult[]>;
  /** Sends no more. What has been sent is done, and can be undone. */
  cancel(): void;
};

export type BulkOptions = {
  /** How the undo button calls it: "Status of 312 leads". */
  readonly describe: string;
};

/** The same command for many records, each with its own arguments. */
export type MutateMany = (command: Runnable | Command, args: readonly Patch[], options: BulkOptions) => Bulk;

type Ports = {
  readonly ask: (mutations: readonly Mutation[]) => Promise<readonly MutationAnswer[] | RefusalData | null>;
  /** Resolves when the connection is live; false when there will be none. */
  readonly live: () => Promise<boolean>;
  readonly pushUndo: Undo['pushGroup'];
  readonly now: () => number;
  /** What could not be undone, by record. */
  readonly onUndone: (label: string, undone: number, left: readonly BulkResult[]) => void;
};

/** Sent so often without an answer, a frame is given up: whether it was done is not known then. */
const maxSends = 6;

export const createMutateMany = (ports: Ports): MutateMany => {
  const run = (mutations: readonly Sending[]): Bulk => {
    const [done, setDone] = createSignal(0);
    const [refused, setRefused] = createSignal(0);
    let cancelled = false;

    const sendAll = async (): Promise<readonly BulkResult[]> => {
      const results: BulkResult[] = [];
      for (const frame of framesOf(mutations)) {
        const answers = cancelled ? refuseAll(frame, notSent) : await send(frame, () => cancelled);
        frame.forEach(({ about: id, mid }, i) => {
          results.push({ id, answer: answers[i] ?? { ok: false, mid, error: notConfirmed } });
        });
        setDone(results.length);
        setRefused(results.filter(({ answer }) => !answer.ok).length);
      }
      return results;
    };

    return { total: mutations.length, done, refused, results: sendAll(), cancel: () => void (cancelled = true) };
  };

  /** The same frame under the same numbers until it is answered: what was done is not done again. */
  const send = async (frame: readonly Sending[], cancelled: () => boolean): Promise<readonly MutationAnswer[]> => {
    const bare = frame.map(bareOf);
    for (let sends = 0; sends < maxSends;) {
      if (!(await ports.live())) return refuseAll(frame, sends > 0 ? notConfirmed : notSent);
      if (cancelled() && sends === 0) return refuseAll(frame, notSent);
      const answer = await ports.ask(bare);
      if (answer !== null && !('code' in answer)) return answer;
      if (answer !== null && answer.code !== 'RATE_LIMITED' && answer.code !== 'UNAVAILABLE')
        return refuseAll(frame, answer);
      // An answer that asks to wait is no failure.
      if (answer?.code !== 'RATE_LIMITED') sends += 1;
      await pause((answer?.details?.retryAfter ?? 0) * 1000 + backoff(sends, 250, 4_000));
    }
    return refuseAll(frame, notConfirmed);
  };

  const undoMany = async (label: string, made: readonly BulkResult[]): Promise<readonly BulkResult[]> => {
    const group = v7();
    const mutations = made.map(({ id, answer }) => ({
      mid: v7(),
      name: 'undo',
      args: { of: answer.mid },
      group,
      about: id,
    }));
    const results = await run(mutations.toReversed()).results;
    const left = results.filter(({ answer }) => !answer.ok);
    ports.onUndone(label, results.length - left.length, left);
    return results;
  };

  return ({ name }, args, { describe: label }) => {
    const group = v7();
    const at = ports.now();
    const bulk = run(
      args.map((one) => ({
        mid: v7(),
        name,
        args: one,
        group,
        about: typeof one['id'] === 'string' ? one['id'] : null,
      })),
    );
    void bulk.results.then((results) => {
      const made = results.filter(({ answer }) => answer.ok);
      if (made.length === 0) return;
      const ids = made.flatMap(({ id, answer }) => id ?? (answer.ok ? (answer.record?.id ?? []) : []));
      ports.pushUndo({ label, at, mids: made.map(({ answer }) => answer.mid), ids, undo: () => undoMany(label, made) });
    });
    return bulk;
  };
};

/** A mutation, and the record that it is about, which is not sent. */
type Sending = Mutation & { readonly about: string | null };

const bareOf = ({ about: _record, ...mutation }: Sending): Mutation => mutation;

const refuseAll = (frame: readonly Mutation[], error: RefusalData): MutationAnswer[] =>
  frame.map(({ mid }) => ({ ok: false, mid, error }));

// The frame around them takes a little of what a message may be.
const mostBytes = maxMessageBytes - 2_048;

/** As many to a frame as it may carry. */
const framesOf = (mutations: readonly Sending[]): Sending[][] => {
  const frames: Sending[][] = [];
  let bytes = Infinity;
  for (const mutation of mutations) {
    const size = new TextEncoder().encode(JSON.stringify(bareOf(mutation))).length + 1;
    const last = frames.at(-1);
    if (last && last.length < maxFrameMutations && bytes + size <= mostBytes) {
      last.push(mutation);
      bytes += size;
    } else {
      frames.push([mutation]);
      bytes = size;
    }
  }
  return frames;
};
