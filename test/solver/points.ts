import { predict } from '../../src/analysis/predict.ts';
import type { LatencySummary, Prediction } from '../../src/scenario/metrics.ts';
import type { Metric } from '../../src/scenario/scenario.ts';
import type { Point } from '../../src/solver/maximize-rate.ts';
import { serving } from '../analysis/scenarios.ts';

const template = predict(serving());
const flat = (value: number): LatencySummary => ({
  mean: value,
  p50: value,
  p90: value,
  p95: value,
  p99: value,
});

export interface CountedPoint extends Point {
  /** Rates that a full answer was asked for. */
  readonly asked: readonly number[];
}

/** An engine whose latencies are given functions of the rate, all statistics alike. */
export function syntheticPoint(
  maxArrivalRate: number,
  latencies: { readonly [M in Metric]?: (rate: number) => number },
): CountedPoint {
  const asked: number[] = [];
  const value = (metric: Metric, rate: number) => latencies[metric]?.(rate) ?? 0;
  const at = (rate: number): Prediction => {
    asked.push(rate);
    const of = (metric: Metric) => flat(value(metric, rate));
    return { ...template, ttft: of('ttft'), tbt: of('tbt'), tpot: of('tpot'), e2e: of('e2e') };
  };
  return {
    ...{ maxArrivalRate, at, asked },
    gaps: (rate) => ({
      ...{ tbt: flat(value('tbt', rate)), tpot: flat(value('tpot', rate)) },
      errorBand: template.errorBand,
    }),
    means: (rate) => ({ ttft: value('ttft', rate), e2e: value('e2e', rate) }),
  };
}
