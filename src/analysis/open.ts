/** Answers by formula at any rate, for the solver: all of one, or the cheap parts of it. */
import type { Prediction } from '../scenario/metrics.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { checkFormulas } from './check.ts';
import { analyze, analyzeGaps } from './predict.ts';
import { analyzeMeans, type MeanPrediction } from './predict-means.ts';
import { prepare } from './prepare.ts';

export function openAnalysis(scenario: Scenario): {
  readonly maxArrivalRate: number;
  readonly at: (arrivalRate: number) => Prediction;
  readonly gaps: (arrivalRate: number) => Pick<Prediction, 'tbt' | 'tpot' | 'errorBand'>;
  readonly means: (arrivalRate: number) => MeanPrediction;
} {
  checkFormulas(scenario);
  const prepared = prepare(scenario);
  return {
    maxArrivalRate: prepared.analysis.limits.arrivalRate * prepared.server.engines,
    at: (arrivalRate) => analyze(prepared, arrivalRate),
    gaps: (arrivalRate) => analyzeGaps(prepared, arrivalRate),
    means: (arrivalRate) => analyzeMeans(prepared, arrivalRate),
  };
}
