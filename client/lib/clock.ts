import { createRoot, createSignal } from 'solid-js';
import { dayOf } from '#shared/calendar-day.ts';

/**
 * What time it is for the tenant, as signals: "Today" turns into "Yesterday" at the clinic's midnight on a screen
 * that nobody reloads.
 */
const [zone, setZone] = createSignal('Asia/Kolkata');
const [now, setNow] = createSignal(new Date());

createRoot(() => {
  setInterval(() => setNow(new Date()), 20_000);
  // A laptop that slept for a night shows yesterday until the next tick.
  document.addEventListener('visibilitychange', () => setNow(new Date()));
});

export const timeZone = zone;
export const setTimeZone = (name: string): void => {
  setZone(name);
};
export { now };
export const today = (): string => dayOf(now(), zone());
