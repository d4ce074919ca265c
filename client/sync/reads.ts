import type { Change } from '#shared/protocol.ts';
import type { RequestAnswer, RequestPayload } from './requests.ts';
import { backoff, pause, politePause } from '#client/lib/pause.ts';
import type { InFlightChanges } from './in-flight-changes.ts';

type Question = 'query' | 'get' | 'facets' | 'activity' | 'doNotContact';

export type Reads = {
  /**
   * Asks until it is answered, through reconnects. Null once it is no longer wanted. `since` is what changed while
   * the answer was under way; apply both in the same turn.
   */
  read<E extends Question>(
    event: E,
    payload: RequestPayload<E>,
    wanted: () => boolean,
  ): Promise<{ readonly answer: RequestAnswer<E>; readonly since: readonly Change[] } | null>;
  /** Resolves when there is a connection; false when there will be none. */
  whenOpen(): Promise<boolean>;
  /** A connection is open: the questions that wait for one are asked. */
  opened(): void;
  close(): void;
};

type Ports = {
  readonly inFlight: InFlightChanges;
  /** The number of the last change that is known here: an older answer would undo what is known. */
  readonly newest: () => number;
  readonly open: () => boolean;
  readonly ask: <E extends Question>(event: E, payload: RequestPayload<E>) => Promise<RequestAnswer<E> | null>;
};

export const createReads = ({ inFlight, newest, open, ask }: Ports): Reads => {
  let waiting: (() => void)[] = [];
  let closed = false;

  const connection = (): Promise<void> =>
    open() || closed ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve));

  const release = (): void => {
    const released = waiting;
    waiting = [];
    for (const go of released) go();
  };

  return {
    read: async (event, payload, wanted) => {
      for (let tries = 0; ; tries++) {
        await connection();
        if (closed || !wanted()) return null;
        const known = newest();
        const end = inFlight.begin();
        const answer = await ask(event, payload);
        const since = end();
        if (!wanted()) return null;
        const wait = isOld(answer, known) && tries < mostOld ? oldMs : retryAfter(event, answer, tries);
        if (answer !== null && wait === null) return { answer, since };
        // Cut off: the next connection decides when. Still open: not at once again.
        if (open()) await pause(wait ?? backoff(tries, 300, 5_000));
      }
    },
    whenOpen: async () => {
      await connection();
      return !closed;
    },
    opened: release,
    close: () => {
      closed = true;
      release();
    },
  };
};

const oldMs = 150;
const mostOld = 10;

/** After a reconnect another pod may answer, which has not read as far as the one before. */
const isOld = (answer: RequestAnswer<Question> | null, known: number): boolean =>
  answer !== null && answer.ok && 'seq' in answer && answer.seq < known;

/** How long to wait before asking again; null when the answer stands. */
const retryAfter = (event: Question, answer: RequestAnswer<Question> | null, tries: number): number | null => {
  if (answer === null || answer.ok) return null;
  // Records are asked for by no one who could be told that it failed: it must not look as if they were not there.
  if (answer.error.code === 'DEFECT' && event === 'get') return backoff(tries, 1_000, 15_000);
  if (answer.error.code === 'RATE_LIMITED') return politePause(answer.error.details?.retryAfter);
  return answer.error.code === 'UNAVAILABLE' ? backoff(tries, 500, 5_000) : null;
};
