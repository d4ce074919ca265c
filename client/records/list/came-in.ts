import type { Collection } from '#shared/collection.ts';
import { toServerTime } from '#client/lib/clock.ts';
import type { Live } from '#client/live/types.ts';

/** The server's time is known here only as exactly as the network lets it arrive. */
const clockMs = 60_000;

/** Says of a record whether someone else has added it since now, as opposed to one that was only not shown. */
export const cameInSince = (live: Live, definition: Collection, since = Date.now()): ((id: string) => boolean) => {
  return (id) => {
    const record = live.record(definition, id);
    return (
      Boolean(record) &&
      Date.parse(record?.createdAt ?? '') > toServerTime(since) - clockMs &&
      record?.createdBy !== live.me()?.id
    );
  };
};
