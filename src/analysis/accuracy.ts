/**
 * The error to expect of each figure: the 95th percentile of the |relative error| against simulated
 * cases, drawn at random or by design and first looked at after the formulas were frozen; by load and
 * by kind of scenario. It is the error of the formulas given t_inf; that of t_inf comes on top.
 * `npm run accuracy` measures the table and tests it across halves of the cases.
 */
import { KINDS, type Kind } from '../scenario/kinds.ts';
import type { ErrorBands, LatencyBand } from '../scenario/metrics.ts';
import { type Metric, STATISTICS } from '../scenario/scenario.ts';
import { BANDS, LIMIT_BANDS } from './accuracy-bands.ts';

/** Upper ends of the ranges of load. */
export const BAND_LOADS = [0.55, 0.85, 0.92, Infinity] as const;

/** Relative error of the stability limit, on either side: the largest of the kinds. */
export function limitBand(kinds: readonly Kind[]): number {
  return Math.max(...kinds.map((kind) => LIMIT_BANDS[kind] ?? 0));
}

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

/** Relative errors of all figures at a load. */
export function errorBand(utilization: number, kinds: readonly Kind[]): ErrorBands {
  const band = (figure: string) => bandOf(figure, utilization, kinds);
  const wait = (path: string) => ({ mean: band(`${path}.mean`), p99: band(`${path}.p99`) });
  const latency = (metric: Metric) =>
    Object.fromEntries(STATISTICS.map((name) => [name, band(`${metric}.${name}`)])) as LatencyBand;
  return {
    ...{ ttft: latency('ttft'), tbt: latency('tbt') },
    ...{ tpot: latency('tpot'), e2e: latency('e2e') },
    maxArrivalRate: limitBand(kinds),
    queues: {
      prefillWait: wait('queues.prefillWait'),
      chunkWait: wait('queues.chunkWait'),
      generationWait: wait('queues.generationWait'),
    },
    iterationTime: wait('iterationTime'),
    batch: {
      mean: {
        prefillRequests: band('batch.mean.prefillRequests'),
        chunkTokens: band('batch.mean.chunkTokens'),
        decodes: band('batch.mean.decodes'),
        contextTokens: band('batch.mean.contextTokens'),
      },
    },
  };
}
