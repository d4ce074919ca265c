import { createEffect, on, onCleanup, type Accessor } from 'solid-js';
import type { Collection } from '#shared/collection.ts';
import { announce } from '#client/components/announcements.ts';
import { count } from '#client/lib/format.ts';
import type { Live } from '#client/live/types.ts';
import type { LiveList } from '#client/store/types.ts';
import { cameInSince } from './came-in.ts';

const gatherMs = 1_500;

/**
 * Announces to a screen reader how many records came in, together rather than one by one, without their names. `query`
 * is what the list was asked.
 */
export const useArrivals = (live: Live, definition: Collection, list: LiveList, query: Accessor<unknown>): void => {
  const { one, many } = definition.label;
  let arrived = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const announced = new Set<string>();

  const isNew = cameInSince(live, definition);
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
