/** Figures of several replications: pooled, with an interval from their differences. */
import { halfWidthOfSeries } from '../../numerics/statistics.ts';
import { STATISTICS, type Statistic } from '../../scenario/scenario.ts';
import type { Estimate, MeasuredLatency, MeasuredWait } from '../../scenario/simulation.ts';
import { type LogHistogram, meanOf, merged, quantileOf } from './histogram.ts';

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

/** Σ numerator / Σ denominator. */
export function ratioEstimate(groups: Groups<readonly [number, number]>): Estimate | null {
  const sum = (index: 0 | 1) => groups.flat().reduce((total, pair) => total + pair[index], 0);
  return estimate(groups, [sum(0), sum(1)], ([above, below]) => above / below);
}

/** Of times per request. */
export function latencyOf(groups: Groups<Float64Array>): MeasuredLatency {
  const sorted = groups.map((group) => group.map((values) => values.slice().sort()));
  const pooled = concatenated(sorted.flat()).sort();
  return summaryBy((statistic) =>
    estimate(sorted, pooled, (values) =>
      statistic === 'mean' ? average(values) : ranked(values, QUANTILES[statistic]),
    ),
  );
}

/** Of times per token or per iteration. */
export function histogramLatency(groups: Groups<LogHistogram>): MeasuredLatency {
  const pooled = merged(groups.flat());
  return summaryBy((statistic) =>
    estimate(groups, pooled, (histogram) =>
      statistic === 'mean' ? meanOf(histogram) : quantileOf(histogram, QUANTILES[statistic]),
    ),
  );
}

export function waitOf({ mean, p99 }: MeasuredLatency): MeasuredWait {
  return { mean, p99 };
}

function summaryBy(figure: (statistic: Statistic) => Estimate | null): MeasuredLatency {
  const entries = STATISTICS.map((statistic) => [statistic, figure(statistic)]);
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
