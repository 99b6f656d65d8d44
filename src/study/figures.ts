/** The figures that an answer by formula and one by experiment have in common, by their path. */
import type { Prediction } from '../scenario/metrics.ts';
import { METRICS, STATISTICS } from '../scenario/scenario.ts';
import type { Estimate, Simulation } from '../scenario/simulation.ts';

export type Figure = string;

/** Of the latencies people promise. */
export const LATENCY_FIGURES: readonly Figure[] = METRICS.flatMap((metric) =>
  STATISTICS.map((statistic) => `${metric}.${statistic}`),
);

/** All that are compared, in the order of a report. */
export const FIGURES: readonly Figure[] = [
  ...LATENCY_FIGURES,
  'queues.prefillWait.mean',
  'queues.prefillWait.p99',
  'queues.chunkWait.mean',
  'queues.chunkWait.p99',
  'queues.generationWait.mean',
  'queues.generationWait.p99',
  'iterationTime.mean',
  'iterationTime.p99',
  'batch.mean.prefillRequests',
  'batch.mean.chunkTokens',
  'batch.mean.decodes',
  'batch.mean.contextTokens',
  'throughput.requests',
];

/** A figure of one class of requests, and that of all whose error band it has. */
export interface ClassFigure {
  readonly figure: Figure;
  readonly ofAll: Figure;
}

/** Of so many classes. */
export function classFigures(count: number): readonly ClassFigure[] {
  const metrics = ['ttft', 'tpot', 'e2e'] as const;
  return Array.from({ length: count }, (_, place) => [
    ...metrics.flatMap((metric) =>
      STATISTICS.map((statistic) => ({
        figure: `classes.${place}.${metric}.${statistic}`,
        ofAll: `${metric}.${statistic}`,
      })),
    ),
    ...(['mean', 'p99'] as const).map((statistic) => ({
      figure: `classes.${place}.prefillWait.${statistic}`,
      ofAll: `queues.prefillWait.${statistic}`,
    })),
  ]).flat();
}

export function predictedFigure(answer: Prediction, figure: Figure): number {
  return valueAt(answer, figure) as number;
}

/** Null where nothing was seen. */
export function simulatedFigure(answer: Simulation, figure: Figure): Estimate | null {
  return valueAt(answer, figure) as Estimate | null;
}

function valueAt(answer: object, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((value, key) => (value as { readonly [key: string]: unknown })[key], answer);
}
