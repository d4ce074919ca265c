import { differences, over, ratios, type Comparison } from './compare.ts';
import type { Spread } from './figures.ts';
import type { Faults } from './round.ts';
import { describeScenario, type Played, type Promised } from './scenarios.ts';
import { judged, type Verdict } from './verdict.ts';

/** What a scenario promises, each as the median of its rounds. */
export const loadVerdicts = ({ scenario, comparison }: Played): Verdict[] =>
  scenario.promises.map((promised) =>
    judged({ ...promised, what: `${promised.what}: ${describeScenario(scenario)}` }, found(promised, comparison)),
  );

const found = (promised: Promised, comparison: Comparison): Spread => {
  if ('ratioOf' in promised) return ratios(comparison, promised.ratioOf);
  if ('differenceOf' in promised) return differences(comparison, promised.differenceOf);
  return over(comparison.ours, promised.of);
};

/** Of our side and of the reference's: were its count not zero, the bench itself would be wrong. */
export const faultVerdicts = (comparisons: readonly Comparison[]): Verdict[] =>
  (['ours', 'reference'] as const).flatMap((side) => {
    const rounds: Faults[] = comparisons.flatMap(({ faults }) => [...faults[side]]);
    if (rounds.length === 0) return [];
    const total = (of: (round: Faults) => number): number => rounds.reduce((sum, round) => sum + of(round), 0);
    const faults = {
      lost: total(({ lost }) => lost),
      doubled: total(({ doubled }) => doubled),
      stray: total(({ stray }) => stray),
      'out of order': total(({ disordered }) => disordered),
      refused: total(({ refused }) => refused.length),
    };
    const found = Object.entries(faults).filter(([, count]) => count > 0);
    const got =
      found.length === 0
        ? `none, of ${total(({ mutations }) => mutations).toLocaleString('en')} mutations`
        : [
            ...found.map(([name, count]) => `${count} ${name}`),
            ...rounds.flatMap(({ refused }) => refused).slice(0, 1),
          ].join(', ');
    return [
      {
        what: `lost, doubled or disordered deliveries, ${side}`,
        target: '0',
        got,
        met: found.length === 0,
        isFault: true as const,
      },
    ];
  });
