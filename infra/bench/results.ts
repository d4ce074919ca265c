import type { Bundle } from './bundle.ts';
import { differences, ratios, type Comparison } from './compare.ts';
import type { Connected } from './connect.ts';
import { spread, type Spread } from './figures.ts';
import type { Pages } from './page.ts';
import type { Cost } from './profile.ts';
import type { RestPages } from './rest.ts';
import type { Faults } from './round.ts';
import type { Scrolled } from './scroll.ts';

/** Of how many leads, and what everything else on the machine used meanwhile, in cores. */
export type Measured = { readonly leads: number; readonly othersCpu: number };

/** Everything that a run found; what was not asked for is absent. */
export type Results = {
  readonly flat: readonly Comparison[];
  readonly paced?: Comparison;
  readonly connect?: { readonly ours: Connected; readonly bare: Connected };
  readonly rest?: RestPages;
  readonly page?: Pages & Measured;
  readonly bundle?: Bundle;
  readonly scroll?: Scrolled;
  readonly costs?: readonly Cost[];
};

/** What was promised, and how far we got. */
export type Verdict = {
  readonly what: string;
  readonly target: string;
  readonly aim?: string;
  readonly got: string;
  readonly met: boolean;
  /** Wrong on any machine, however slow. */
  readonly isFault?: true;
};

const at2 = (value: number): string => value.toFixed(2);
const range = ({ median, min, max }: Spread, show: (value: number) => string): string =>
  `${show(median)} (${show(min)} to ${show(max)})`;

export const verdicts = (results: Results): Verdict[] => [
  ...results.flat.flatMap(flatVerdicts),
  ...(results.paced ? pacedVerdicts(results.paced) : []),
  ...(results.rest ? restVerdicts(results.rest) : []),
  ...(results.page ? pageVerdicts(results.page) : []),
  ...(results.bundle ? bundleVerdicts(results.bundle) : []),
  ...(results.scroll ? scrollVerdicts(results.scroll) : []),
  ...faultVerdicts([...results.flat, ...(results.paced ? [results.paced] : [])]),
];

/** What a change may take on the wire at most, also where it is the only one in its frame. */
const bytesVerdict = ({ plan: { mix, subscribers }, ours }: Comparison): Verdict => {
  const most = mix === 'status' ? 320 : 210;
  const bytes = spread(
    ours.map((round) => (Number.isNaN(round.bytesAlone) ? round.bytesPerMutation : round.bytesAlone)),
  );
  const about = mix === 'status' ? 'a delivered status change with its history' : 'a delivered change of one field';
  return {
    what: `bytes of ${about}, alone in its frame, ${subscribers} subscribers`,
    target: `≤ ${most}`,
    got: range(bytes, (value) => value.toFixed(0)),
    met: bytes.median <= most,
  };
};

const flatVerdicts = (comparison: Comparison): Verdict[] => {
  const { subscribers, mix } = comparison.plan;
  // The promise is about the plain mutation: the status's also writes history, which the reference does not.
  if (mix !== 'nextAction') return [bytesVerdict(comparison)];
  const rate = ratios(comparison, (round) => round.ackedPerSecond);
  const cpu = ratios(comparison, (round) => round.cpuPerDelivery);
  const what = (about: string): string => `${about}, flat out, ${subscribers} subscribers`;
  const least = subscribers >= 500 ? { factor: 2.5, aim: 4 } : { factor: 1, aim: 2 };
  return [
    bytesVerdict(comparison),
    {
      what: what('acknowledged a second'),
      target: `≥ ${least.factor} × reference`,
      aim: `${least.aim} ×`,
      got: `${range(rate, at2)} ×`,
      met: rate.median >= least.factor,
    },
    ...(subscribers === 100
      ? [
          {
            what: what('server CPU for each delivered change'),
            target: '≤ 0.5 × reference',
            got: `${range(cpu, at2)} ×`,
            met: cpu.median <= 0.5,
          },
        ]
      : []),
  ];
};

const pacedVerdicts = (comparison: Comparison): Verdict[] => {
  const delay = differences(comparison, (round) => round.delivery.p99 / 1_000);
  const cpu = ratios(comparison, (round) => round.cpuPerMutation);
  const what = (about: string): string => `${about}, ${comparison.plan.pace} a second`;
  return [
    {
      what: what('delivery p99'),
      target: '≤ reference + 12 ms',
      got: `${range(delay, (ms) => `${ms < 0 ? '−' : '+'}${Math.abs(ms).toFixed(1)}`)} ms`,
      met: delay.median <= 12,
    },
    {
      what: what('server CPU for each mutation'),
      target: '≤ 2 × reference',
      got: `${range(cpu, at2)} ×`,
      met: cpu.median <= 2,
    },
  ];
};

const restVerdicts = ({ fields, ours, reference }: RestPages): Verdict[] =>
  (
    [
      ['server', 'server CPU', 1.6, 1.3],
      ['database', 'PostgreSQL CPU', 2, 1.5],
    ] as const
  ).map(([cost, name, most, aim]) => {
    const ratio = spread(ours.map((read, i) => (read[cost] ?? Number.NaN) / (reference[i]?.[cost] ?? Number.NaN)));
    return {
      what: `${name} of a page of 50 leads over REST, ${fields} fields each`,
      target: `≤ ${most} × written by hand`,
      aim: `${aim} ×`,
      got: `${range(ratio, at2)} ×`,
      met: ratio.median <= most,
    };
  });

const pageVerdicts = ({ all, shapes, leads }: Pages & Measured): Verdict[] => {
  const [slowest] = shapes;
  const what = `first page of 50 of ${leads.toLocaleString('en')} leads, p95`;
  return [
    { what: `${what}, all lists`, target: '< 50 ms', got: `${(all.p95 / 1_000).toFixed(1)} ms`, met: all.p95 < 50_000 },
    ...(slowest
      ? [
          {
            what: `${what}, slowest list`,
            target: '< 50 ms',
            got: `${(slowest.took.p95 / 1_000).toFixed(1)} ms (${slowest.who}: ${slowest.name})`,
            met: slowest.took.p95 < 50_000,
          },
        ]
      : []),
  ];
};

const bundleVerdicts = ({ beforeSignIn, leadDesk }: Bundle): Verdict[] => {
  const kilobytes = (bytes: number): string => `${(bytes / 1_000).toFixed(1)} kB`;
  return [
    {
      what: 'JavaScript before sign-in, gzipped',
      target: '< 40 kB',
      got: kilobytes(beforeSignIn.bytes),
      met: beforeSignIn.bytes < 40_000,
    },
    {
      what: 'JavaScript for the lead desk, gzipped',
      target: '< 250 kB',
      got: kilobytes(leadDesk.bytes),
      met: leadDesk.bytes < 250_000,
    },
  ];
};

/** Against a page that holds all the lines, and nothing in them to press: as smooth as it gets on this machine. Frames come in steps of the display's. */
const scrollVerdicts = ({ leads, ours, bare, heap }: Scrolled): Verdict[] => {
  const what = (about: string): string => `${about}, scrolling through ${leads.toLocaleString('en')} leads`;
  const late = spread(ours.map((frames, i) => frames.p95 / (bare[i]?.p95 ?? Number.NaN)));
  const [before = Number.NaN] = heap.after;
  const growth = (heap.after.at(-1) ?? Number.NaN) / before;
  return [
    {
      what: what('frame time p95'),
      target: '≤ 1.5 × a page of bare lines',
      got: `${range(late, at2)} ×`,
      met: late.median <= 1.5,
    },
    ...(heap.after.length > 1
      ? [
          {
            what: what('memory after going through them again'),
            target: '≤ 1.05 × before',
            got: `${at2(growth)} ×`,
            met: growth <= 1.05,
          },
        ]
      : []),
  ];
};

/** Of our side and of the reference's: were its count not zero, the bench itself would be wrong. */
const faultVerdicts = (comparisons: readonly Comparison[]): Verdict[] =>
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
