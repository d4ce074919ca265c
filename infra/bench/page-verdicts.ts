import { spread } from './figures.ts';
import type { Measured, Pages } from './page.ts';
import type { RestPages } from './rest.ts';
import { judged, type Verdict } from './verdict.ts';

export const restVerdicts = ({ fields, ours, reference }: RestPages): Verdict[] =>
  (
    [
      ['server', 'server CPU', 1.6, 1.3],
      ['database', 'PostgreSQL CPU', 2, 1.5],
    ] as const
  ).map(([cost, name, must, aim]) => {
    const ratio = spread(ours.map((read, i) => (read[cost] ?? Number.NaN) / (reference[i]?.[cost] ?? Number.NaN)));
    const what = `${name} of a page of 50 leads over REST, ${fields} fields each, against one written by hand`;
    return judged({ what, bar: { must, aim }, unit: '×', digits: 2 }, ratio);
  });

/** How long a first page may take, in milliseconds: more where there are more leads. */
const mostOf = (leads: number): number => (leads > 500_000 ? 50 : 25);

export const pageVerdicts = ({ all, shapes, leads }: Pages & Measured): Verdict[] => {
  const most = mostOf(leads);
  const what = `first page of 50 of ${leads.toLocaleString('en')} leads, p95`;
  const verdict = (about: string, p95: number, note = ''): Verdict => ({
    what: `${what}, ${about}`,
    target: `< ${most} ms`,
    got: `${(p95 / 1_000).toFixed(1)} ms${note}`,
    met: p95 < most * 1_000,
  });
  const [slowest] = shapes;
  return [
    verdict('all lists', all.p95),
    ...(slowest ? [verdict('slowest list', slowest.took.p95, ` (${slowest.who}: ${slowest.name})`)] : []),
  ];
};
