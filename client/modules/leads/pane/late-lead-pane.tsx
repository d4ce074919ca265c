import { Suspense, lazy, type JSX } from 'solid-js';
import { whenIdle } from '#client/lib/when-idle.ts';
import { LoadingPane } from '#client/records/pane/loading-pane.tsx';

const Loaded = lazy(async () => ({ default: (await import('./lead-pane.tsx')).LeadPane }));

// The list comes first. Fetched soon after, so that it is here when a lead is opened, also without a network.
whenIdle(() => void Loaded.preload());

/** The open lead, in a pane of its shape while the code is on the way. */
export const LeadPane = (props: { id: string }): JSX.Element => (
  <Suspense fallback={<LoadingPane one="lead" />}>
    <Loaded id={props.id} />
  </Suspense>
);
