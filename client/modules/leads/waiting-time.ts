import type { Tone } from '#shared/fields/field.ts';
import { count } from '#client/lib/format.ts';

export type WaitingTime = {
  readonly tone: Tone;
  readonly word: 'Fresh' | 'Waiting' | 'Late';
  readonly text: string;
  readonly days: number;
};

/** A call within minutes of the ad reaches the person; half a day later most have moved on. */
const freshMinutes = 30;
const lateMinutes = 240;

/** How long a lead has waited for a clinic, in a word, a length, whole days and a tone. */
export const waitingTime = (since: string, now: Date): WaitingTime => {
  const minutes = Math.max(0, Math.floor((now.getTime() - Date.parse(since)) / 60_000));
  const length = { text: lengthOf(minutes), days: Math.floor(minutes / 1440) };
  if (minutes < freshMinutes) return { tone: 'green', word: 'Fresh', ...length };
  return minutes < lateMinutes
    ? { tone: 'amber', word: 'Waiting', ...length }
    : { tone: 'red', word: 'Late', ...length };
};

const lengthOf = (minutes: number): string => {
  if (minutes < 1) return 'just in';
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? `${hours} h` : count(Math.floor(hours / 24), 'day', 'days');
};
