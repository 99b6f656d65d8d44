/**
 * The error to expect of each figure: the 95th percentile of the |relative error| against 464
 * simulated cases, drawn at random or by design and first looked at after the formulas were frozen;
 * by load, and apart for scenarios in a corner where the formulas are weak (region.ts). It is the
 * error of the formulas given t_inf; that of t_inf comes on top. `npm run accuracy` measures the
 * table, fails when this one says something else, and tests it across halves of the cases.
 */
import type { LatencyBand, Prediction } from '../scenario/metrics.ts';
import { METRICS, STATISTICS } from '../scenario/scenario.ts';

export type Region = Prediction['region'];
export const BAND_REGIONS = ['usual', 'weak'] as const satisfies readonly Region[];
/** Upper ends of the ranges of load. */
export const BAND_LOADS = [0.55, 0.85, 0.92, Infinity] as const;

/** By path of the figure: usual scenarios by load, then weak ones. */
const BANDS: { readonly [figure: string]: readonly number[] } = {
  'ttft.mean': [0.03, 0.083, 0.16, 0.24, 0.061, 0.19, 0.2, 0.23],
  'ttft.p50': [0.064, 0.12, 0.2, 0.29, 0.072, 0.21, 0.37, 0.37],
  'ttft.p90': [0.055, 0.12, 0.15, 0.21, 0.055, 0.19, 0.14, 0.24],
  'ttft.p95': [0.055, 0.11, 0.15, 0.21, 0.084, 0.2, 0.17, 0.2],
  'ttft.p99': [0.067, 0.14, 0.21, 0.3, 0.14, 0.21, 0.28, 0.25],
  'tbt.mean': [0.0079, 0.025, 0.04, 0.047, 0.04, 0.086, 0.14, 0.18],
  'tbt.p50': [0.0069, 0.026, 0.014, 0.025, 0.017, 0.97, 0.042, 0.15],
  'tbt.p90': [0.048, 0.073, 0.16, 0.15, 0.043, 0.26, 0.17, 0.52],
  'tbt.p95': [0.067, 0.084, 0.046, 0.088, 0.12, 0.15, 0.78, 0.18],
  'tbt.p99': [0.071, 0.047, 0.054, 0.052, 0.058, 0.21, 0.26, 0.029],
  'tpot.mean': [0.02, 0.054, 0.062, 0.07, 0.15, 0.18, 0.24, 0.19],
  'tpot.p50': [0.056, 0.067, 0.045, 0.064, 0.38, 0.34, 0.23, 0.18],
  'tpot.p90': [0.049, 0.064, 0.085, 0.063, 0.51, 0.22, 0.53, 0.34],
  'tpot.p95': [0.085, 0.1, 0.15, 0.11, 0.51, 0.27, 0.21, 0.55],
  'tpot.p99': [0.15, 0.17, 0.33, 0.27, 0.62, 0.32, 0.25, 0.9],
  'e2e.mean': [0.0086, 0.031, 0.038, 0.073, 0.058, 0.093, 0.17, 0.16],
  'e2e.p50': [0.035, 0.044, 0.05, 0.076, 0.13, 0.21, 0.29, 0.14],
  'e2e.p90': [0.031, 0.051, 0.051, 0.065, 0.18, 0.17, 0.12, 0.14],
  'e2e.p95': [0.022, 0.035, 0.057, 0.078, 0.2, 0.15, 0.11, 0.15],
  'e2e.p99': [0.079, 0.065, 0.074, 0.096, 0.22, 0.15, 0.15, 0.24],
  'queues.prefillWait.mean': [0.083, 0.11, 0.18, 0.26, 0.17, 0.23, 0.24, 0.27],
  'queues.prefillWait.p99': [0.28, 0.27, 0.22, 0.31, 0.22, 0.22, 0.31, 0.26],
  'iterationTime.mean': [0.0047, 0.014, 0.021, 0.02, 0.027, 0.053, 0.098, 0.35],
  'iterationTime.p99': [0.071, 0.047, 0.042, 0.031, 0.063, 0.16, 0.1, 0.029],
  'batch.mean.prefillRequests': [0.042, 0.072, 0.049, 0.058, 0.13, 0.1, 0.25, 0.26],
  'batch.mean.chunkTokens': [0.021, 0.02, 0.022, 0.022, 0.072, 0.068, 0.25, 0.36],
  'batch.mean.decodes': [0.02, 0.018, 0.021, 0.02, 0.075, 0.071, 0.25, 0.36],
  'batch.mean.contextTokens': [0.023, 0.027, 0.021, 0.02, 0.071, 0.068, 0.25, 0.36],
  'throughput.requests': [0.0054, 0.0029, 0.00099, 0.0015, 0.0067, 0.0028, 0.0015, 0.0018],
};

/** Relative error of the stability limit, on either side. */
export const LIMIT_BAND = 0.012;

/** Relative error of a figure, by its path in a Prediction; 0 where it is exact. */
export function bandOf(figure: string, utilization: number, region: Region): number {
  const load = BAND_LOADS.findIndex((most) => utilization <= most);
  return BANDS[figure]?.[BAND_LOADS.length * BAND_REGIONS.indexOf(region) + load] ?? 0;
}

/** Relative errors of the latencies. */
export function errorBand(utilization: number, region: Region): Prediction['errorBand'] {
  const entries = METRICS.map((metric) => {
    const bands = STATISTICS.map((name) => [
      name,
      bandOf(`${metric}.${name}`, utilization, region),
    ]);
    return [metric, Object.fromEntries(bands) as LatencyBand];
  });
  return Object.fromEntries(entries) as Prediction['errorBand'];
}
