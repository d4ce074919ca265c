import { spread, type Spread } from './figures.ts';
import type { Storm, Storms } from './storm.ts';
import { judged, type Verdict } from './verdict.ts';

const megabyte = 1e6;

export const stormVerdicts = ({ clients, behind, back, cold, left }: Storms): Verdict[] => {
  const of = (rounds: readonly Storm[], figure: (storm: Storm) => number): Spread => spread(rounds.map(figure));
  const about = (storms: readonly Storm[], name: string): Verdict[] => [
    judged(
      { what: `all served: ${name}`, bar: { must: 5, aim: 3 }, unit: 's', digits: 2 },
      of(storms, ({ last }) => last / 1e6),
    ),
    judged(
      { what: `a colleague’s mutation p99 meanwhile: ${name}`, bar: { must: 300, aim: 100 }, unit: 'ms', digits: 0 },
      of(storms, ({ colleague }) => colleague / 1e3),
    ),
  ];
  const count = (number: number): string => number.toLocaleString('en');
  return [
    ...about(back, `${count(clients)} come back ${count(behind)} changes behind`),
    ...about(cold, `${count(clients)} open the desk`),
    judged(
      { what: 'memory in use after the storms, beyond before', bar: { must: 50, aim: 20 }, unit: 'MB', digits: 1 },
      spread([left / megabyte]),
    ),
  ];
};
