import { createFairSlots } from '#server/fair-slots.ts';

/**
 * Sends answers, large ones one at a time: to turn 200 records into text takes a millisecond or two, and hundreds who
 * wait for one shared read would all be answered in the same moment, while everyone else's work stands still. People
 * take turns, and between two large answers the process does whatever else there is to do. Throws RATE_LIMITED where too
 * many answers to this person are waiting, and what `send` throws.
 */
export type Replies = (person: string, answer: object, send: () => void) => Promise<void>;

/** So many records, changes or counts make an answer large. */
const large = 20;

const sizeOf = (answer: object): number =>
  Object.values(answer).reduce((most: number, part) => (Array.isArray(part) ? Math.max(most, part.length) : most), 0);

export const createReplies = (): Replies => {
  // What waits is small: the records of a shared read are the same for all.
  const turns = createFairSlots({ places: () => 1, waitTimeoutMs: 10_000, mostWaiting: 5_000 });
  return async (person, answer, send) => {
    if (sizeOf(answer) < large) return send();
    const end = await turns.reserve([person]).granted;
    try {
      send();
    } finally {
      setImmediate(end);
    }
  };
};
