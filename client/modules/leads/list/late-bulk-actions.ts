import { lazy } from 'solid-js';

/** Loaded after the list: few days begin with many leads at once. */
export const LeadBulkActions = lazy(async () => ({ default: (await import('./bulk-actions.tsx')).LeadBulkActions }));
