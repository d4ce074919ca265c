import { Suspense, lazy, type JSX } from 'solid-js';
import { whenIdle } from '#client/lib/when-idle.ts';
import type { Lead } from '#client/modules/leads/actions.ts';

const Loaded = lazy(async () => ({ default: (await import('./lead-card.tsx')).LeadCard }));

// The list comes first, as with the pane.
whenIdle(() => void Loaded.preload());

/** What a row shows below its line when it is expanded; an empty box while its code is on the way. */
export const LeadCard = (props: { record: Lead }): JSX.Element => (
  <Suspense fallback={<div class="h-40 border-t border-line bg-canvas" aria-busy="true" />}>
    <Loaded record={props.record} />
  </Suspense>
);
