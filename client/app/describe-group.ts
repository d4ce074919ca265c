import type { Collection } from '#shared/collection.ts';
import { formatNumber } from '#client/lib/format.ts';
import type { LiveEvent } from '#client/live/types.ts';
import { reasonsOf } from '#client/records/changes/outcomes.ts';
import type { BulkResult } from '#client/store/bulk.ts';

/** The same reason is given once, with how many it kept; the rest is a click away. */
const mostReasons = 2;

const reasonsIn = (left: readonly BulkResult[], definition: Collection | undefined): string => {
  const reasons = reasonsOf(left, definition);
  const said = reasons
    .slice(0, mostReasons)
    .map(({ message, ids }) => (reasons.length === 1 ? message : `${formatNumber(ids.length)}: ${message}`));
  const more = reasons.length - mostReasons;
  return [...said, ...(more > 0 ? [`And ${more} more ${more === 1 ? 'reason' : 'reasons'}.`] : [])].join('\n');
};

/** "200 leads: now Lost. 198 changed, 2 not. A lead cannot go from New to Rescheduled." */
export const describeGroupDone = (
  event: Extract<LiveEvent, { kind: 'group-done' }>,
  definition: Collection | undefined,
): string => {
  const { label, results, changed, creates } = event;
  const done = creates ? 'added' : 'changed';
  const left = results.filter(({ answer }) => !answer.ok);
  const already = results.length - left.length - changed;
  if (changed === results.length) return creates ? `${label} added.` : `${label}.`;
  const parts = [
    `${changed === 0 ? 'None' : formatNumber(changed)} ${done}`,
    ...(already > 0 ? [`${formatNumber(already)} held that already`] : []),
    ...(left.length > 0 ? [`${formatNumber(left.length)} not`] : []),
  ];
  return `${label}\n${parts.join(', ')}.\n${reasonsIn(left, definition)}`.trimEnd();
};

/** "198 of 200 changes undone. 2 stay: Cara has changed follow-up date since." */
export const describeGroupUndone = (
  event: Extract<LiveEvent, { kind: 'group-undone' }>,
  definition: Collection | undefined,
): string => {
  const { undone, left, again } = event;
  const how = again ? 'done again' : 'undone';
  const changes = (number: number): string => (number === 1 ? '1 change' : `${formatNumber(number)} changes`);
  if (left.length === 0) return `${changes(undone)} ${how}.`;
  const stay = `${formatNumber(left.length)} ${left.length === 1 ? 'stays' : 'stay'}`;
  return `${formatNumber(undone)} of ${changes(undone + left.length)} ${how}. ${stay}:\n${reasonsIn(left, definition)}`;
};
