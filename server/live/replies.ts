import { createFairSlots } from '#server/fair-slots.ts';
import { hasText } from './encode-once.ts';

/**
 * The turn of an answer to be sent. Large ones go one at a time: to turn 200 records into text takes a millisecond or
 * two, and hundreds who wait for one shared read would all be answered in the same moment, while everyone else's work
 * stands still. People take turns, and between two large answers the process does whatever else there is to do. What was
 * turned into text for others costs its sending alone: a few of those go at a time, in the order in which they were asked for. What is
 * sent right after its turn has come is sent in it. True where it had to wait for one: what was looked at before may have
 * changed. Throws RATE_LIMITED where too many answers to this person are waiting.
 */
export type Replies = (person: string, answer: object) => Promise<boolean>;

/** So many records, changes or counts make an answer large. */
const large = 20;
/** So many answers that are text already go before other work. */
const atOnce = 8;

/** The parts of a frame are lists themselves. */
const lengthOf = (part: readonly unknown[]): number =>
  part.reduce((sum: number, item) => sum + (Array.isArray(item) ? item.length : 1), 0);

const isLarge = (answer: object): boolean =>
  Object.values(answer).some((part) => Array.isArray(part) && !hasText(part) && lengthOf(part) >= large);

export const createReplies = (): Replies => {
  // What waits is small: the records of a shared read are the same for all.
  const turns = createFairSlots({ places: () => 1, waitTimeoutMs: 10_000, mostWaiting: 5_000 });
  let sent = 0;
  let workDone: Promise<void> | null = null;

  const afterWork = (): Promise<void> =>
    (workDone ??= new Promise((resolve) => {
      setImmediate(() => {
        sent = 0;
        workDone = null;
        resolve();
      });
    }));

  const amongFew = async (): Promise<boolean> => {
    const waits = sent >= atOnce;
    while (sent >= atOnce) await afterWork();
    sent += 1;
    void afterWork();
    return waits;
  };

  return async (person, answer) => {
    if (isLarge(answer)) {
      const end = await turns.reserve([person]).granted;
      setImmediate(end);
      return true;
    }
    return Object.values(answer).some(hasText) && amongFew();
  };
};
