import { Suspense, type ComponentProps, type JSX } from 'solid-js';
import { whenIdle } from '#client/lib/when-idle.ts';
import { late } from './late.tsx';

const Loaded = late(async () => (await import('./calendar.tsx')).Calendar);

// No screen begins with one. Fetched soon after, so that it is here when it is asked for, also without a network.
whenIdle(Loaded.preload);

/** The calendar, in a place as large as it while its code is on the way. */
export const Calendar = (props: ComponentProps<typeof Loaded>): JSX.Element => (
  <Suspense
    fallback={<span class="mx-auto block h-60 w-60 touch:w-72" role="status" aria-label="Loading the calendar" />}
  >
    <Loaded {...props} />
  </Suspense>
);
