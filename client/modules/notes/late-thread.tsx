import type { JSX } from 'solid-js';
import { late } from '#client/components/late.tsx';
import { whenIdle } from '#client/lib/when-idle.ts';
import type { ChildView } from '#client/records/child-views.tsx';

const Thread = late(async () => (await import('./thread.tsx')).NoteThread);

// The list comes first. Fetched soon after, so that it is here when one writes, also without a network.
whenIdle(Thread.preload);

const Loading = (): JSX.Element => (
  <div class="h-24 border-b border-line" role="status" aria-label="Loading the notes" />
);

export const noteThread: ChildView = {
  component: Thread,
  loading: Loading,
  begin: { key: 'm', label: 'Write a note', selector: '[data-composer]' },
};
