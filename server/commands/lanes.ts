import { collide, emptyClaim, widen, type Claim } from './claim.ts';
import { createFairLine, type FairLine } from './fair-line.ts';

/** Something that waits for its batch. */
export type Claiming = { readonly claim: Claim };

export type Line = 'urgent' | 'bulk';

/**
 * What waits for a tenant, and the batches of it that are under way: a few side by side, as long as none touches what
 * another one writes. People take turns in it, and nothing overtakes what it would have to wait for.
 */
export type Lanes<T> = {
  readonly add: (line: Line, person: string, item: T) => void;
  readonly line: (line: Line) => Pick<FairLine<T>, 'size' | 'sizeOf'>;
};

type Options<T> = {
  /** Answers a batch. Never throws. `between` is to be waited for before each attempt. */
  readonly answer: (batch: readonly T[], between: () => Promise<void>) => Promise<void>;
  /** Nothing waits, and nothing is under way. */
  readonly onIdle: () => void;
};

/** So many batches run side by side: while PostgreSQL is at one, the next is decided. */
const mostLanes = 2;
/** How many waiting mutations are committed together at most. */
const maxBatchSize = 100;
/** How many batches of what people wait for may go before one of an import, however many people there are. */
const maxBatchesBeforeBulk = 20;

/** A batch that is to be tried again, and goes on when nothing is under way beside it. */
type Returning = { readonly claim: Claim; readonly resume: () => void };

export const createLanes = <T extends Claiming>({ answer, onIdle }: Options<T>): Lanes<T> => {
  const lines = { urgent: createFairLine<T>(), bulk: createFairLine<T>() };
  const running = new Set<Claim>();
  const returning: Returning[] = [];
  let bulkRuns = false;
  let sinceBulk = 0;
  let scheduled = false;

  // What this turn of the loop still brings in goes into the batch too.
  const schedule = (): void => {
    if (scheduled) return;
    scheduled = true;
    setImmediate(() => {
      scheduled = false;
      startAll();
    });
  };

  const startAll = (): void => {
    while (running.size < mostLanes && startOne());
    if (running.size === 0 && !scheduled) onIdle();
  };

  /** Whether there was one to start. */
  const startOne = (): boolean => {
    let passedOver: Claim | null = null;
    const fits = ({ claim }: Claiming): boolean => {
      const taken = passedOver ? [...running, passedOver] : [...running];
      if (!taken.some((one) => collide(one, claim))) return true;
      // What comes after it does not overtake it on what it waits for.
      widen((passedOver ??= emptyClaim()), claim);
      return false;
    };
    const [first] = returning;
    if (first && fits(first)) {
      returning.shift();
      running.add(first.claim);
      first.resume();
      return true;
    }
    const isDue = lines.urgent.size() === 0 || sinceBulk >= maxBatchesBeforeBulk;
    return (isDue && startBulk(fits)) || startUrgent(fits) || (!isDue && startBulk(fits));
  };

  const startUrgent = (fits: (item: Claiming) => boolean): boolean => {
    const batch = lines.urgent.take(maxBatchSize, fits);
    if (batch.length === 0) return false;
    sinceBulk += 1;
    const claim = emptyClaim();
    for (const one of batch) widen(claim, one.claim);
    void run(batch, claim, 'urgent');
    return true;
  };

  /** One at a time: a long list is in its order, and leaves a lane to people. */
  const startBulk = (fits: (item: Claiming) => boolean): boolean => {
    if (bulkRuns) return false;
    const [part] = lines.bulk.take(1, fits);
    if (!part) return false;
    bulkRuns = true;
    sinceBulk = 0;
    void run([part], part.claim, 'bulk').then(() => {
      bulkRuns = false;
    });
    return true;
  };

  const run = async (batch: readonly T[], claim: Claim, line: Line): Promise<void> => {
    let attempts = 0;
    running.add(claim);
    await answer(batch, async () => {
      if (attempts++ > 0) await untilAlone(claim, line);
    });
    running.delete(claim);
    schedule();
  };

  /**
   * What has to be tried again may have met the batch beside it, in what neither of them says that it touches: they must not
   * meet time after time. A long list lets people go first.
   */
  const untilAlone = async (claim: Claim, line: Line): Promise<void> => {
    claim.isAlone = true;
    const peopleWait = line === 'bulk' && lines.urgent.size() > 0;
    if (running.size === 1 && !peopleWait) return;
    running.delete(claim);
    if (peopleWait) startAll();
    const { promise, resolve } = Promise.withResolvers<void>();
    returning.push({ claim, resume: resolve });
    schedule();
    await promise;
  };

  return {
    add: (line, person, item) => {
      lines[line].add(person, item);
      schedule();
    },
    line: (line) => lines[line],
  };
};
