import { Suspense, type JSX } from 'solid-js';
import { late } from '#client/components/late.tsx';
import { whenIdle } from '#client/lib/when-idle.ts';
import { FailedPane, LoadingPane } from '#client/records/pane/loading-pane.tsx';

const Loaded = late(
  async () => (await import('./lead-pane.tsx')).LeadPane,
  (props) => <FailedPane one="lead" busy={props.busy} onRetry={props.onRetry} />,
);

// The list comes first. Fetched soon after, so that it is here when a lead is opened, also without a network.
whenIdle(Loaded.preload);

/** The open lead, in a pane of its shape while the code is on the way. */
export const LeadPane = (props: { id: string }): JSX.Element => (
  <Suspense fallback={<LoadingPane one="lead" />}>
    <Loaded id={props.id} />
  </Suspense>
);
