import { createSignal, type Accessor } from 'solid-js';
import { v7 } from 'uuid';
import { maxFrameMutations, maxMessageBytes, type Mutation, type MutationAnswer } from '#shared/protocol.ts';
import type { Patch } from '#shared/collection.ts';
import type { Command } from '#shared/command.ts';
import type { RefusalData } from '#shared/refusal.ts';
import type { Runnable } from '#shared/run-command.ts';
import { backoff, pause } from '#client/lib/pause.ts';
import { notConfirmed, notSent, stopped } from '#client/sync/not-saved.ts';
import type { Undo } from './undo.ts';

/** How one change of many went. */
export type BulkResult = {
  /** The record that it was about; null for one that was to be made. */
  readonly id: string | null;
  readonly answer: MutationAnswer;
};

/** Many changes of one act, on their way. */
export type Bulk = {
  /** How the act is called: "Status of 312 leads". */
  readonly label: string;
  /** The collection whose records are changed. */
  readonly collection: string;
  /** The number of the act that it takes back; null where it takes back none. */
  readonly undoes: string | null;
  readonly total: number;
  /** Reactive: how many have been answered. */
  readonly done: Accessor<number>;
  readonly refused: Accessor<number>;
  /** Everything, in the order in which it was asked for; what was not sent is refused. */
  readonly results: Promise<readonly BulkResult[]>;
  /** Sends no more. What has been sent is done, and can be undone. */
  cancel(): void;
};

/** An act that is over. */
export type BulkOutcome = {
  readonly label: string;
  readonly collection: string;
  readonly results: readonly BulkResult[];
  /** How many records are different now: some may have held that value already. */
  readonly changed: number;
  /** The act's number, to undo it by; null where nothing was changed or it is not to be undone. */
  readonly group: string | null;
};

export type BulkOptions = {
  /** How the undo button calls it: "Status of 312 leads". */
  readonly describe: string;
  /** Neither shown while it runs nor to be undone: marking as read, and the like. */
  readonly quiet?: boolean;
};

/** The same command for many records, each with its own arguments. */
export type MutateMany = (command: Runnable | Command, args: readonly Patch[], options: BulkOptions) => Bulk;

type Ports = {
  readonly ask: (mutations: readonly Mutation[]) => Promise<readonly MutationAnswer[] | RefusalData | null>;
  /** The mids of an act that changed something; null where no answer came. */
  readonly groupOf: (group: string) => Promise<readonly string[] | null>;
  /** Resolves when the connection is live; false when there will be none. */
  readonly live: () => Promise<boolean>;
  readonly pushUndo: Undo['pushGroup'];
  readonly now: () => number;
  readonly onStarted: (bulk: Bulk) => void;
  readonly onDone: (outcome: BulkOutcome) => void;
  /** What could not be undone, by record. */
  readonly onUndone: (about: Pick<Bulk, 'label' | 'collection'>, undone: number, left: readonly BulkResult[]) => void;
};

/** Sent so often without an answer, a frame is given up: whether it was done is not known then. */
const maxSends = 6;

export const createMutateMany = (ports: Ports): MutateMany => {
  const run = (about: Pick<Bulk, 'label' | 'collection' | 'undoes'>, mutations: readonly Sending[]): Bulk => {
    const [done, setDone] = createSignal(0);
    const [refused, setRefused] = createSignal(0);
    let cancelled = false;

    const sendAll = async (): Promise<readonly BulkResult[]> => {
      const results: BulkResult[] = [];
      for (const frame of framesOf(mutations)) {
        const answers = cancelled ? refuseAll(frame, stopped) : await send(frame, () => cancelled);
        frame.forEach(({ about: id, mid }, i) => {
          results.push({ id, answer: answers[i] ?? { ok: false, mid, error: notConfirmed } });
        });
        setDone(results.length);
        setRefused(results.filter(({ answer }) => !answer.ok).length);
      }
      return results;
    };

    return {
      ...about,
      total: mutations.length,
      done,
      refused,
      results: sendAll(),
      cancel: () => void (cancelled = true),
    };
  };

  /** The same frame under the same numbers until it is answered: what was done is not done again. */
  const send = async (frame: readonly Sending[], cancelled: () => boolean): Promise<readonly MutationAnswer[]> => {
    const bare = frame.map(bareOf);
    for (let sends = 0; sends < maxSends;) {
      if (!(await ports.live())) return refuseAll(frame, sends > 0 ? notConfirmed : notSent);
      if (cancelled() && sends === 0) return refuseAll(frame, stopped);
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

  const undoMany = async (
    { label, collection }: Bulk,
    act: string,
    made: readonly BulkResult[],
  ): Promise<readonly BulkResult[]> => {
    const group = v7();
    const mutations = made.map(({ id, answer }) => ({
      mid: v7(),
      name: 'undo',
      args: { of: answer.mid },
      group,
      about: id,
    }));
    const bulk = run({ label: `Undo: ${label}`, collection, undoes: act }, mutations.toReversed());
    ports.onStarted(bulk);
    const results = await bulk.results;
    const left = results.filter(({ answer }) => !answer.ok);
    ports.onUndone({ label, collection }, results.length - left.length, left);
    return results;
  };

  /** Those that changed something; what held its new value already is not there to be undone. */
  const changedOf = async (group: string, results: readonly BulkResult[]): Promise<readonly BulkResult[]> => {
    const accepted = results.filter(({ answer }) => answer.ok);
    if (accepted.length === 0) return [];
    const mids = await ports.groupOf(group);
    const changed = mids && new Set(mids);
    return changed ? accepted.filter(({ answer }) => changed.has(answer.mid)) : accepted;
  };

  return ({ name, collection }, args, { describe: label, quiet = false }) => {
    const group = v7();
    const at = ports.now();
    const bulk = run(
      { label, collection: collection.name, undoes: null },
      args.map((one) => ({
        mid: v7(),
        name,
        args: one,
        group,
        about: typeof one['id'] === 'string' ? one['id'] : null,
      })),
    );
    if (quiet) return bulk;
    const results = bulk.results.then(async (all) => {
      const made = await changedOf(group, all);
      if (made.length > 0) {
        const ids = made.flatMap(({ id, answer }) => id ?? (answer.ok ? (answer.record?.id ?? []) : []));
        ports.pushUndo({ key: group, label, at, ids, undo: () => undoMany(bulk, group, made) });
      }
      ports.onDone({
        label,
        collection: collection.name,
        results: all,
        changed: made.length,
        group: made.length > 0 ? group : null,
      });
      return all;
    });
    const shown = { ...bulk, results };
    ports.onStarted(shown);
    return shown;
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
