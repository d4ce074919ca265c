import { createMemo, onCleanup, type Accessor } from 'solid-js';
import type { Moment } from '#shared/actor.ts';
import { dayOf } from '#shared/calendar-day.ts';
import type { Profile } from '#shared/protocol.ts';
import { now, startClock } from '#client/lib/clock.ts';

/** The moment at which filters and rules are evaluated for this person, by the client's one clock. */
export const createTenantClock = (me: Accessor<Profile | null>): Accessor<Moment> => {
  onCleanup(startClock());
  return createMemo((): Moment => {
    const profile = me();
    const timeZone = profile?.tenant.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
    const at = now();
    return { now: at.toISOString(), today: dayOf(at, timeZone), timeZone, me: profile?.id ?? '' };
  });
};
