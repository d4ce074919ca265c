import { leadStatusHistory } from '#shared/modules/lead-status-history.ts';
import { leads } from '#shared/modules/leads.ts';
import type { Owed } from './owed.ts';

/** Each status that a lead takes, its first one included, is a line of its history. */
export const leadHistory: Owed = {
  of: leads,
  records: ({ next, previous, actor, reason, now }) => {
    if (previous && previous['status'] === next['status']) return [];
    const values = {
      leadId: next.id,
      fromStatus: previous?.['status'] ?? null,
      toStatus: next['status'],
      changedBy: actor.id,
      changedByName: actor.name,
      changedAt: previous ? now : next.createdAt,
      reason,
    };
    return [{ definition: leadStatusHistory, values }];
  },
};
