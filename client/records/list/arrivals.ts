import { createEffect, on, onCleanup, type Accessor } from 'solid-js';
import type { Collection } from '#shared/collection.ts';
import { announce } from '#client/components/announcements.ts';
import { toServerTime } from '#client/lib/clock.ts';
import { count } from '#client/lib/format.ts';
import type { Live } from '#client/live/types.ts';
import type { LiveList } from '#client/store/types.ts';

const gatherMs = 1_500;
/** The server's time is known here only as exactly as the network lets it arrive. */
const clockMs = 60_000;

/**
 * Announces to a screen reader how many records came in, together rather than one by one, without their names. `query`
 * is what the list was asked.
 */
export const useArrivals = (live: Live, definition: Collection, list: LiveList, query: Accessor<unknown>): void => {
  const { one, many } = definition.label;
  const openedAt = Date.now();
  let arrived = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const announced = new Set<string>();

  const isNew = (id: string): boolean => {
    const record = live.record(definition, id);
    return (
      Boolean(record) &&
      Date.parse(record?.createdAt ?? '') > toServerTime(openedAt) - clockMs &&
      record?.createdBy !== live.me()?.id
    );
  };
  createEffect(
    on([list.ids, query], ([ids, now], before) => {
      const [idsBefore, queryBefore] = before ?? [];
      // Another filter shows other records; none of them has come in by that.
      if (!idsBefore || queryBefore !== now || !list.ready()) return;
      const known = new Set(idsBefore);
      const fresh = ids.filter((id) => !known.has(id) && !announced.has(id) && isNew(id));
      if (fresh.length === 0) return;
      for (const id of fresh) announced.add(id);
      arrived += fresh.length;
      timer ??= setTimeout(() => {
        timer = undefined;
        announce(`${count(arrived, `new ${one.toLowerCase()}`, `new ${many.toLowerCase()}`)}.`);
        arrived = 0;
      }, gatherMs);
    }),
  );
  onCleanup(() => clearTimeout(timer));
};
