/**
 * The error to expect of each metric: 90th percentile of the relative error against simulated
 * engines that were not looked at while the formulas were made, by load (docs/accuracy.md). It is
 * the error of the formulas given t_inf; that of t_inf comes on top.
 */
import type { Prediction } from '../scenario/metrics.ts';

type Band = Prediction['errorBand'];

const BANDS: readonly (readonly [load: number, band: Band])[] = [
  [
    0.55,
    {
      ttft: { mean: 0.02, p99: 0.04 },
      tbt: { mean: 0.011, p99: 0.051 },
      tpot: { mean: 0.011, p99: 0.06 },
      e2e: { mean: 0.01, p99: 0.041 },
    },
  ],
  [
    0.85,
    {
      ttft: { mean: 0.033, p99: 0.06 },
      tbt: { mean: 0.032, p99: 0.06 },
      tpot: { mean: 0.032, p99: 0.06 },
      e2e: { mean: 0.025, p99: 0.036 },
    },
  ],
  [
    0.92,
    {
      ttft: { mean: 0.12, p99: 0.12 },
      tbt: { mean: 0.05, p99: 0.03 },
      tpot: { mean: 0.05, p99: 0.06 },
      e2e: { mean: 0.04, p99: 0.04 },
    },
  ],
  [
    Infinity,
    {
      ttft: { mean: 0.21, p99: 0.14 },
      tbt: { mean: 0.07, p99: 0.03 },
      tpot: { mean: 0.07, p99: 0.06 },
      e2e: { mean: 0.08, p99: 0.11 },
    },
  ],
];

/** Relative errors at a utilization. */
export function errorBand(utilization: number): Band {
  const found = BANDS.find(([load]) => utilization <= load);
  return (found ?? (BANDS[BANDS.length - 1] as (typeof BANDS)[number]))[1];
}
