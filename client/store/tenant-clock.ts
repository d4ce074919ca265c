import { createMemo, createSignal, onCleanup, type Accessor } from 'solid-js';
import type { Moment } from '#shared/actor.ts';
import type { Profile } from '#shared/protocol.ts';
import { dayOf } from '#shared/calendar-day.ts';

const minuteMs = 60_000;

/** Ticks on each full minute, so that midnight is never late, wherever the tenant is. */
export const createMoment = (
  me: Accessor<Profile | null>,
): { readonly moment: Accessor<Moment>; readonly tick: () => void } => {
  const [now, setNow] = createSignal(Date.now());
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tick = (): void => {
    clearTimeout(timer);
    setNow(Date.now());
    timer = setTimeout(tick, minuteMs - (Date.now() % minuteMs) + 20);
  };
  tick();
  onCleanup(() => clearTimeout(timer));
  const moment = createMemo((): Moment => {
    const person = me();
    const timeZone = person?.tenant.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
    const at = new Date(now());
    return { now: at.toISOString(), today: dayOf(at, timeZone), timeZone, me: person?.id ?? '' };
  });
  return { moment, tick };
};
