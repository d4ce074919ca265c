import { createEffect, on, onCleanup, type Accessor } from 'solid-js';
import { leads } from '#shared/modules/leads.ts';
import { announce } from '#client/components/announcer.tsx';
import { toServerTime } from '#client/lib/clock.ts';
import { count } from '#client/lib/format.ts';
import type { Live } from '#client/live/types.ts';
import type { LiveList } from '#client/store/types.ts';

const gatherMs = 1_500;
/** The server's time is known here only as exactly as the network lets it arrive. */
const clockMs = 60_000;

/** Announces to a screen reader how many leads came in, together rather than one by one, without their names. */
export const useArrivals = (live: Live, list: LiveList, turn: Accessor<unknown>): void => {
  const openedAt = Date.now();
  let arrived = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const announced = new Set<string>();

  const isNew = (id: string): boolean => {
    const lead = live.record(leads, id);
    return (
      Boolean(lead) &&
      Date.parse(lead?.createdAt ?? '') > toServerTime(openedAt) - clockMs &&
      lead?.createdBy !== live.me()?.id
    );
  };
  createEffect(
    on([list.ids, turn], ([ids, now], before) => {
      const [idsBefore, turnBefore] = before ?? [];
      // Another filter shows other leads; none of them has come in by that.
      if (!idsBefore || turnBefore !== now || !list.ready()) return;
      const known = new Set(idsBefore);
      const fresh = ids.filter((id) => !known.has(id) && !announced.has(id) && isNew(id));
      if (fresh.length === 0) return;
      for (const id of fresh) announced.add(id);
      arrived += fresh.length;
      timer ??= setTimeout(() => {
        timer = undefined;
        announce(`${count(arrived, 'new lead', 'new leads')}.`);
        arrived = 0;
      }, gatherMs);
    }),
  );
  onCleanup(() => clearTimeout(timer));
};
