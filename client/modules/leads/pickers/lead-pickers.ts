import type { Lead } from '#client/modules/leads/actions.ts';
import type { OwnPickers } from '#client/records/picker/picker-layer.tsx';
import { PickClinic } from './pick-clinic.tsx';
import { PickFollowUp } from './pick-follow-up.tsx';
import { PickPriority } from './pick-priority.tsx';
import { PickStatus } from './pick-status.tsx';

/** The fields of a lead that are picked in ways of their own. */
export const leadPickers: OwnPickers<Lead> = {
  status: PickStatus,
  priority: PickPriority,
  followUpDate: PickFollowUp,
  clinicId: PickClinic,
};
