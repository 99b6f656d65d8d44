/** Means and percentiles of a simulated run, with half widths of their 95 % intervals. */
import type { EngineRun, RequestTimes } from '../engine.ts';
import { studentInterval, T_95_19 } from '../replicate.ts';
import { histogramQuantile, merged, type WeightedHistogram } from './histogram.ts';
import type { IterationTally } from './tally.ts';

/** Batch means need a run of so many segments. */
export const SEGMENTS = 20;

const PERCENTILES = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99 } as const;
type Statistic = 'mean' | keyof typeof PERCENTILES;
/** Seconds. */
type Summary = Readonly<Record<Statistic, number>>;

export interface Measured {
  readonly value: Summary;
  /** Of the 95 % interval, by the means of 20 segments. */
  readonly halfWidth: Summary;
}

/** The times per request that a run is asked for. */
export type RequestMetric = 'ttft' | 'e2e' | 'tpot' | 'prefillWait' | 'chunkWait';

/** Summary of a time per request; TPOT is of the requests with a second token. */
export function measuredRequests(run: EngineRun, metric: RequestMetric): Measured {
  const values = timesPerRequest(run.requests, metric);
  const length = values.length / SEGMENTS;
  const parts = Array.from({ length: SEGMENTS }, (_, i) =>
    values.slice(Math.round(i * length), Math.round((i + 1) * length)),
  );
  return { value: summaryOf(values), halfWidth: halfWidths(parts.map(summaryOf)) };
}

/** Summary of a time per token or per iteration. */
export function measuredIterations(run: EngineRun, metric: 'tbt' | 'iterationTime'): Measured {
  const parts = run.segments.map((segment) => segment[metric]);
  return {
    value: histogramSummary(merged(parts)),
    halfWidth: halfWidths(parts.map(histogramSummary)),
  };
}

/** Σ of a count over all segments, per iteration. */
export function perIteration(
  run: EngineRun,
  field: 'decodes' | 'prefillTokens' | 'prefillRequests' | 'contextTokens' | 'decodesSquared',
): number {
  const total = (key: Exclude<keyof IterationTally, 'tbt' | 'iterationTime'>) =>
    run.segments.reduce((sum, segment) => sum + segment[key], 0);
  return total(field) / total('iterations');
}

function timesPerRequest(requests: RequestTimes, metric: RequestMetric): Float64Array {
  if (metric !== 'tpot') return requests[metric];
  const { ttft, e2e, outputTokens } = requests;
  const all = e2e.map((time, row) => (time - (ttft[row] ?? 0)) / ((outputTokens[row] ?? 1) - 1));
  return all.filter((_, row) => (outputTokens[row] ?? 1) > 1);
}

function summaryOf(values: Float64Array): Summary {
  const sorted = values.slice().sort();
  const mean = sorted.reduce((sum, value) => sum + value, 0) / sorted.length;
  const quantile = (p: number) => sorted[Math.ceil(p * sorted.length) - 1] ?? Number.NaN;
  return { mean, ...percentiles(quantile) };
}

function histogramSummary(histogram: WeightedHistogram): Summary {
  const quantile = (p: number) => histogramQuantile(histogram, p);
  return { mean: histogram.sum / histogram.weight, ...percentiles(quantile) };
}

function percentiles(quantile: (p: number) => number) {
  const { p50, p90, p95, p99 } = PERCENTILES;
  return { p50: quantile(p50), p90: quantile(p90), p95: quantile(p95), p99: quantile(p99) };
}

function halfWidths(parts: readonly Summary[]): Summary {
  const of = (statistic: Statistic) =>
    studentInterval(
      parts.map((part) => part[statistic]),
      T_95_19,
    ).halfWidth;
  return { mean: of('mean'), p50: of('p50'), p90: of('p90'), p95: of('p95'), p99: of('p99') };
}
