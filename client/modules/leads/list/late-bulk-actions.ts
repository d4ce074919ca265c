import { lazy } from 'solid-js';
import { whenIdle } from '#client/lib/when-idle.ts';

/** What is done to several leads at once; its code comes after the list. */
export const LeadBulkActions = lazy(async () => ({ default: (await import('./bulk-actions.tsx')).LeadBulkActions }));

whenIdle(() => void LeadBulkActions.preload());
