import type { Collection } from '#shared/collection.ts';
import { toServerTime } from '#client/lib/clock.ts';
import type { Live } from '#client/live/types.ts';

/** The server's time is known here only as exactly as the network lets it arrive. */
const clockMs = 60_000;

/**
 * Says of a record whether someone else has added it since now, as opposed to one that was only not shown. One that was
 * imported may bear the date of long ago on which its file says that it was made.
 */
export const cameInSince = (live: Live, definition: Collection, since = Date.now()): ((id: string) => boolean) => {
  const isSince = (at: string): boolean => Date.parse(at) > toServerTime(since) - clockMs;
  return (id) => {
    const record = live.record(definition, id);
    if (!record || record.createdBy === live.me()?.id) return false;
    return isSince(record.createdAt) || (record.version === 1 && isSince(record.updatedAt));
  };
};
