import { late } from '#client/components/late.tsx';

/** Loaded after the list: few days begin with many leads at once. */
export const LeadBulkActions = late(async () => (await import('./bulk-actions.tsx')).LeadBulkActions);
