import type { Cluster } from './database.ts';
import { spread, type Spread } from './figures.ts';
import type { Prepared } from './prepare.ts';
import { runRound, type Plan, type Round } from './round.ts';
import { connectClients, disconnectClients, type Sides } from './sides.ts';

/** Both sides under the same load, in turns. */
export type Comparison = { readonly plan: Plan; readonly ours: readonly Round[]; readonly reference: readonly Round[] };

export type Comparing = {
  readonly sides: Sides;
  readonly cluster: Cluster;
  readonly prepared: Prepared;
  readonly rounds: number;
};

/** Ours, reference; reference, ours; and so on: what the machine does meanwhile befalls both alike. */
export const compare = async ({ sides, cluster, prepared, rounds }: Comparing, plan: Plan): Promise<Comparison> => {
  const { ours, reference } = sides;
  const done = { ours: [] as Round[], reference: [] as Round[] };
  for (const side of [ours, reference]) await connectClients(side, prepared, plan.subscribers);
  // The first seconds are the compiler's.
  for (const side of [ours, reference]) await runRound(side, cluster, { ...plan, pace: null, warm: 0, seconds: 1.5 });
  for (let i = 0; i < rounds; i++) {
    for (const side of i % 2 === 0 ? [ours, reference] : [reference, ours])
      done[side.name].push(await runRound(side, cluster, plan));
  }
  for (const side of [ours, reference]) await disconnectClients(side);
  return { plan, ...done };
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
