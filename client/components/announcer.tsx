import type { JSX } from 'solid-js';
import { polite, urgent } from './announcements.ts';

/** What a screen reader reads out: the only such regions in the product. */
export const Announcer = (): JSX.Element => (
  <div class="sr-only" data-kb-top-layer>
    <div role="status" aria-live="polite">
      {polite()}
    </div>
    <div role="alert">{urgent()}</div>
  </div>
);
