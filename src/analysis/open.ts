/** Answers by formula at any rate, for the solver. */
import type { Prediction } from '../scenario/metrics.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { analyze } from './predict.ts';
import { prepare } from './prepare.ts';

export function openAnalysis(scenario: Scenario): {
  readonly maxArrivalRate: number;
  readonly at: (arrivalRate: number) => Prediction;
} {
  const prepared = prepare(scenario);
  return {
    maxArrivalRate: prepared.limits.arrivalRate * prepared.server.engines,
    at: (arrivalRate) => analyze(prepared, arrivalRate),
  };
}
