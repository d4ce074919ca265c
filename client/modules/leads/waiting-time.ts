import type { Tone } from '#shared/fields/field.ts';
import { count } from '#client/lib/format.ts';

export type WaitingTime = { readonly tone: Tone; readonly word: 'Fresh' | 'Waiting' | 'Late'; readonly text: string };

/** A call within minutes of the ad reaches the person; an hour later most have moved on. */
const freshMinutes = 10;
const lateMinutes = 60;

/** How long a lead has waited for a clinic, in a word, a length and a tone. */
export const waitingTime = (since: string, now: Date): WaitingTime => {
  const minutes = Math.max(0, Math.floor((now.getTime() - Date.parse(since)) / 60_000));
  const text = lengthOf(minutes);
  if (minutes < freshMinutes) return { tone: 'green', word: 'Fresh', text };
  return minutes < lateMinutes ? { tone: 'amber', word: 'Waiting', text } : { tone: 'red', word: 'Late', text };
};

const lengthOf = (minutes: number): string => {
  if (minutes < 1) return 'just in';
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? `${hours} h` : count(Math.floor(hours / 24), 'day', 'days');
};
