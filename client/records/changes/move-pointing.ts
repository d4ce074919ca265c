import type { Collection, Patch } from '#shared/collection.ts';
import { mostFollowing } from '#shared/link-rules.ts';
import type { MutationAnswer } from '#shared/protocol.ts';
import { Refusal, type LinkedRecords } from '#shared/refusal.ts';
import { defaultSort } from '#shared/sort.ts';
import { formatNumber } from '#client/lib/format.ts';
import type { Live } from '#client/live/types.ts';
import type { Act } from '#client/store/bulk.ts';
import { commandOf } from '#client/store/commands.ts';
import { canMoveMany } from './can-move-many.ts';
import { pointingFilter, valuePointingAt } from './pointing.ts';

/** More of a link than so many are a case for an import. */
const mostMoved = 20_000;

type Move = {
  readonly of: Collection;
  readonly id: string;
  readonly moveTo: string;
  /** The deletion or deactivation, which comes last. */
  readonly last: Act;
  readonly describe: string;
};

/** The links of which there are more than one mutation moves. */
export const largeLinks = (linked: readonly LinkedRecords[]): readonly LinkedRecords[] =>
  linked.filter((one) => one.count > mostFollowing);

/**
 * Moves what points at a record by these links to another, as one act with what deletes the record or makes it inactive.
 * That comes last, takes the rest along, and is answered by `done`. Throws a `Refusal` where they could not be read.
 */
export const movePointing = async (
  live: Live,
  links: readonly LinkedRecords[],
  move: Move,
): Promise<{ readonly done: Promise<MutationAnswer> }> => {
  const acts: Act[] = [];
  for (const link of links) acts.push(...(await actsFor(live, link, move)));
  const [first, ...others] = acts;
  if (!first) throw new Refusal('NOT_FOUND', 'Nothing is there to be moved any more. Try again.');
  const { last, moveTo, describe } = move;
  const bulk = live.mutateMany(first.command, [first.args], {
    describe: `${describe}, ${formatNumber(acts.length)} moved`,
    after: [...others, { command: last.command, args: { ...last.args, moveTo } }],
  });
  const done = bulk.results.then((results): MutationAnswer => {
    const answer = results.at(-1)?.answer;
    if (!answer) throw new Error('an act over many records was left unanswered');
    return answer;
  });
  return { done };
};

const actsFor = async (live: Live, link: LinkedRecords, { of, id, moveTo }: Move): Promise<Act[]> => {
  const collection = live.catalog().named(link.collection);
  const filter = collection && pointingFilter({ collection, field: link.field }, of, id);
  if (!filter || !canMoveMany(live.catalog(), link))
    throw new Refusal('IN_USE', 'They are too many to be moved from here. Change them first.');
  const answer = await live.readIds({ collection, filter, sort: defaultSort(collection) }, mostMoved, () => true);
  if (!answer) throw new Refusal('UNAVAILABLE', 'The connection was lost. Try again.');
  if (!answer.ok) throw new Refusal(answer.error.code, answer.error.message, answer.error.details);
  const patch: Patch = { [link.field]: valuePointingAt({ collection, field: link.field }, of, moveTo) };
  const command = commandOf(collection, 'update');
  return answer.ids.map((each) => ({ command, args: { id: each, patch } }));
};
