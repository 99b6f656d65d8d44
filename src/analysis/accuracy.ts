/**
 * The error to expect of each metric: 90th percentile of the |relative error| against 120 simulated
 * cases that were drawn at random and first looked at after the formulas were frozen, by load
 * (docs/accuracy.md). It is the error of the formulas given t_inf; that of t_inf comes on top.
 * `npm run accuracy` measures the table and fails when this one says something else.
 */
import type { Prediction } from '../scenario/metrics.ts';

type Band = Prediction['errorBand'];

const BANDS: readonly (readonly [load: number, band: Band])[] = [
  [
    0.55,
    {
      ttft: { mean: 0.047, p99: 0.08 },
      tbt: { mean: 0.0075, p99: 0.078 },
      tpot: { mean: 0.027, p99: 0.29 },
      e2e: { mean: 0.0089, p99: 0.056 },
    },
  ],
  [
    0.85,
    {
      ttft: { mean: 0.082, p99: 0.12 },
      tbt: { mean: 0.062, p99: 0.067 },
      tpot: { mean: 0.064, p99: 0.13 },
      e2e: { mean: 0.058, p99: 0.063 },
    },
  ],
  [
    0.92,
    {
      ttft: { mean: 0.087, p99: 0.12 },
      tbt: { mean: 0.056, p99: 0.039 },
      tpot: { mean: 0.099, p99: 0.28 },
      e2e: { mean: 0.076, p99: 0.13 },
    },
  ],
  [
    Infinity,
    {
      ttft: { mean: 0.22, p99: 0.38 },
      tbt: { mean: 0.16, p99: 0.085 },
      tpot: { mean: 0.089, p99: 0.29 },
      e2e: { mean: 0.14, p99: 0.35 },
    },
  ],
];

/** Relative errors at a utilization. */
export function errorBand(utilization: number): Band {
  const found = BANDS.find(([load]) => utilization <= load);
  return (found ?? (BANDS[BANDS.length - 1] as (typeof BANDS)[number]))[1];
}
