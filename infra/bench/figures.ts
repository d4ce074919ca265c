import { step } from './tally.ts';

export type Percentiles = { readonly p50: number; readonly p95: number; readonly p99: number };

/** Of ascending numbers. */
const at = (sorted: ArrayLike<number>, share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;

export const percentiles = (values: Iterable<number>): Percentiles => {
  const sorted = Float64Array.from(values).sort();
  return { p50: at(sorted, 0.5), p95: at(sorted, 0.95), p99: at(sorted, 0.99) };
};

/** The same of counts in steps of `step` microseconds. */
export const percentilesOfSteps = (...histograms: readonly Uint32Array[]): Percentiles => {
  const longest = Math.max(...histograms.map((histogram) => histogram.length));
  const sums = Float64Array.from({ length: longest }, (_, i) =>
    histograms.reduce((sum, histogram) => sum + (histogram[i] ?? 0), 0),
  );
  const total = sums.reduce((sum, value) => sum + value, 0);
  const find = (share: number): number => {
    let passed = 0;
    const index = sums.findIndex((value) => (passed += value) > total * share);
    return index < 0 ? Number.NaN : (index + 0.5) * step;
  };
  return { p50: find(0.5), p95: find(0.95), p99: find(0.99) };
};

/** What several rounds came to. */
export type Spread = { readonly median: number; readonly min: number; readonly max: number };

export const spread = (values: readonly number[]): Spread => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const median =
    sorted.length % 2 === 1 ? sorted[Math.floor(middle)] : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
  return { median: median ?? Number.NaN, min: sorted[0] ?? Number.NaN, max: sorted.at(-1) ?? Number.NaN };
};
