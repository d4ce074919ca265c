import { createSignal, type JSX } from 'solid-js';

const [polite, setPolite] = createSignal('');
const [urgent, setUrgent] = createSignal('');

let waiting: string[] = [];
let timer: ReturnType<typeof setTimeout> | undefined;

/**
 * Announces to a screen reader, when it has time. What comes together is said together: a burst of changes must not
 * talk over the person. There is one such region in the product, and this is the way to it.
 */
export const announce = (message: string): void => {
  if (!waiting.includes(message)) waiting.push(message);
  clearTimeout(timer);
  timer = setTimeout(() => {
    setPolite('');
    const text = waiting.join(' ');
    waiting = [];
    // The same words twice are two messages; a region that did not change says nothing.
    requestAnimationFrame(() => setPolite(text));
  }, 400);
};

/** Interrupts. Only for a save of one's own that failed. */
export const announceFailure = (message: string): void => {
  setUrgent('');
  requestAnimationFrame(() => setUrgent(message));
};

export const Announcer = (): JSX.Element => (
  <div class="sr-only" data-kb-top-layer>
    <div role="status" aria-live="polite">
      {polite()}
    </div>
    <div role="alert">{urgent()}</div>
  </div>
);
