/** Figures of several replications: pooled, with an interval from their differences. */
import { halfWidthOfSeries } from '../../numerics/statistics.ts';
import { STATISTICS, type Statistic } from '../../scenario/scenario.ts';
import type { Estimate, MeasuredLatency, MeasuredWait } from '../../scenario/simulation.ts';
import { type LogHistogram, meanOf, merged, quantileOf, shareOf } from '../measure/histogram.ts';

const QUANTILES: { readonly [S in Exclude<Statistic, 'mean'>]: number } = {
  p50: 0.5,
  p90: 0.9,
  p95: 0.95,
  p99: 0.99,
};

/** Results of each replication, its batches in order. */
export type Groups<T> = readonly (readonly T[])[];

/** A figure of all batches together, with the interval of its value in each; null if nobody has it. */
function estimate<T>(groups: Groups<T>, pooled: T, figure: (batch: T) => number): Estimate | null {
  const value = figure(pooled);
  if (Number.isNaN(value)) return null;
  const each = groups.map((group) => group.map(figure).filter((one) => !Number.isNaN(one)));
  return { value, halfWidth: halfWidthOfSeries(each) };
}

/** How percentiles are taken of a sample, and the share of it that a value is not below. */
interface Ranks<T> {
  readonly quantile: (sample: T, p: number) => number;
  readonly shareUpTo: (sample: T, value: number) => number;
}

/**
 * A percentile, with the interval that the shares below it allow: percentiles of batches are biased
 * where a batch has few crowds, the share of a batch that the pooled percentile exceeds is not.
 */
function percentile<T>(groups: Groups<T>, pooled: T, p: number, ranks: Ranks<T>): Estimate | null {
  const value = ranks.quantile(pooled, p);
  if (Number.isNaN(value)) return null;
  const shares = groups.map((group) =>
    group.map((one) => ranks.shareUpTo(one, value)).filter((share) => !Number.isNaN(share)),
  );
  const width = halfWidthOfSeries(shares);
  const [low, high] = [Math.max(0, p - width), Math.min(1, p + width)];
  return { value, halfWidth: (ranks.quantile(pooled, high) - ranks.quantile(pooled, low)) / 2 };
}

/** Σ numerator / Σ denominator. */
export function ratioEstimate(groups: Groups<readonly [number, number]>): Estimate | null {
  const sum = (index: 0 | 1) => groups.flat().reduce((total, pair) => total + pair[index], 0);
  return estimate(groups, [sum(0), sum(1)], ([above, below]) => above / below);
}

/** Of times per request. */
export function latencyOf(groups: Groups<Float64Array>): MeasuredLatency {
  const sorted = groups.map((group) => group.map((values) => values.slice().sort()));
  const pooled = concatenated(sorted.flat()).sort();
  return summaryBy(sorted, pooled, average, { quantile: ranked, shareUpTo });
}

/** Of times per token or per iteration. */
export function histogramLatency(groups: Groups<LogHistogram>): MeasuredLatency {
  const ranks = { quantile: quantileOf, shareUpTo: shareOf };
  return summaryBy(groups, merged(groups.flat()), meanOf, ranks);
}

export function waitOf({ mean, p99 }: MeasuredLatency): MeasuredWait {
  return { mean, p99 };
}

function summaryBy<T>(
  groups: Groups<T>,
  pooled: T,
  mean: (sample: T) => number,
  ranks: Ranks<T>,
): MeasuredLatency {
  const entries = STATISTICS.map((statistic) => [
    statistic,
    statistic === 'mean'
      ? estimate(groups, pooled, mean)
      : percentile(groups, pooled, QUANTILES[statistic], ranks),
  ]);
  return Object.fromEntries(entries) as MeasuredLatency;
}

function concatenated(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let place = 0;
  for (const part of parts) {
    all.set(part, place);
    place += part.length;
  }
  return all;
}

function average(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return values.length === 0 ? Number.NaN : sum / values.length;
}

/** The value at the nearest rank; NaN of nothing. */
function ranked(sorted: Float64Array, p: number): number {
  return sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)] ?? Number.NaN;
}

/** By bisection; NaN of nothing. */
function shareUpTo(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) <= value) low = middle + 1;
    else high = middle;
  }
  return low / sorted.length;
}
