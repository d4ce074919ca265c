import { setTimeout as pause } from 'node:timers/promises';
import type { ClientEvents, MutateManyAnswer, MutationAnswer } from '#shared/protocol.ts';
import { isPassing, type Operation } from './ledger.ts';
import type { Replica } from './replica.ts';
import type { Rng } from './rng.ts';

/** A client's mutations: each is asked for until it is answered. */
export type Mutations = {
  readonly perform: (operation: Operation) => Promise<void>;
  /** Asks for all of them in one message until each is answered. */
  readonly performAll: (operations: readonly Operation[]) => Promise<void>;
  readonly unanswered: () => number;
  /** Resolves when each is answered, or given up. */
  readonly over: () => Promise<void>;
};

type Ports = {
  readonly replica: Replica;
  readonly rng: Rng;
  readonly ask: <T>(event: keyof ClientEvents, request: object) => Promise<T>;
  readonly isLive: () => boolean;
  /** Whether what is unanswered is to be given up. */
  readonly isStopped: () => boolean;
  readonly note: (what: string) => void;
  /** Hears of what is no answer yet, in words. */
  readonly hear: (what: string) => void;
  readonly complain: (what: string) => void;
};

export const createMutations = (ports: Ports): Mutations => {
  const { replica, rng, ask, isLive, isStopped, note, hear, complain } = ports;
  const open = new Set<Promise<void>>();

  /** Whether this answer is the last word about it. */
  const take = (operation: Operation, answer: MutationAnswer): boolean => {
    const { mutation, on } = operation;
    if (answer.mid !== mutation.mid) complain(`was answered ${answer.mid} for ${mutation.mid}`);
    if (!answer.ok && answer.error.code === 'DEFECT') complain(`DEFECT for ${JSON.stringify(mutation)}`);
    if (isPassing(answer)) {
      hear(`${mutation.name}: ${JSON.stringify(answer)}`);
      return false;
    }
    operation.answers.push(answer);
    if (answer.ok && answer.record) replica.put(on, [answer.record], answer.seq);
    return true;
  };

  /** The same under the same numbers until it is answered: what was done is not done again. */
  const untilAnswered = async (attempt: () => Promise<'answered' | 'passing' | 'nothing'>): Promise<void> => {
    while (!isStopped()) {
      if (!isLive()) {
        await pause(10);
        continue;
      }
      const came = await attempt().catch((error: unknown) => {
        hear(String(error));
        return 'nothing' as const;
      });
      if (came === 'answered') return;
      note(came === 'passing' ? 'asked again' : 'unanswered, asked again');
      await pause(rng.between(20, 150));
    }
  };

  const perform = (operation: Operation): Promise<void> =>
    untilAnswered(async () =>
      take(operation, await ask<MutationAnswer>('mutate', operation.mutation)) ? 'answered' : 'passing',
    );

  const performAll = (operations: readonly Operation[]): Promise<void> => {
    let left = operations;
    return untilAnswered(async () => {
      const answer = await ask<MutateManyAnswer>('mutateMany', { mutations: left.map(({ mutation }) => mutation) });
      if (!answer.ok) {
        hear(JSON.stringify(answer));
        return 'passing';
      }
      if (answer.answers.length !== left.length)
        complain(`was given ${answer.answers.length} answers for ${left.length}`);
      left = left.filter((operation, at) => {
        const own = answer.answers[at];
        return !own || !take(operation, own);
      });
      return left.length === 0 ? 'answered' : 'passing';
    });
  };

  const performing = (work: Promise<void>): Promise<void> => {
    const all = work.finally(() => open.delete(all));
    open.add(all);
    return all;
  };

  return {
    perform: (operation) => performing(perform(operation)),
    performAll: (operations) => performing(performAll(operations)),
    unanswered: () => open.size,
    over: async () => void (await Promise.all(open)),
  };
};
