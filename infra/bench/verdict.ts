import type { Spread } from './figures.ts';
import type { Bar } from './scenarios.ts';

/** What was promised, and how far we got. */
export type Verdict = {
  readonly what: string;
  readonly target: string;
  readonly aim?: string;
  readonly got: string;
  readonly met: boolean;
  /** Whether what we aim at is reached too; absent where nothing beyond the target is aimed at. */
  readonly aimMet?: boolean;
  /** Wrong on any machine, however slow. */
  readonly isFault?: true;
};

export const at2 = (value: number): string => value.toFixed(2);
export const range = ({ median, min, max }: Spread, show: (value: number) => string): string =>
  `${show(median)} (${show(min)} to ${show(max)})`;

type Judged = {
  readonly what: string;
  readonly bar: Bar;
  readonly unit: string;
  readonly digits: number;
};

/** Judges the median of some rounds. */
export const judged = ({ what, bar, unit, digits }: Judged, found: Spread): Verdict => {
  const { must, aim, isFloor = false } = bar;
  const sign = isFloor ? '≥' : '≤';
  const named = (value: number): string => `${value} ${unit}`.trim();
  const reaches = (limit: number): boolean => (isFloor ? found.median >= limit : found.median <= limit);
  return {
    what,
    target: `${sign} ${named(must)}`,
    aim: `${sign} ${named(aim)}`,
    got: `${range(found, (value) => value.toFixed(digits))} ${unit}`.trim(),
    met: reaches(must),
    aimMet: reaches(aim),
  };
};
