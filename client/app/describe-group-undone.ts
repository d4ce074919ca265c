import type { LiveEvent } from '#client/live/types.ts';

/** "198 of 200 changes are undone. 2 are not: Cara has changed follow-up date since, so nothing was undone." */
export const describeGroupUndone = ({ undone, left }: Extract<LiveEvent, { kind: 'group-undone' }>): string => {
  const changes = (count: number): string => (count === 1 ? '1 change' : `${count} changes`);
  if (left.length === 0) return `${changes(undone)} undone.`;
  // The same reason is given once, however many changes it kept.
  const reasons = [...new Set(left.flatMap(({ answer }) => (answer.ok ? [] : [answer.error.message])))];
  const more = reasons.length > 2 ? ` And ${reasons.length - 2} more reasons.` : '';
  return `${undone} of ${changes(undone + left.length)} undone. ${reasons.slice(0, 2).join(' ')}${more}`;
};
