import { Suspense, type JSX } from 'solid-js';
import { late } from '#client/components/late.tsx';
import { whenIdle } from '#client/lib/when-idle.ts';
import type { Lead } from '#client/modules/leads/actions.ts';

const Loaded = late(async () => (await import('./lead-card.tsx')).LeadCard);

// The list comes first. Fetched soon after, so that it is here when one looks into a lead, also without a network.
whenIdle(Loaded.preload);

/** A lead that is looked into, in a place of its height while the code is on the way. */
export const LeadCard = (props: { record: Lead }): JSX.Element => (
  <Suspense
    fallback={<div class="h-40 border-t border-line bg-canvas" role="status" aria-label="Loading the preview" />}
  >
    <Loaded record={props.record} />
  </Suspense>
);
