import { roleLabels, type Memberships } from '#shared/actor.ts';
import type { Profile } from '#shared/protocol.ts';
import { isEqual } from '#shared/equality.ts';

type Access = Pick<Profile, 'role' | 'memberships'>;

/** The names of someone's groups of one kind; null where they are not known here. */
export type GroupNames = (group: string) => readonly string[] | null;

/** How a kind of group is spoken of; one that has no words of its own is called by its name. */
const wording: { readonly [group: string]: { readonly are: string; readonly none: string } } = {
  clinics: { are: 'you now work for', none: 'no clinic' },
  teams: { are: 'you are now in', none: 'no team' },
};

/** The ids of someone's groups of one kind, in a fixed order. */
export const groupsIn = ({ memberships }: { readonly memberships: Memberships }, group: string): readonly string[] =>
  (memberships[group] ?? []).toSorted();

/** The kinds of groups in which someone is in others than before. */
export const changedGroups = (before: Access, now: Access): string[] =>
  [...new Set([...Object.keys(before.memberships), ...Object.keys(now.memberships)])].filter(
    (group) => !isEqual(groupsIn(before, group), groupsIn(now, group)),
  );

const list = new Intl.ListFormat('en-IN', { type: 'conjunction' });

const describeGroup = (now: Access, group: string, names: GroupNames): string => {
  const { are, none } = wording[group] ?? { are: `your ${group} are now`, none: 'none' };
  if (groupsIn(now, group).length === 0) return `${are} ${none}`;
  const known = names(group);
  return `${are} ${known ? list.format(known) : `other ${group}`}`;
};

/** What changed in a person's access, in one sentence or two. */
export const describeAccess = (before: Access, now: Access, names: GroupNames): string => {
  const parts = [
    ...(before.role !== now.role ? [`you are now ${roleLabels[now.role].toLowerCase()}`] : []),
    ...changedGroups(before, now).map((group) => describeGroup(now, group, names)),
  ];
  return `Your access changed${parts.length > 0 ? `: ${parts.join(', and ')}` : ''}. What you see follows it.`;
};
