/** Figures of several replications: pooled, with an interval from their differences. */
import { halfWidthOfMean } from '../../numerics/statistics.ts';
import { STATISTICS, type Statistic } from '../../scenario/scenario.ts';
import type { Estimate, MeasuredLatency, MeasuredWait } from '../../scenario/simulation.ts';
import { type LogHistogram, meanOf, merged, quantileOf } from './histogram.ts';

const QUANTILES: { readonly [S in Exclude<Statistic, 'mean'>]: number } = {
  p50: 0.5,
  p90: 0.9,
  p95: 0.95,
  p99: 0.99,
};

/** A figure from the same figure of each replication; null if nobody has it. */
export function estimate(pooled: number, each: readonly number[]): Estimate | null {
  if (Number.isNaN(pooled)) return null;
  const seen = each.filter((value) => !Number.isNaN(value));
  const halfWidth = seen.length < 2 ? 0 : halfWidthOfMean(seen, 0.95);
  return { value: pooled, halfWidth };
}

/** Σ numerator / Σ denominator, the ratio of each replication beside it. */
export function ratioEstimate(
  parts: readonly (readonly [numerator: number, denominator: number])[],
): Estimate | null {
  const sum = (index: 0 | 1) => parts.reduce((total, part) => total + part[index], 0);
  return estimate(
    sum(0) / sum(1),
    parts.map(([above, below]) => above / below),
  );
}

/** Of times per request. */
export function latencyOf(samples: readonly Float64Array[]): MeasuredLatency {
  const each = samples.map((values) => values.slice().sort());
  const pooled = each.length === 1 ? (each[0] as Float64Array) : concatenated(each).sort();
  return summaryBy(
    (statistic, values) =>
      statistic === 'mean' ? average(values) : ranked(values, QUANTILES[statistic]),
    pooled,
    each,
  );
}

/** Of times per token or per iteration. */
export function histogramLatency(histograms: readonly LogHistogram[]): MeasuredLatency {
  return summaryBy(
    (statistic, histogram) =>
      statistic === 'mean' ? meanOf(histogram) : quantileOf(histogram, QUANTILES[statistic]),
    merged(histograms),
    histograms,
  );
}

export function waitOf({ mean, p99 }: MeasuredLatency): MeasuredWait {
  return { mean, p99 };
}

function summaryBy<T>(
  figure: (statistic: Statistic, sample: T) => number,
  pooled: T,
  each: readonly T[],
): MeasuredLatency {
  const entries = STATISTICS.map((statistic) => [
    statistic,
    estimate(
      figure(statistic, pooled),
      each.map((sample) => figure(statistic, sample)),
    ),
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
  return sorted[Math.ceil(p * sorted.length) - 1] ?? Number.NaN;
}
