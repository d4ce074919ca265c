import { createSignal, type Accessor } from 'solid-js';
import { dayOf } from '#shared/calendar-day.ts';
import { uptime } from './pause.ts';

/**
 * The one clock of the client: the server's time in the tenant's time zone. A device's own clock may be days off, so
 * "Today" and "2 min ago" never come from it alone. Until the server has said its time, the device's is all there is.
 */

const tickMs = 20_000;

/** How far the server's clock is ahead of this device's, in milliseconds. */
let offsetMs = 0;
/** How far this device's clock is ahead of `uptime`, as last seen; null until the server has said its time. */
let aheadMs: number | null = null;
let running = 0;
let timer: ReturnType<typeof setTimeout> | undefined;

const [zone, setZone] = createSignal('Asia/Kolkata');
const [now, setNow] = createSignal(new Date());

/** A device's clock is corrected by less than this all the time, in milliseconds. */
const smallStepMs = 2_000;

/** Where this device's clock was set back, the server's goes on; one that runs ahead of `uptime` was asleep. */
const noticeStep = (): void => {
  if (aheadMs === null) return;
  const ahead = Date.now() - uptime();
  if (aheadMs - ahead > smallStepMs) offsetMs += aheadMs - ahead;
  aheadMs = ahead;
};

/** The server's time for a time of this device; both in milliseconds since 1970. */
export const toServerTime = (deviceMs: number): number => {
  noticeStep();
  return deviceMs + offsetMs;
};

/** The server's time now, in milliseconds since 1970. Not reactive; `now` is. */
export const serverNow = (): number => toServerTime(Date.now());

/** Sets the clock by what the server said a moment ago, as an ISO string. */
export const setServerTime = (iso: string): void => {
  const at = Date.parse(iso);
  if (Number.isNaN(at)) return;
  aheadMs = Date.now() - uptime();
  offsetMs = at - Date.now();
  tick();
};

/** Reads the clock again. Call it when time may have passed unnoticed, as after a sleep. */
export const tick = (): void => {
  setNow(new Date(serverNow()));
  if (running === 0) return;
  clearTimeout(timer);
  // Just past a multiple of the tick, and so just past each midnight in any time zone.
  timer = setTimeout(tick, tickMs - (serverNow() % tickMs) + 20);
};

/** Lets `now` and `today` move on until the result is called. */
export const startClock = (): (() => void) => {
  const page = typeof document === 'undefined' ? null : document;
  running += 1;
  tick();
  page?.addEventListener('visibilitychange', tick);
  return () => {
    running -= 1;
    if (running > 0) return;
    clearTimeout(timer);
    page?.removeEventListener('visibilitychange', tick);
  };
};

/** The tenant's time zone, by its IANA name. */
export const timeZone: Accessor<string> = zone;
export const setTimeZone = (name: string): void => {
  setZone(name);
};
/** Reactive: the server's time, a tick at most behind. */
export { now };
/** Reactive: the tenant's day, `2026-11-24`. */
export const today = (): string => dayOf(now(), zone());
