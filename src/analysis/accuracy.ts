/**
 * The error to expect of each figure: the 95th percentile of the |relative error| against simulated
 * cases, drawn at random or by design and first looked at after the formulas were frozen; by load and
 * by kind of scenario. It is the error of the formulas given t_inf; that of t_inf comes on top.
 * `npm run accuracy` measures the table and tests it across halves of the cases.
 */
import { KINDS, type Kind } from '../scenario/kinds.ts';
import type { LatencyBand, Prediction } from '../scenario/metrics.ts';
import { METRICS, STATISTICS } from '../scenario/scenario.ts';
import { BANDS } from './accuracy-bands.ts';

/** Upper ends of the ranges of load. */
export const BAND_LOADS = [0.55, 0.85, 0.92, Infinity] as const;

/** Relative error of the stability limit, on either side. */
export const LIMIT_BAND = 0.012;

/**
 * Relative error of a figure, by its path in a Prediction: the largest of the kinds the scenario is
 * of; 0 where it is exact.
 */
export function bandOf(figure: string, utilization: number, kinds: readonly Kind[]): number {
  const load = BAND_LOADS.findIndex((most) => utilization <= most);
  return Math.max(0, ...kinds.map((kind) => BANDS[kind]?.[figure]?.[load] ?? 0));
}

/** The kinds that have measured bands. */
export const MEASURED_KINDS = KINDS.filter((kind) => BANDS[kind] !== undefined);

/** Relative errors of the latencies. */
export function errorBand(utilization: number, kinds: readonly Kind[]): Prediction['errorBand'] {
  const entries = METRICS.map((metric) => {
    const bands = STATISTICS.map((name) => [name, bandOf(`${metric}.${name}`, utilization, kinds)]);
    return [metric, Object.fromEntries(bands) as LatencyBand];
  });
  return Object.fromEntries(entries) as Prediction['errorBand'];
}
