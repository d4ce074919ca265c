import type { Applied } from './apply.ts';
import { bytesOfDay, describeDay, growthInAnHour } from './apply-verdicts.ts';
import { over } from './compare.ts';
import type { Connected } from './connect.ts';
import { spread, type Spread } from './figures.ts';
import type { Answered, Measured, Pages } from './page.ts';
import { costOf, type RestPages } from './rest.ts';
import type { Results } from './results.ts';
import type { Round } from './round.ts';
import { describeScenario, type Played } from './scenarios.ts';
import type { Frames, Scrolled } from './scroll.ts';
import type { Storm, Storms } from './storm.ts';
import { ms, number, range, table, type Cells } from './table.ts';
import type { Verdict } from './verdict.ts';

/** Everything as text, the promises last. */
export const printed = (results: Results, verdicts: readonly Verdict[]): string =>
  [
    ...results.played.map(playedText),
    ...(results.connect ? [connectText(results.connect)] : []),
    ...(results.storms ? [stormText(results.storms)] : []),
    ...(results.rest ? [restText(results.rest)] : []),
    ...results.pages.map(pageText),
    ...(results.bundle
      ? [
          `JavaScript\n  before sign-in: ${results.bundle.beforeSignIn.files.join(', ')}\n  lead desk: ${results.bundle.leadDesk.files.join(', ')}`,
        ]
      : []),
    ...(results.scroll ? [scrollText(results.scroll)] : []),
    ...(results.applied ? [appliedText(results.applied)] : []),
    ...(results.costs ? [costsText(results.costs)] : []),
    verdictText(verdicts),
  ].join('\n\n');

const figures: readonly (readonly [string, (round: Round) => number | null])[] = [
  ['acknowledged a second', (round) => round.ackedPerSecond],
  ['ack p50, ms', (round) => ms(round.ack.p50)],
  ['ack p95, ms', (round) => ms(round.ack.p95)],
  ['ack p99, ms', (round) => ms(round.ack.p99)],
  ['delivery p50, ms', (round) => ms(round.delivery.p50)],
  ['delivery p95, ms', (round) => ms(round.delivery.p95)],
  ['delivery p99, ms', (round) => ms(round.delivery.p99)],
  ['commit to delivery p50, ms', (round) => ms(round.sinceCommit.p50)],
  ['commit to delivery p99, ms', (round) => ms(round.sinceCommit.p99)],
  ['server CPU, cores', (round) => round.cpu],
  ['server CPU for a mutation, µs', (round) => round.cpuPerMutation],
  ['server CPU for a delivered change, µs', (round) => round.cpuPerDelivery],
  ['PostgreSQL CPU for a mutation, µs', (round) => round.databaseCpuPerMutation],
  ["clients' CPU, cores", (round) => round.clientCpu],
  ["others' CPU, cores", (round) => round.othersCpu],
  ['frames a second to each client', (round) => round.framesPerSecond],
  ['changes in a frame', (round) => round.changesPerFrame],
  ['bytes to each client for a mutation', (round) => round.bytesPerMutation],
  ['bytes of a mutation alone in a frame', (round) => round.bytesAlone],
];

const playedText = ({ scenario, comparison }: Played): string => {
  const { plan, ours: rounds } = comparison;
  const hear = plan.subscribers + plan.writers;
  const title = `${describeScenario(scenario)}; all ${hear} hear every change: ${rounds.length} × ${plan.seconds} s each`;
  const rows = figures.map(([name, figure]): Cells => {
    const [ours, reference] = [over(comparison.ours, figure), over(comparison.reference, figure)];
    return [name, range(ours), range(reference), number(ours.median / reference.median)];
  });
  return `${title}\n${table([['', 'ours', 'reference', 'ratio'], ...rows])}`;
};

const connectText = ({ ours, bare }: { readonly ours: Connected; readonly bare: Connected }): string => {
  const row = (name: string, figure: (side: Connected) => Spread, scale: number): Cells => {
    const scaled = (side: Connected): Spread => {
      const { median, min, max } = figure(side);
      return { median: median / scale, min: min / scale, max: max / scale };
    };
    return [name, range(scaled(ours)), range(scaled(bare)), number(figure(ours).median / figure(bare).median)];
  };
  const rows = [
    row('the last is served after, ms', (side) => side.last, 1_000),
    row('half are served after, ms', (side) => side.p50, 1_000),
    row('server CPU for a socket, µs', (side) => side.cpu, 1),
    row(
      'memory of a socket, process (first time), kB',
      ({ memory }) => ({ median: memory, min: memory, max: memory }),
      1_000,
    ),
    row('memory of a socket, heap after collection, kB', (side) => side.heap, 1_000),
  ];
  return `${ours.sockets.toLocaleString('en')} sockets at once; ours signs each in and gives it its first 50 leads, the bare Socket.IO does nothing\n${table([['', 'ours', 'bare', 'ratio'], ...rows])}`;
};

const stormText = ({ clients, behind, back, cold, left }: Storms): string => {
  const row = (name: string, figure: (storm: Storm) => number): Cells => [
    name,
    range(spread(back.map(figure))),
    range(spread(cold.map(figure))),
  ];
  return `${clients.toLocaleString('en')} clients at once, on a pod with the product's own limits: back ${behind.toLocaleString('en')} changes behind, or at a desk they have not seen; ${number(left / 1e6)} MB stayed in use afterwards\n${table(
    [
      ['', 'come back', 'open the desk'],
      row('the last is served after, ms', ({ last }) => ms(last)),
      row('half are served after, ms', ({ half }) => ms(half)),
      row("a colleague's mutation p99 meanwhile, ms", ({ colleague }) => ms(colleague)),
      row('the same before, ms', ({ quiet }) => ms(quiet)),
      row('answers', ({ answers }) => answers),
      row('asked to come again', ({ sentAway }) => sentAway),
      row('started over', ({ startedOver }) => startedOver),
      row('bytes to each, kB', ({ bytes }) => bytes / clients / 1e3),
      row('server CPU for each, ms', ({ cpu }) => ms(cpu) / clients),
      row('memory at most, beyond before, MB', ({ most }) => most / 1e6),
    ],
  )}`;
};

const restText = ({ fields, ours, reference }: RestPages): string => {
  const row = (name: string, cost: 'server' | 'database'): Cells => {
    const [own, other] = [costOf(ours, cost), costOf(reference, cost)];
    return [name, range(own), range(other), number(own.median / other.median)];
  };
  const p50 = (reads: RestPages['ours']): Spread => spread(reads.map((read) => ms(read.p50)));
  return `Pages of 50 leads with ${fields} fields over REST, by ten at once\n${table([
    ['', 'ours', 'by hand', 'ratio'],
    row('server CPU, µs', 'server'),
    row('PostgreSQL CPU, µs', 'database'),
    ['p50, ms', range(p50(ours)), range(p50(reference)), number(p50(ours).median / p50(reference).median)],
  ])}`;
};

const pageText = ({ all, shapes, facets, leads, othersCpu }: Pages & Measured): string => {
  const row = ({ who, name, took, rows }: Answered): Cells => [
    `${who}: ${name}`,
    number(ms(took.p50)),
    number(ms(took.p95)),
    String(rows),
  ];
  const head: Cells = ['ms', 'p50', 'p95', 'rows'];
  const total: Cells = [`all ${shapes.length} lists`, number(ms(all.p50)), number(ms(all.p95)), ''];
  return `First pages of 50 out of ${leads.toLocaleString('en')} leads over REST; the slowest ten, and the sidebar's counts (others used ${number(othersCpu)} cores)\n${table([head, total, ...shapes.slice(0, 10).map(row), ...facets.map(row)])}`;
};

const scrollText = ({ leads, linesInPage, loading, ours, bare, heap }: Scrolled): string => {
  const row = (name: string, figure: (frames: Frames) => number): Cells => {
    const of = (rounds: readonly Frames[]): Spread => spread(rounds.map((frames) => ms(figure(frames))));
    return [
      name,
      range(of(ours)),
      range(of(bare)),
      number(of(ours).median / of(bare).median),
      number(ms(figure(loading))),
    ];
  };
  const rows = [
    row('frame p50, ms', ({ p50 }) => p50),
    row('frame p95, ms', ({ p95 }) => p95),
    row('frame p99, ms', ({ p99 }) => p99),
    row('longest frame, ms', ({ longest }) => longest),
  ];
  const megabytes = (bytes: number): string => number(bytes / 1e6);
  return [
    `Scrolling through ${leads.toLocaleString('en')} leads, beside a page of as many bare lines; at most ${linesInPage} lines were in the page`,
    table([['', 'the desk', 'bare lines', 'ratio', 'the desk while loading them'], ...rows]),
    `  heap, MB: ${megabytes(heap.first)} at first, ${megabytes(heap.loaded)} with all of them, then ${heap.after.map(megabytes).join(', ')}`,
  ].join('\n');
};

const appliedText = (applied: Applied): string => {
  const { leads, changesPerSecond, idle, busy, heap, phone } = applied;
  const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
  const megabytes = (bytes: number): string => number(bytes / 1e6);
  const points = heap.map(({ changes, bytes }) => `${megabytes(bytes)} after ${changes.toLocaleString('en')}`);
  return [
    `A desk with ${leads.toLocaleString('en')} leads while ${Math.round(changesPerSecond)} changes a second come in`,
    `  main thread of the tab: ${percent(busy)} of a core; ${percent(idle)} while nothing comes in`,
    `  heap, MB: ${points.join(', ')} changes; ${megabytes(growthInAnHour(applied))} more in an hour of it`,
    `  a phone: ${number(phone.opened / 1e3)} kB to open the desk, ${number(phone.openedAgain / 1e3)} kB to open it again, ${number(phone.stretch / 1e3)} kB in ${phone.seconds} s with ${phone.frames} frames of changes; ${megabytes(bytesOfDay(phone))} MB in a day of it (${describeDay})`,
  ].join('\n');
};

const costsText = (costs: NonNullable<Results['costs']>): string =>
  `Where our server's time goes, flat out\n${table(costs.slice(0, 25).map(({ where, share }) => [where, `${(share * 100).toFixed(1)} %`]))}`;

const verdictText = (verdicts: readonly Verdict[]): string =>
  `Promises\n${table([['', 'must', 'aim', 'got', ''], ...verdicts.map(({ what, target, aim = '', got, met, aimMet = false }): Cells => [what, target, aim, got, !met ? 'NOT REACHED' : aimMet ? 'aim reached' : 'reached'])])}`;
