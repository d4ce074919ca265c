import { roleLabels } from '#shared/actor.ts';
import type { Profile } from '#shared/protocol.ts';
import { isEqual } from '#shared/run-command.ts';

type Access = Pick<Profile, 'role' | 'memberships'>;

/** The clinics that someone works for. */
export const clinicIdsOf = ({ memberships }: Pick<Profile, 'memberships'>): readonly string[] =>
  memberships['clinics'] ?? [];

const list = new Intl.ListFormat('en-IN', { type: 'conjunction' });

export const clinicsChanged = (before: Access, now: Access): boolean =>
  !isEqual(clinicIdsOf(before).toSorted(), clinicIdsOf(now).toSorted());

/** What changed in a person's access. `clinics` are the names of their clinics now; null: not known here. */
export const describeAccess = (before: Access, now: Access, clinics: readonly string[] | null): string => {
  const parts = [
    ...(before.role !== now.role ? [`you are now ${roleLabels[now.role].toLowerCase()}`] : []),
    ...(clinicsChanged(before, now)
      ? [
          clinicIdsOf(now).length === 0
            ? 'you now work for no clinic'
            : `you now work for ${clinics ? list.format(clinics) : 'other clinics'}`,
        ]
      : []),
  ];
  return `Your access changed${parts.length > 0 ? `: ${parts.join(', and ')}` : ''}. What you see follows it.`;
};
