import { createSignal } from 'solid-js';
import { uptime } from '#client/lib/pause.ts';

const [polite, setPolite] = createSignal('');
const [urgent, setUrgent] = createSignal('');

export { polite, urgent };

let waiting: string[] = [];
/** Grows when everything is taken back. */
let turn = 0;
let timer: ReturnType<typeof setTimeout> | undefined;
let since = 0;

const gatherMs = 400;
const mostMs = 2_000;

/**
 * Announces to a screen reader, when it has time. What comes together is said together: a burst of changes must not
 * talk over the person. There is one such region in the product, and this is the way to it.
 */
export const announce = (message: string): void => {
  if (waiting.length === 0) since = uptime();
  if (!waiting.includes(message)) waiting.push(message);
  clearTimeout(timer);
  // What never pauses would never be said.
  const wait = Math.min(gatherMs, Math.max(0, since + mostMs - uptime()));
  timer = setTimeout(() => {
    setPolite('');
    const text = waiting.join(' ');
    waiting = [];
    // The same words twice are two messages; a region that did not change says nothing.
    onNextFrame(() => setPolite(text));
  }, wait);
};

/** Interrupts. Only for a save of one's own that failed. */
export const announceFailure = (message: string): void => {
  setUrgent('');
  onNextFrame(() => setUrgent(message));
};

/** Takes back what was announced, also what waits: it stays in the page, where the next person can have it read out. */
export const clearAnnouncements = (): void => {
  clearTimeout(timer);
  waiting = [];
  turn += 1;
  setPolite('');
  setUrgent('');
};

/** A region that was emptied says something again: on the next frame, unless everything was taken back by then. */
const onNextFrame = (say: () => void): void => {
  const asked = turn;
  requestAnimationFrame(() => asked === turn && say());
};
