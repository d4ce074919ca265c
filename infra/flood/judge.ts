import { spread } from '#infra/bench/figures.ts';
import type { Attacked } from './attacker.ts';
import type { Felt } from './colleague.ts';

/** One time that a flood was let loose, beside the quiet moment just before it. */
export type Round = {
  readonly quiet: Felt;
  readonly felt: Felt;
  /** How much more memory the pod took than when idle, and how much it still has in use afterwards, in megabytes. */
  readonly memory: number;
  readonly left: number;
  readonly attacked: Attacked;
};

type Figure = 'mutation' | 'page' | 'health' | 'memory' | 'left';

/** The most that each may be: milliseconds more than without the flood, and megabytes. */
const most: { readonly [figure in Figure]: number } = {
  mutation: 250,
  page: 1_000,
  health: 100,
  memory: 400,
  // What garbage collection leaves of a flood: caches, and the code that was compiled for it.
  left: 50,
};

const valueOf = (figure: Figure, { quiet, felt, memory, left }: Round): number => {
  if (figure === 'memory') return memory;
  if (figure === 'left') return left;
  return felt[figure] - quiet[figure];
};

const unitOf = (figure: Figure): string => (figure === 'memory' || figure === 'left' ? 'MB' : 'ms');

/**
 * What is too much in the middle one of some rounds, in words. A machine that does other things too has bad moments of
 * its own, which are not in the middle.
 */
export const judge = (rounds: readonly Round[]): string[] => {
  const failed = Map.groupBy(
    rounds.flatMap(({ felt }) => felt.failed),
    (what) => what,
  );
  return [
    ...(Object.keys(most) as Figure[]).flatMap((figure) => {
      const { median } = spread(rounds.map((round) => valueOf(figure, round)));
      return median > most[figure] ? [`${figure} +${Math.round(median)} ${unitOf(figure)}`] : [];
    }),
    ...[...failed].filter(([, times]) => times.length * 2 > rounds.length).map(([what]) => what),
  ];
};

export const heading = '    mutation           page         health   memory  left  sent / answered / refused';

/** A round in a line: each p99 with the flood, after that of the quiet moment before it. */
export const describe = ({ quiet, felt, memory, left, attacked }: Round): string => {
  const pair = (before: number, during: number): string => `${Math.round(before)} → ${Math.round(during)}`.padStart(13);
  const { sent, answered, refused } = attacked;
  return [
    pair(quiet.mutation, felt.mutation),
    pair(quiet.page, felt.page),
    pair(quiet.health, felt.health),
    `+${memory}`.padStart(7),
    `${left}`.padStart(4),
    `${sent} / ${answered} / ${refused}`.padEnd(25),
  ].join('  ');
};
