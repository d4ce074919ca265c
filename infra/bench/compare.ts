import type { Cluster } from './database.ts';
import { spread, type Spread } from './figures.ts';
import type { Prepared } from './prepare.ts';
import { runRound, type Faults, type Plan, type Round } from './round.ts';
import { connectClients, disconnectClients, type Sides } from './sides.ts';

/** Both sides under the same load, in turns: each round of ours beside the reference's at the same place. */
export type Comparison = {
  readonly plan: Plan;
  readonly ours: readonly Round[];
  readonly reference: readonly Round[];
  /** What happened to every round, those included that were repeated because the machine was busy. */
  readonly faults: { readonly ours: readonly Faults[]; readonly reference: readonly Faults[] };
};

export type Comparing = {
  readonly sides: Sides;
  readonly cluster: Cluster;
  readonly prepared: Prepared;
  readonly rounds: number;
};

type Pair = { readonly ours: Round; readonly reference: Round };

/** In cores: beyond it two rounds beside each other say more of the neighbours than of us. */
const disturbing = 0.35;
const mostTries = 3;

const disturbance = ({ ours, reference }: Pair): number => Math.max(ours.othersCpu, reference.othersCpu);

/**
 * Ours, reference; reference, ours; and so on: what the machine does meanwhile befalls both alike. Where it has other
 * work to do as well, more pairs are tried, and those count in which it had least: never those with the better outcome.
 */
export const compare = async ({ sides, cluster, prepared, rounds }: Comparing, plan: Plan): Promise<Comparison> => {
  const { ours, reference } = sides;
  for (const side of [ours, reference]) await connectClients(side, prepared, plan);
  // The first seconds are the compiler's.
  for (const side of [ours, reference])
    await runRound(side, cluster, { ...plan, pace: null, warm: 0, seconds: 1.5 }, 0);
  const pairs: Pair[] = [];
  const isCalm = (pair: Pair): boolean => disturbance(pair) < disturbing;
  for (let i = 0; i < rounds * mostTries && pairs.filter(isCalm).length < rounds; i++) {
    const first = i % 2 === 0 ? ours : reference;
    const one = await runRound(first, cluster, plan, i);
    const other = await runRound(first === ours ? reference : ours, cluster, plan, i);
    pairs.push(first === ours ? { ours: one, reference: other } : { ours: other, reference: one });
  }
  for (const side of [ours, reference]) await disconnectClients(side);
  const counted = pairs.toSorted((a, b) => disturbance(a) - disturbance(b)).slice(0, rounds);
  return {
    plan,
    ours: counted.map((pair) => pair.ours),
    reference: counted.map((pair) => pair.reference),
    faults: { ours: pairs.map((pair) => pair.ours.faults), reference: pairs.map((pair) => pair.reference.faults) },
  };
};

export const over = (rounds: readonly Round[], figure: (round: Round) => number | null): Spread =>
  spread(rounds.map((round) => figure(round) ?? Number.NaN));

/** Ours to the reference's, each round with the one beside it. */
export const ratios = ({ ours, reference }: Comparison, figure: (round: Round) => number | null): Spread =>
  spread(
    ours.map(
      (round, i) => (figure(round) ?? Number.NaN) / (reference[i] ? (figure(reference[i]) ?? Number.NaN) : Number.NaN),
    ),
  );

export const differences = ({ ours, reference }: Comparison, figure: (round: Round) => number): Spread =>
  spread(ours.map((round, i) => figure(round) - (reference[i] ? figure(reference[i]) : Number.NaN)));
