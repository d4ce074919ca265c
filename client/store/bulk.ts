import { createSignal, type Accessor } from 'solid-js';
import { v7 } from 'uuid';
import { maxFrameMutations, maxMessageBytes, type Mutation, type MutationAnswer } from '#shared/protocol.ts';
import type { Patch } from '#shared/collection.ts';
import type { Command } from '#shared/command.ts';
import type { RefusalData } from '#shared/refusal.ts';
import type { Runnable } from '#shared/run-command.ts';
import { backoff, pause } from '#client/lib/pause.ts';
import { notConfirmed, notSent, stopped } from '#client/sync/not-saved.ts';
import type { Group, GroupUndone } from './undo-steps.ts';

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
  /** The number of the act that it undoes; null where it undoes none. */
  readonly undoes: string | null;
  readonly total: number;
  /** Reactive: how many have been answered. */
  readonly done: Accessor<number>;
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
  /** Whether its records were to be made. */
  readonly creates: boolean;
  /** How many records are different now: some may have held that value already. */
  readonly changed: number;
  /** The act's number, to undo it by; null where nothing was changed or it is not to be undone. */
  readonly group: string | null;
};

/** An act that was undone, or done again. */
export type BulkUndone = Pick<Bulk, 'label' | 'collection'> & {
  /** It had been undone, and is done again. */
  readonly again: boolean;
  readonly undone: number;
  /** What stayed as it was. */
  readonly left: readonly BulkResult[];
};

export type BulkOptions = {
  /** How the undo button calls it: "Status of 312 leads". */
  readonly describe: string;
  /** Neither shown while it runs nor to be undone: marking as read, and the like. */
  readonly quiet?: boolean;
  /** What is done after all of them, as part of the act. */
  readonly after?: readonly Act[];
};

/** One command, and what it is about. */
export type Act = { readonly command: Runnable | Command; readonly args: Patch };

/** The same command for many records, each with its own arguments. */
export type MutateMany = (command: Runnable | Command, args: readonly Patch[], options: BulkOptions) => Bulk;

type Ports = {
  readonly ask: (mutations: readonly Mutation[]) => Promise<readonly MutationAnswer[] | RefusalData | null>;
  /** The mids of an act that changed something; null where no answer came. */
  readonly groupOf: (group: string) => Promise<readonly string[] | null>;
  /** Why nothing can be sent now; null where it can, or may soon. */
  readonly closed: () => RefusalData | null;
  /** Resolves when there is a connection; false when none comes, and once `calledOff` resolves. */
  readonly live: (calledOff?: Promise<void>) => Promise<boolean>;
  readonly pushUndo: (group: Group) => void;
  /** `uptime`. */
  readonly now: () => number;
  readonly onStarted: (bulk: Bulk) => void;
  readonly onDone: (outcome: BulkOutcome) => void;
  readonly onUndone: (how: BulkUndone) => void;
};

/** Sent so often without an answer, a batch is given up: whether it was done is not known then. */
const maxSends = 6;

type About = Pick<Bulk, 'label' | 'collection' | 'undoes'>;

/** `unanswered`: how many changes, of all acts together, have no answer yet. */
export const createMutateMany = (ports: Ports): { mutateMany: MutateMany; unanswered: Accessor<number> } => {
  const [unanswered, setUnanswered] = createSignal(0);

  const run = (about: About, mutations: readonly Sending[]): Bulk => {
    const [done, setDone] = createSignal(0);
    const stop = createStop();
    setUnanswered((number) => number + mutations.length);

    const sendAll = async (): Promise<readonly BulkResult[]> => {
      const results: BulkResult[] = [];
      for (const batch of batchesOf(mutations)) {
        const answers = await send(batch, stop);
        batch.forEach(({ about: id, mid }, i) => {
          results.push({ id, answer: answers[i] ?? { ok: false, mid, error: notConfirmed } });
        });
        setDone(results.length);
        setUnanswered((number) => number - batch.length);
      }
      return results;
    };

    return { ...about, total: mutations.length, done, results: sendAll(), cancel: stop.pull };
  };

  /** The same batch under the same numbers until it is answered: what was done is not done again. */
  const send = async (batch: readonly Sending[], stop: Stop): Promise<readonly MutationAnswer[]> => {
    const bare = batch.map(bareOf);
    for (let sends = 0; sends < maxSends;) {
      // What may have been done is not stopped any more: its answer is waited for.
      const isSent = sends > 0;
      const refusal = isSent ? null : stop.pulled() ? stopped : ports.closed();
      if (refusal) return refuseAll(batch, refusal);
      const isLive = await ports.live(isSent ? undefined : stop.whenPulled);
      if (!isSent && stop.pulled()) return refuseAll(batch, stopped);
      if (!isLive) return refuseAll(batch, isSent ? notConfirmed : notSent);
      const answer = await ports.ask(bare);
      if (answer !== null && !('code' in answer)) return answer;
      if (answer !== null && answer.code !== 'RATE_LIMITED' && answer.code !== 'UNAVAILABLE')
        return refuseAll(batch, answer);
      // An answer that asks to wait is no failure.
      if (answer?.code !== 'RATE_LIMITED') sends += 1;
      await pause((answer?.details?.retryAfter ?? 0) * 1000 + backoff(sends, 250, 4_000));
    }
    return refuseAll(batch, notConfirmed);
  };

  /** The mids of an act that changed something, asked for through reconnects; null where no answer comes. */
  const changedBy = async (group: string): Promise<ReadonlySet<string> | null> => {
    for (let tries = 0; tries < maxSends; tries++) {
      if (!(await ports.live())) return null;
      const mids = await ports.groupOf(group);
      if (mids) return new Set(mids);
      await pause(backoff(tries, 250, 4_000));
    }
    return null;
  };

  /**
   * What an act came to: of a batch whose answer was lost, the act's number says what was done. `changed` leaves out
   * what held its new value already, which is not there to be undone.
   */
  const settle = async (group: string, results: readonly BulkResult[]): Promise<Settled> => {
    if (!results.some((result) => result.answer.ok || isUnconfirmed(result))) return { results, changed: [] };
    const mids = await changedBy(group);
    if (!mids) return { results, changed: results.filter(({ answer }) => answer.ok) };
    const settled = results.map((result): BulkResult => {
      const { mid } = result.answer;
      if (!isUnconfirmed(result) || !mids.has(mid)) return result;
      return { ...result, answer: { ok: true, mid, seq: 0, record: null } };
    });
    return { results: settled, changed: settled.filter(({ answer }) => answer.ok && mids.has(answer.mid)) };
  };

  const undoMany = async (
    { label, collection }: Pick<Bulk, 'label' | 'collection'>,
    act: string,
    made: readonly BulkResult[],
    again = false,
  ): Promise<GroupUndone> => {
    const group = v7();
    const at = ports.now();
    const mutations = made.map(({ id, answer }) => ({
      mid: v7(),
      name: 'undo',
      args: { of: answer.mid },
      group,
      about: id,
    }));
    const verb = again ? 'Redo' : 'Undo';
    const bulk = run({ label: `${verb}: ${label}`, collection, undoes: act }, mutations.toReversed());
    const results = bulk.results.then(async (all) =>
      all.some(isUnconfirmed) ? (await settle(group, all)).results : all,
    );
    ports.onStarted({ ...bulk, results });
    const all = await results;
    const undone = all.filter(({ answer }) => answer.ok);
    const left = all.filter(({ answer }) => !answer.ok);
    ports.onUndone({ label, collection, again, undone: undone.length, left });
    const next = (): Promise<GroupUndone> => undoMany({ label, collection }, group, undone, !again);
    const over = Promise.resolve(true);
    const turned = { key: group, label, at, ids: idsOf(undone), stop: () => undefined, over, undo: next };
    return { results: all, again: undone.length > 0 ? turned : null };
  };

  const mutateMany: MutateMany = (
    { name, collection, action },
    args,
    { describe: label, quiet = false, after = [] },
  ) => {
    const group = v7();
    const at = ports.now();
    const sending = (of: string, one: Patch): Sending => ({
      mid: v7(),
      name: of,
      args: one,
      group,
      about: typeof one['id'] === 'string' ? one['id'] : null,
    });
    const bulk = run({ label, collection: collection.name, undoes: null }, [
      ...args.map((one) => sending(name, one)),
      ...after.map((act) => sending(act.command.name, act.args)),
    ]);
    if (quiet) return bulk;
    let made: readonly BulkResult[] = [];
    const results = bulk.results.then(async (all) => {
      const settled = await settle(group, all);
      made = settled.changed;
      ports.onDone({
        label,
        collection: collection.name,
        creates: action === 'create',
        results: settled.results,
        changed: made.length,
        group: made.length > 0 ? group : null,
      });
      return settled.results;
    });
    const shown = { ...bulk, results };
    ports.pushUndo({
      key: group,
      label,
      at,
      ids: args.flatMap(({ id }) => (typeof id === 'string' ? [id] : [])),
      stop: bulk.cancel,
      over: results.then(() => made.length > 0),
      undo: () => undoMany(bulk, group, made),
    });
    ports.onStarted(shown);
    return shown;
  };

  return { mutateMany, unanswered };
};

type Stop = { readonly pulled: () => boolean; readonly whenPulled: Promise<void>; readonly pull: () => void };

const createStop = (): Stop => {
  let pulled = false;
  const { promise, resolve } = Promise.withResolvers<void>();
  return {
    pulled: () => pulled,
    whenPulled: promise,
    pull: () => {
      pulled = true;
      resolve();
    },
  };
};

/** A mutation, and the record that it is about, which is not sent. */
type Sending = Mutation & { readonly about: string | null };

type Settled = { readonly results: readonly BulkResult[]; readonly changed: readonly BulkResult[] };

const idsOf = (results: readonly BulkResult[]): string[] =>
  results.flatMap(({ id, answer }) => id ?? (answer.ok ? (answer.record?.id ?? []) : []));

const isUnconfirmed = ({ answer }: BulkResult): boolean => !answer.ok && answer.error === notConfirmed;

const bareOf = ({ about: _record, ...mutation }: Sending): Mutation => mutation;

const refuseAll = (batch: readonly Mutation[], error: RefusalData): MutationAnswer[] =>
  batch.map(({ mid }) => ({ ok: false, mid, error }));

// What is around them needs a little of what a message may be.
const mostBytes = maxMessageBytes - 2_048;

/** As many to a batch as a message may carry. */
const batchesOf = (mutations: readonly Sending[]): Sending[][] => {
  const batches: Sending[][] = [];
  let bytes = Infinity;
  for (const mutation of mutations) {
    const size = new TextEncoder().encode(JSON.stringify(bareOf(mutation))).length + 1;
    const last = batches.at(-1);
    if (last && last.length < maxFrameMutations && bytes + size <= mostBytes) {
      last.push(mutation);
      bytes += size;
    } else {
      batches.push([mutation]);
      bytes = size;
    }
  }
  return batches;
};
