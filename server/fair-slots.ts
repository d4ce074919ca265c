import { Refusal } from '#shared/refusal.ts';

/** A place in the line for one of a few slots. */
export type Reservation = {
  /** Resolves when it has a slot, with what gives it back. Rejects with UNAVAILABLE where none comes in time. */
  readonly granted: Promise<() => void>;
  /** Someone else wants the same: it gets a slot when the first of them would. */
  readonly join: (person: string) => void;
};

/**
 * Lets a few work at once (read, answer, look at a password), in fair turns among people: the next slot goes to the person
 * who has used least lately and has least waiting, so that one who asks little never waits behind one who asks much. Waiting makes up for what was used, so that those who
 * come newly, however many, never keep someone out who reads steadily.
 */
export type FairSlots = {
  /**
   * Joins the line for these people. Throws RATE_LIMITED at once, before anything is made or read, where each of them
   * has too much waiting already.
   */
  readonly reserve: (people: Iterable<string>) => Reservation;
};

type Options = {
  /** How many may work at once; asked each time, for it may change. */
  readonly places: () => number;
  /** How long a reservation may wait, in milliseconds. */
  readonly waitTimeoutMs: number;
  /** How many may wait, of all people together. */
  readonly mostWaiting?: number;
  /** Someone with fewer of their own is let into a full line: it is full of others' questions. */
  readonly alwaysAdmitted?: number;
};

/** Whose turn it is where no person asks. What the product does by itself it does a little at a time. */
export const productItself = '';

/** What one person may have waiting and under way. */
const mostOfPerson = 24;
/** What someone has used counts half after this time, in milliseconds. */
const halfLifeMs = 10_000;
/** Those who have used more lately never hold all slots: one is for those who have not. */
const heavyMs = 500;
/** Each further question that someone has waiting counts as so much use, in milliseconds: one alone comes first. */
const backlogMs = 200;
/** How many milliseconds of use one millisecond of waiting makes up for. */
const waitingCounts = 2;

type Waiting = {
  readonly people: Set<string>;
  readonly since: number;
  readonly begin: (person: string, at: number) => void;
};

/** What is known of someone who reads, while there is anything to know. */
type Reader = {
  readonly waiting: Set<Waiting>;
  running: number;
  /** The sum of the times at which those began. */
  begunMs: number;
  /** When the last of theirs began. */
  lastAt: number;
  /** What those that have ended took, less with time. */
  usedMs: number;
  /** When `usedMs` was worked out. */
  at: number;
};

const outstanding = ({ waiting, running }: Reader): number => waiting.size + running;

const usedBefore = ({ usedMs, at }: Reader, now: number): number =>
  usedMs === 0 ? 0 : usedMs * 2 ** ((at - now) / halfLifeMs);

/** How long someone has waited since they last got a slot, in milliseconds. */
const waitedMs = ({ waiting, lastAt }: Reader, now: number): number => {
  const [first] = waiting;
  return first ? now - Math.max(first.since, lastAt) : 0;
};

const usedBy = (reader: Reader, now: number): number => usedBefore(reader, now) + reader.running * now - reader.begunMs;

export const createFairSlots = ({
  places,
  waitTimeoutMs,
  mostWaiting = 400,
  alwaysAdmitted = 4,
}: Options): FairSlots => {
  const readers = new Map<string, Reader>();
  /** Those of them who wait, in the order in which they began to, and who have a slot: hundreds more may have read lately. */
  const waitingReaders = new Map<string, Reader>();
  const runningReaders = new Set<Reader>();
  let forgotAt = -Infinity;
  const line = new Set<Waiting>();
  let taken = 0;

  const readerOf = (person: string): Reader => {
    const known = readers.get(person);
    if (known) return known;
    const reader = {
      waiting: new Set<Waiting>(),
      running: 0,
      begunMs: 0,
      lastAt: -Infinity,
      usedMs: 0,
      at: performance.now(),
    };
    readers.set(person, reader);
    return reader;
  };

  const ownOf = (person: string): number => {
    const reader = readers.get(person);
    return reader ? outstanding(reader) : 0;
  };

  const hasMost = (person: string): boolean => person !== productItself && ownOf(person) >= mostOfPerson;

  const mayWait = (person: string): boolean =>
    person === productItself || (!hasMost(person) && (line.size < mostWaiting || ownOf(person) < alwaysAdmitted));

  const enter = (waiting: Waiting, person: string): void => {
    const reader = readerOf(person);
    waiting.people.add(person);
    reader.waiting.add(waiting);
    waitingReaders.set(person, reader);
  };

  const leave = (waiting: Waiting): void => {
    line.delete(waiting);
    for (const person of waiting.people) {
      const reader = readers.get(person);
      reader?.waiting.delete(waiting);
      if (reader?.waiting.size === 0) waitingReaders.delete(person);
    }
  };

  const heldByHeavy = (now: number): number => {
    let held = 0;
    for (const reader of runningReaders) if (usedBy(reader, now) > heavyMs) held += reader.running;
    return held;
  };

  /** The person whose turn it is; null where the free slots are kept for others. */
  const whoseTurn = (now: number): string | null => {
    const most = places();
    const free = most - taken;
    if (free <= 0) return null;
    const isLast = free === 1 && most > 1;
    const isForLight = most > 1 && heldByHeavy(now) >= most - 1;
    let next: string | null = null;
    let least = Infinity;
    for (const [person, reader] of waitingReaders) {
      const used = usedBy(reader, now);
      if ((isLast && reader.running > 0) || (isForLight && used > heavyMs)) continue;
      // Someone who reads already is behind those who do not, whatever it has cost so far.
      const weight =
        used + reader.running * heavyMs + (reader.waiting.size - 1) * backlogMs - waitedMs(reader, now) * waitingCounts;
      if (weight < least) [next, least] = [person, weight];
    }
    return next;
  };

  const grant = (): void => {
    while (line.size > 0) {
      const now = performance.now();
      const person = whoseTurn(now);
      const [waiting] = (person !== null && readers.get(person)?.waiting) || [];
      if (person === null || !waiting) return;
      leave(waiting);
      taken += 1;
      const reader = readerOf(person);
      reader.running += 1;
      runningReaders.add(reader);
      reader.begunMs += now;
      reader.lastAt = now;
      waiting.begin(person, now);
    }
    forgetIdle();
  };

  /** Who has nothing here and has used next to nothing lately is as good as new. */
  const forgetIdle = (): void => {
    if (readers.size < mostKept) return;
    const now = performance.now();
    if (now - forgotAt < forgetEveryMs) return;
    forgotAt = now;
    for (const [person, reader] of readers)
      if (outstanding(reader) === 0 && usedBy(reader, now) < 1) readers.delete(person);
  };

  const endOf =
    (person: string, began: number): (() => void) =>
    () => {
      const now = performance.now();
      const reader = readerOf(person);
      reader.usedMs = usedBefore(reader, now) + now - began;
      reader.at = now;
      reader.running -= 1;
      if (reader.running === 0) runningReaders.delete(reader);
      reader.begunMs -= began;
      taken -= 1;
      grant();
    };

  return {
    reserve: (people) => {
      const asking = [...people];
      const admitted = asking.filter(mayWait);
      if (admitted.length === 0) throw asking.every(hasMost) ? tooMuchOwn() : tooMuch();
      const { promise, resolve, reject } = Promise.withResolvers<() => void>();
      const waiting: Waiting = {
        people: new Set(),
        since: performance.now(),
        begin: (person, at) => {
          clearTimeout(giveUp);
          resolve(endOf(person, at));
        },
      };
      let giveUp: NodeJS.Timeout | undefined;
      line.add(waiting);
      for (const person of admitted) enter(waiting, person);
      grant();
      if (line.has(waiting))
        giveUp = setTimeout(() => {
          leave(waiting);
          reject(new Refusal('UNAVAILABLE', 'The server is busy. Try again in a moment.'));
        }, waitTimeoutMs).unref();
      return {
        granted: promise,
        join: (person) => {
          if (!line.has(waiting) || waiting.people.has(person) || !mayWait(person)) return;
          enter(waiting, person);
          grant();
        },
      };
    },
  };
};

/** So many people are remembered before those who have nothing here are forgotten, every so often in milliseconds. */
const mostKept = 1_000;
const forgetEveryMs = 1_000;

const tooMuch = (): Refusal =>
  new Refusal('RATE_LIMITED', 'Many people of this workspace are waiting for answers. Ask again in a moment.', {
    retryAfter: 1,
  });

const tooMuchOwn = (): Refusal =>
  new Refusal('RATE_LIMITED', 'You have too many questions waiting. Wait for their answers, then ask again.', {
    retryAfter: 1,
  });
