import type { Comparison } from './compare.ts';
import type { Round } from './round.ts';
import type { Clients } from './sides.ts';
import type { Mix } from './write.ts';

/** What a figure must be, and what we aim at: at least that, or, without `isFloor`, at most. */
export type Bar = { readonly must: number; readonly aim: number; readonly isFloor?: true };

/** Of ours and the reference's, beside each other: how many times the reference's, or how much more than it. */
type Figure = (round: Round) => number;

export type Promised = {
  readonly what: string;
  readonly bar: Bar;
  readonly unit: string;
  readonly digits: number;
} & (
  | { readonly ratioOf: Figure }
  /** Added to the reference's. */
  | { readonly differenceOf: Figure }
  /** Ours alone. */
  | { readonly of: Figure }
);

export type Scenario = Clients & {
  readonly mix: Mix;
  /** Mutations a second; null is as fast as they are acknowledged. */
  readonly pace: number | null;
  readonly promises: readonly Promised[];
};

const acknowledged = (must: number, aim: number): Promised => ({
  what: 'acknowledged a second',
  bar: { must, aim, isFloor: true },
  unit: '×',
  digits: 2,
  ratioOf: (round) => round.ackedPerSecond,
});

const cpuOfDelivery = (must: number, aim: number): Promised => ({
  what: 'server CPU for each delivered change',
  bar: { must, aim },
  unit: '×',
  digits: 2,
  ratioOf: (round) => round.cpuPerDelivery,
});

/** Where it is the only one in its frame, which is the longest way to say it. */
const bytesOf = (change: string, must: number, aim: number): Promised => ({
  what: `bytes of a delivered ${change}, alone in its frame`,
  bar: { must, aim },
  unit: '',
  digits: 0,
  of: (round) => (Number.isNaN(round.bytesAlone) ? round.bytesPerMutation : round.bytesAlone),
});

export const flatOut: readonly Scenario[] = [
  {
    mix: 'status',
    pace: null,
    subscribers: 100,
    writers: 10,
    promises: [acknowledged(2, 2.5), cpuOfDelivery(0.4, 0.3), bytesOf('status change with its history', 320, 250)],
  },
  {
    mix: 'status',
    pace: null,
    subscribers: 100,
    writers: 200,
    promises: [acknowledged(3.5, 5), cpuOfDelivery(0.25, 0.2)],
  },
  {
    mix: 'status',
    pace: null,
    subscribers: 500,
    writers: 10,
    promises: [
      acknowledged(6.5, 8),
      {
        what: 'commit to delivery, p99',
        bar: { must: 1.5, aim: 1 },
        unit: '×',
        digits: 2,
        ratioOf: (round) => round.sinceCommit.p99,
      },
    ],
  },
  {
    mix: 'nextAction',
    pace: null,
    subscribers: 100,
    writers: 10,
    promises: [acknowledged(1, 2), cpuOfDelivery(0.5, 0.3), bytesOf('change of one field', 210, 150)],
  },
];

/** As people type. */
export const paced: Scenario = {
  mix: 'status',
  pace: 50,
  subscribers: 100,
  writers: 10,
  promises: [
    {
      what: 'server CPU for each mutation',
      bar: { must: 1.2, aim: 1 },
      unit: '×',
      digits: 2,
      ratioOf: (round) => round.cpuPerMutation,
    },
    {
      what: 'delivery p99, beyond the reference’s',
      bar: { must: 8, aim: 0 },
      unit: 'ms',
      digits: 1,
      differenceOf: (round) => round.delivery.p99 / 1_000,
    },
  ],
};

export type Played = { readonly scenario: Scenario; readonly comparison: Comparison };

export const describeScenario = ({ mix, pace, subscribers, writers }: Scenario): string =>
  `${mix === 'status' ? 'status with its history' : 'one field'}, ${pace === null ? 'flat out' : `${pace} a second`}, ${subscribers} subscribers, ${writers} writers`;
