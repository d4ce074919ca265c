import { leadStatuses, type LeadStatus } from '#shared/modules/leads.ts';
import type { PickOption } from '#client/components/pick-list.tsx';

/** The statuses that `isOffered` lets through, in their order, as options of a list; `group` is their heading in it. */
export const statusOptions = (isOffered: (status: LeadStatus) => boolean, group?: string): PickOption[] =>
  leadStatuses.filter(({ value }) => isOffered(value)).map(({ value, label, tone }) => ({ value, label, tone, group }));
